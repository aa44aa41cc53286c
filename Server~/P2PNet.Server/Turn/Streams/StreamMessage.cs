using System;

namespace P2PNet.Server.Turn;

/// <summary>What a TCP or TLS client sent, cut out of its stream, on its way to the server's thread; or its end.</summary>
/// <param name="Client">Who.</param>
/// <param name="Buffer">Pinned; has the room that <see cref="TurnServer"/> wants around the message. Empty at the end of the client.</param>
/// <param name="Offset">Where the message begins in there.</param>
/// <param name="Length">Its length.</param>
internal readonly record struct StreamMessage(ClientTuple Client, Memory<byte> Buffer, int Offset, int Length)
{
    /// <summary>Whose share of the <see cref="StreamInbox"/> it takes up.</summary>
    public StreamShare? Share { get; init; }

    /// <summary>How much of it.</summary>
    public int RingBytes { get; init; }

    /// <summary>The connection has ended.</summary>
    public bool IsEnd => Buffer.IsEmpty;
}
