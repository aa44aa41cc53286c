using System;
using System.Net;
using System.Net.Sockets;

namespace P2PNet.Server.Turn.Io;

/// <summary>A UDP socket that talks to itself: what another thread ends a select with, on systems without anything better.</summary>
internal sealed class LoopbackWakeUp : IDisposable
{
    private static readonly byte[] WakeUp = [1];
    private readonly byte[] _buffer = new byte[1];

    public LoopbackWakeUp()
    {
        Socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        // Connected to itself it takes nothing from others.
        Socket.Connect(Socket.LocalEndPoint!);
    }

    public Socket Socket { get; } = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };

    /// <summary>Thread: any, also after the end.</summary>
    public void Set()
    {
        try
        {
            Socket.Send(WakeUp);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Full: then it wakes up anyway. Closed: nobody sleeps any more.
        }
    }

    public void Reset()
    {
        while (Socket.Available > 0) Socket.Receive(_buffer);
    }

    public void Dispose() => Socket.Dispose();
}
