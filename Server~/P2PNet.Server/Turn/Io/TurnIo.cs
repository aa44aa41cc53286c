using System;
using System.Collections.Generic;
using System.Net.Sockets;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn.Io;

/// <summary>Chooses how sockets are served.</summary>
internal static class TurnIo
{
    /// <summary>The fastest that this system has.</summary>
    /// <param name="listeners">
    /// Bound sockets, from now on the result's, in the order of <see cref="TurnServerOptions.Listeners"/>; null where a listener is no UDP socket.
    /// </param>
    /// <param name="clock">The time that the server is told.</param>
    /// <param name="faulted">Called on the I/O thread for a mistake of the server, which costs the packets of that moment; the thread goes on.</param>
    public static ITurnIo Create(IReadOnlyList<Socket?> listeners, Func<Timestamp> clock, Action<Exception> faulted)
    {
        if (LinuxSystem.IsUsable()) return new LinuxTurnIo(listeners, clock, faulted);
        return new SocketTurnIo(listeners, clock, faulted);
    }
}
