using System;
using System.Net.Sockets;

namespace P2PNet.Server.Turn.Io;

/// <summary>A UDP socket of the server, a listener's or a relay's, and what waits to be sent by it.</summary>
internal sealed class UdpPort(Socket socket, int index, uint generation, bool isListener) : IDisposable
{
    private const int LevelIPv4 = 0;
    private const int LevelIPv6 = 41;
    private const int IPv4MtuDiscover = 10;
    private const int IPv6MtuDiscover = 23;
    private const int NeverDontFragment = 0; // IP_PMTUDISC_DONT
    private const int AlwaysDontFragment = 3; // IP_PMTUDISC_PROBE

    /// <summary>Its number in the <see cref="PortTable"/>.</summary>
    public int Index { get; } = index;

    public bool IsListener { get; } = isListener;

    public bool IsIPv4 { get; } = socket.AddressFamily == AddressFamily.InterNetwork;

    public int Descriptor { get; } = (int)socket.Handle;

    /// <summary>What epoll reports: the number, and which of those that had it one after the other.</summary>
    public ulong Key { get; } = ((ulong)generation << 32) | (uint)index;

    /// <summary>The first datagram that waits, in the <see cref="SendQueue"/>; -1 for none.</summary>
    public int First { get; set; } = -1;

    /// <summary>The last one.</summary>
    public int Last { get; set; } = -1;

    /// <summary>
    /// The longest pieces that the kernel cuts by itself on the way out of here. Where it refused a length, since the path's MTU is
    /// smaller or the interface can't, it is not asked for that again.
    /// </summary>
    public int MaxSegment { get; set; } = ushort.MaxValue;

    public static int IndexOf(ulong key) => (int)(uint)key;

    /// <summary>
    /// The alternate behaviour of RFC 8656 §14: what comes from the other side is taken to have no DF bit, so what leaves has none, and
    /// no ICMP message that anybody may forge lowers a path's MTU. IPv6 has no such bit; there the sender may cut up or not.
    /// </summary>
    public static void MayFragment(Socket socket, bool value)
    {
        Span<byte> option = stackalloc byte[sizeof(int)];
        BitConverter.TryWriteBytes(option, value ? NeverDontFragment : AlwaysDontFragment);
        bool isIPv4 = socket.AddressFamily == AddressFamily.InterNetwork;
        socket.SetRawSocketOption(isIPv4 ? LevelIPv4 : LevelIPv6, isIPv4 ? IPv4MtuDiscover : IPv6MtuDiscover, option);
    }

    /// <summary>Lets datagrams of one sender that follow each other come in one buffer, where kernel and network card can do that.</summary>
    public static void TakeTogether(Socket socket)
    {
        Span<byte> option = stackalloc byte[sizeof(int)];
        BitConverter.TryWriteBytes(option, 1);
        try
        {
            socket.SetRawSocketOption(LinuxSystem.LevelUdp, LinuxSystem.UdpGro, option);
        }
        catch (SocketException)
        {
            // Before Linux 5.0 each comes alone.
        }
    }

    public void MayFragment(bool value) => MayFragment(socket, value);

    public void Dispose() => socket.Dispose();
}
