using System.Net;
using System.Net.Sockets;

namespace P2PNet.RelayBenchmark;

/// <summary>Finds a UDP port for a program that can't choose one itself.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
