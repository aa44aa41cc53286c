namespace P2PNet.Server;

/// <summary>A connection's life; it goes only downwards.</summary>
internal enum ConnectionState
{
    /// <summary>Nothing but hello is understood.</summary>
    AwaitingHello,

    /// <summary>Everything is understood, in or outside of a lobby.</summary>
    Ready,

    /// <summary>Nothing is read any more; what was queued still leaves, then the close frame.</summary>
    Closing,

    /// <summary>The socket is gone.</summary>
    Closed,
}
