using System;
using System.Text;

namespace P2PNet.Server.Turn;

/// <summary>One user's share of the server, over all its allocations.</summary>
internal sealed class User(string id, long bytesPerSecond)
{
    private readonly byte[] _id = Encoding.UTF8.GetBytes(id);

    /// <summary>Allocations and reservations.</summary>
    public int Allocations { get; set; }

    public TokenBucket Bandwidth { get; } = new(bytesPerSecond);

    public bool Is(ReadOnlySpan<byte> other) => other.SequenceEqual(_id);
}
