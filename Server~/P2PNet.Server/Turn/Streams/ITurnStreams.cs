using System;

namespace P2PNet.Server.Turn;

/// <summary>
/// The TCP and TLS clients, as the thread of the <see cref="TurnServer"/> sees them; Kestrel's threads are on the other side. Nothing
/// here blocks.
/// </summary>
internal interface ITurnStreams
{
    /// <summary>Called, on any thread, when something came into an empty inbox. Set before the first client can come.</summary>
    Action? Arrived { get; set; }

    /// <summary>Takes the next message. Its buffer stays as it is until <see cref="Release"/>.</summary>
    bool TryRead(out StreamMessage message);

    /// <summary>Gives back the buffers of all messages that were read so far, when the batch that they may be part of was sent.</summary>
    void Release();

    /// <summary>Copies a message to a client's outgoing bytes; drops and counts it where they are too many already, or the client is gone.</summary>
    void Send(in ClientTuple client, ReadOnlySpan<byte> message);

    /// <summary>Says that a client has an allocation from now on, or none any more: one without has to get one soon.</summary>
    void SetAllocated(in ClientTuple client, bool isAllocated);
}
