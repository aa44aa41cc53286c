using System.Net.Sockets;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn.Io;

/// <summary>Opens the sockets of relays.</summary>
internal static class RelaySocket
{
    /// <summary>A UDP socket of one family, bound to exactly this address and port; null, with the reason as result, where it can't be had.</summary>
    public static Socket? TryOpen(in TransportAddress local, out RelayOpenResult result)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(local.IsIPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
            if (local.IsIPv6) socket.DualMode = false;
            socket.Bind(local.ToEndPoint());
            result = RelayOpenResult.Opened;
            return socket;
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            result = e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied ? RelayOpenResult.PortTaken : RelayOpenResult.Failed;
            return null;
        }
    }
}
