#if NET
using System;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Tasks;

namespace P2PNet.Native
{
    /// <summary>
    /// What the Linux kernel tells of links, addresses and routes as they change (rtnetlink(7)). .NET's own events leave out addresses of IPv6, and are 150 ms late
    /// with routes. A socket that waits costs nothing while nothing changes.
    /// </summary>
    internal sealed class LinuxRouteEvents : IDisposable
    {
        // From linux/socket.h and bits/socket_type.h; the same on all architectures that .NET runs on.
        private const ushort NetlinkFamily = 16;
        private const int RawAndCloseOnExec = 3 | 0x80000;
        private const int RouteProtocol = 0;

        // RTMGRP_LINK, _IPV4_IFADDR, _IPV4_ROUTE, _IPV6_IFADDR, _IPV6_ROUTE of linux/rtnetlink.h.
        private const uint Groups = 0x1 | 0x10 | 0x40 | 0x100 | 0x400;

        private readonly Socket _socket;
        private readonly Action _tell;
        private readonly byte[] _buffer = new byte[8192];

        private LinuxRouteEvents(Socket socket, Action tell)
        {
            _socket = socket;
            _tell = tell;
            _ = ListenAsync();
        }

        /// <summary>Begins to listen. Null where this is no Linux, or one that does not let us.</summary>
        /// <param name="tell">Called on any thread when something has changed.</param>
        public static LinuxRouteEvents? TryOpen(Action tell)
        {
            if (!OperatingSystem.IsLinux()) return null;
            int descriptor = OpenSocket(NetlinkFamily, RawAndCloseOnExec, RouteProtocol);
            if (descriptor < 0) return null;
            var handle = new SafeSocketHandle(descriptor, ownsHandle: true);
            var address = new NetlinkAddress(NetlinkFamily, Groups);
            if (Bind(descriptor, address, Marshal.SizeOf<NetlinkAddress>()) < 0)
            {
                handle.Dispose();
                return null;
            }

            try
            {
                return new LinuxRouteEvents(new Socket(handle), tell);
            }
            catch (SocketException)
            {
                handle.Dispose();
                return null;
            }
        }

        public void Dispose() => _socket.Dispose();

        /// <summary>What a message says does not matter: the loop reads what is there now.</summary>
        private async Task ListenAsync()
        {
            while (true)
            {
                try
                {
                    await _socket.ReceiveAsync(_buffer.AsMemory(), SocketFlags.None).ConfigureAwait(false);
                }
                catch (SocketException e) when (e.SocketErrorCode == SocketError.NoBufferSpaceAvailable)
                {
                    // More changed than the kernel keeps for us.
                }
                catch (Exception e) when (e is SocketException || e is ObjectDisposedException)
                {
                    return;
                }

                _tell();
            }
        }

        [DllImport("libc", EntryPoint = "socket")]
        private static extern int OpenSocket(int family, int type, int protocol);

        [DllImport("libc", EntryPoint = "bind")]
        private static extern int Bind(int descriptor, in NetlinkAddress address, int length);

        /// <summary>struct sockaddr_nl: the family, two bytes of padding, a port that the kernel chooses, the groups.</summary>
        [StructLayout(LayoutKind.Explicit, Size = 12)]
        private readonly struct NetlinkAddress
        {
            [FieldOffset(0)]
            public readonly ushort Family;

            [FieldOffset(8)]
            public readonly uint Groups;

            public NetlinkAddress(ushort family, uint groups)
            {
                Family = family;
                Groups = groups;
            }
        }
    }
}
#endif
