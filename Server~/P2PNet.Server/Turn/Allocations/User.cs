using System;
using System.Text;

namespace P2PNet.Server.Turn;

/// <summary>Somebody with a credential, and one user's share of the server over all that it has there.</summary>
internal sealed class User(string id, Quota quota)
{
    private readonly byte[] _id = Encoding.UTF8.GetBytes(id);

    public Quota Quota { get; } = quota;

    public bool Is(ReadOnlySpan<byte> other) => other.SequenceEqual(_id);
}
