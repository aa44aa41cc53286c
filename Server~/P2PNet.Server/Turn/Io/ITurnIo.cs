using System;

namespace P2PNet.Server.Turn.Io;

/// <summary>
/// The thread and the sockets of a <see cref="TurnServer"/>. It is made with the bound sockets of the listeners, in the order of
/// <see cref="TurnServerOptions.Listeners"/> (null where a listener is a TCP endpoint), and owns them from then on.
/// </summary>
internal interface ITurnIo : ITurnTransport, IDisposable
{
    /// <summary>Datagrams that could not be sent, and errors of the sockets.</summary>
    IoCounters IoCounters { get; }

    /// <summary>Starts the thread: it receives, calls the server's doors, drains the streams' inbox, and keeps <see cref="TurnServer.NextTimeout"/>.</summary>
    void Start(TurnServer server, ITurnStreams streams);
}
