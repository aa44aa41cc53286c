using System;
using System.Collections.Generic;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace P2PNet.Native
{
    /// <summary>
    /// A socket that asks by multicast DNS on every interface. There are two kinds: one at a port of its own, whom those who answer answer alone
    /// (RFC 6762 §6.7), and one at port 5353, shared with the machine's other listeners, that hears what is answered to all: Chromium
    /// answers in no other way. A machine that refuses one of them still has the other.
    /// </summary>
    internal sealed class MdnsSocket : IDisposable
    {
        public const int Port = 5353;

        private static readonly IPAddress GroupIPv4 = new IPAddress(new byte[] { 224, 0, 0, 251 });
        private static readonly IPAddress GroupIPv6 = IPAddress.Parse("ff02::fb");

        private readonly Socket _socket;
        private readonly IPEndPoint _group;
        private readonly List<int> _interfaces;

        private MdnsSocket(Socket socket, IPEndPoint group, List<int> interfaces, bool isShared)
        {
            _socket = socket;
            _group = group;
            _interfaces = interfaces;
            IsShared = isShared;
        }

        /// <summary>Whether it is at port 5353.</summary>
        public bool IsShared { get; }

        /// <summary>Opens a socket, or gives null where the system does not let us.</summary>
        public static MdnsSocket? TryOpen(bool isIPv6, bool isShared)
        {
            Socket? socket = null;
            try
            {
                List<int> interfaces = FindInterfaces(isIPv6);
                if (interfaces.Count == 0) return null;
                socket = new Socket(isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                if (isIPv6) socket.DualMode = false;
                if (isShared) socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                socket.Bind(new IPEndPoint(isIPv6 ? IPAddress.IPv6Any : IPAddress.Any, isShared ? Port : 0));
                if (isShared) interfaces.RemoveAll(index => !TryJoin(socket, isIPv6, index));
                return new MdnsSocket(socket, new IPEndPoint(isIPv6 ? GroupIPv6 : GroupIPv4, Port), interfaces, isShared);
            }
            catch (Exception e) when (e is SocketException || e is NetworkInformationException || e is PlatformNotSupportedException)
            {
                socket?.Dispose();
                return null;
            }
        }

        /// <summary>Sends the query out of every interface.</summary>
        public void Send(byte[] query, int length)
        {
            bool isIPv6 = _group.AddressFamily == AddressFamily.InterNetworkV6;
            foreach (int index in _interfaces)
            {
                try
                {
                    if (isIPv6) _socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastInterface, index);
                    else _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.HostToNetworkOrder(index));
                    _socket.SendTo(query, 0, length, SocketFlags.None, _group);
                }
                catch (SocketException)
                {
                    // An interface without an address of the family, or just gone.
                }
            }
        }

        /// <summary>Waits for a datagram. Throws when the socket is disposed.</summary>
        public System.Threading.Tasks.Task<int> ReceiveAsync(byte[] buffer) => _socket.ReceiveAsync(new ArraySegment<byte>(buffer), SocketFlags.None);

        public void Dispose() => _socket.Dispose();

        private static bool TryJoin(Socket socket, bool isIPv6, int index)
        {
            try
            {
                if (isIPv6) socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(GroupIPv6, index));
                else socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(GroupIPv4, index));
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }

        /// <summary>The numbers of the interfaces that are up and reach others.</summary>
        private static List<int> FindInterfaces(bool isIPv6)
        {
            var result = new List<int>();
            foreach (NetworkInterface candidate in NetworkInterface.GetAllNetworkInterfaces())
            {
                if (candidate.OperationalStatus == OperationalStatus.Down || candidate.NetworkInterfaceType == NetworkInterfaceType.Loopback || !candidate.SupportsMulticast) continue;
                try
                {
                    IPInterfaceProperties properties = candidate.GetIPProperties();
                    int? index = isIPv6 ? properties.GetIPv6Properties()?.Index : properties.GetIPv4Properties()?.Index;
                    if (index > 0 && result.Count < HostAddressSelection.MaxPerFamily) result.Add(index.Value);
                }
                catch (NetworkInformationException)
                {
                    // It does not speak this family.
                }
            }

            return result;
        }
    }
}
