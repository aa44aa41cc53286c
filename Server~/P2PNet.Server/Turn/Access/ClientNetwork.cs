using System;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>
/// What one subscriber of the Internet has: an IPv4 address, or an IPv6 /64. Names are free, since whoever makes a lobby gets one with
/// each connection; addresses are not.
/// </summary>
internal static class ClientNetwork
{
    /// <summary>False for addresses from inside, behind which a proxy may hide everybody: they say nothing of who it is.</summary>
    public static bool TryFind(in TransportAddress client, out TransportAddress network)
    {
        network = client.WithPort(0);
        if (!client.IsIPv6) return !PeerPolicy.IsInside(client);
        Span<byte> bytes = stackalloc byte[16];
        client.WriteAddress(bytes);
        bytes[8..].Clear();
        network = TransportAddress.FromBytes(bytes, 0);
        return !PeerPolicy.IsInside(client);
    }
}
