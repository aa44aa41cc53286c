using System;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>
    /// One non-blocking UDP socket on the wildcard address of one family. Thread: the network thread's, except <see cref="TryWake"/>.
    /// Neither receiving nor sending allocates on .NET. No error of the network throws: it is counted.
    /// </summary>
    internal sealed class UdpSocket : IDisposable
    {
        // A burst of 256 KiB messages of several peers fits; the system may grant less, Linux by default 208 KiB.
        private const int KernelBufferSize = 4 * 1024 * 1024;

        // SIO_UDP_CONNRESET = _WSAIOW(IOC_VENDOR, 12): whether Windows reports an ICMP "port unreachable" at the next receive.
        private const int SioUdpConnectionReset = unchecked((int)0x9800000C);

        // Loopback delivers at once; only a socket that does not reach itself waits this long.
        private const int SelfTestMicroseconds = 50_000;

        private readonly UdpCounters _counters;
        private readonly TransportAddress _self;
#if NET
        private readonly SocketAddress _receivedFrom;
        private readonly SocketAddress _sendTo;
        private readonly SocketAddress _selfAddress;
        private TransportAddress _lastRemote;
#else
        private readonly ReusableEndPoint _receivedFrom;
        private readonly ReusableEndPoint _sendTo;
        private readonly ReusableEndPoint _selfAddress;
#endif
        private readonly byte[] _wakeUp = new byte[1];

        private UdpSocket(SocketId id, Socket socket, UdpCounters counters)
        {
            Id = id;
            Socket = socket;
            _counters = counters;
            Port = (ushort)((IPEndPoint)socket.LocalEndPoint!).Port;
            _self = TransportAddress.FromAddress(id == SocketId.IPv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, Port);
#if NET
            _receivedFrom = SocketAddressCodec.Create(socket.AddressFamily);
            _sendTo = SocketAddressCodec.Create(socket.AddressFamily);
            _selfAddress = SocketAddressCodec.Create(socket.AddressFamily);
            SocketAddressCodec.Write(_self, _selfAddress);
#else
            _receivedFrom = new ReusableEndPoint(socket.AddressFamily);
            _sendTo = new ReusableEndPoint(socket.AddressFamily);
            _selfAddress = new ReusableEndPoint(socket.AddressFamily) { Value = _self };
#endif
        }

        public SocketId Id { get; }

        public ushort Port { get; }

        /// <summary>
        /// Whether a datagram to the loopback address came back: not where the machine lacks that address (IPv6 switched off still
        /// lets a socket be opened) or a firewall eats it.
        /// </summary>
        public bool ReachesItself { get; private set; }

        /// <summary>For <c>Select</c>.</summary>
        public Socket Socket { get; }

        /// <summary>Receive errors since the last datagram: a socket that only fails is dead (iOS kills those of a suspended app).</summary>
        public int ErrorsInARow { get; private set; }

        /// <summary>Opens a socket. Null with the error where the machine lacks the family or the port is taken.</summary>
        public static UdpSocket? TryOpen(SocketId id, int port, UdpCounters counters, out SocketError error)
        {
            bool isIPv6 = id == SocketId.IPv6;
            Socket? socket = null;
            try
            {
                socket = new Socket(isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                // Without it the IPv6 socket would take the IPv4 traffic too, and the second bind to the same port would fail.
                if (isIPv6) socket.DualMode = false;
                socket.Blocking = false;
                SetBufferSizes(socket);
                if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
                {
                    socket.ExclusiveAddressUse = true;
                    socket.IOControl(SioUdpConnectionReset, new byte[4], null);
                }

                socket.Bind(new IPEndPoint(isIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port));
                error = SocketError.Success;
                var opened = new UdpSocket(id, socket, counters);
                opened.FindOutWhetherItReachesItself();
                return opened;
            }
            catch (SocketException e)
            {
                socket?.Dispose();
                error = e.SocketErrorCode;
                return null;
            }
        }

        /// <summary>Whether a datagram (other than an empty one, which costs its sender one more round of the loop) is waiting.</summary>
        public bool HasMore()
        {
            try
            {
                return Socket.Available > 0;
            }
            catch (SocketException)
            {
                return true; // The next receive says which error it is.
            }
        }

        /// <summary>
        /// Receives one datagram. The caller knows that one is waiting: a read of nothing costs an exception, since .NET tells it so.
        /// </summary>
        public ReceiveStatus Receive(byte[] buffer, out int length, out TransportAddress remote)
        {
            length = 0;
            remote = default;
            try
            {
#if NET
                length = Socket.ReceiveFrom(new Span<byte>(buffer), SocketFlags.None, _receivedFrom);
                SocketAddressCodec.TryRead(_receivedFrom, out remote);
#else
                EndPoint from = _receivedFrom;
                length = Socket.ReceiveFrom(buffer, 0, buffer.Length, SocketFlags.None, ref from);
                remote = _receivedFrom.Value;
#endif
            }
            catch (SocketException e)
            {
                return CountReceiveError(e.SocketErrorCode);
            }

            ErrorsInARow = 0;
            if (!remote.IsValid)
            {
                _counters.UnreadableAddresses++;
                return ReceiveStatus.Skipped;
            }

            if (length == 1 && remote == _self)
            {
                _counters.WakeUpsReceived++;
                return ReceiveStatus.Skipped;
            }

            _counters.DatagramsReceived++;
            _counters.BytesReceived += length;
            return ReceiveStatus.Datagram;
        }

        /// <summary>Sends one datagram, or counts why not. The remote is of this socket's family.</summary>
        public void Send(byte[] buffer, int offset, int length, in TransportAddress remote)
        {
            try
            {
#if NET
                if (_lastRemote != remote)
                {
                    SocketAddressCodec.Write(remote, _sendTo);
                    _lastRemote = remote;
                }

                Socket.SendTo(new ReadOnlySpan<byte>(buffer, offset, length), SocketFlags.None, _sendTo);
#else
                _sendTo.Value = remote;
                Socket.SendTo(buffer, offset, length, SocketFlags.None, _sendTo);
#endif
                _counters.DatagramsSent++;
                _counters.BytesSent += length;
            }
            catch (SocketException e)
            {
                CountSendError(e.SocketErrorCode);
            }
        }

        /// <summary>
        /// Sends one byte over loopback to this socket itself, so that a wait for it ends. Thread: any, one at a time.
        /// False where the system does not let it.
        /// </summary>
        public bool TryWake()
        {
            try
            {
#if NET
                Socket.SendTo(new ReadOnlySpan<byte>(_wakeUp), SocketFlags.None, _selfAddress);
#else
                Socket.SendTo(_wakeUp, 0, 1, SocketFlags.None, _selfAddress);
#endif
                return true;
            }
            catch (SocketException e)
            {
                // With a full buffer the loop has plenty to wake up for.
                return e.SocketErrorCode == SocketError.WouldBlock;
            }
            catch (ObjectDisposedException)
            {
                return true; // The loop has ended.
            }
        }

        public void Dispose() => Socket.Dispose();

        /// <summary>It also compiles the way there and back, before the first packet needs it.</summary>
        private void FindOutWhetherItReachesItself()
        {
            ReachesItself = TryWake() && Socket.Poll(SelfTestMicroseconds, SelectMode.SelectRead);
            if (!ReachesItself) return;
            Receive(new byte[_wakeUp.Length + 1], out _, out _);
            _counters.WakeUpsReceived = 0;
        }

        private static void SetBufferSizes(Socket socket)
        {
            // macOS refuses what it cannot grant instead of granting less.
            for (int size = KernelBufferSize; size >= 256 * 1024; size /= 2)
            {
                try
                {
                    socket.ReceiveBufferSize = size;
                    socket.SendBufferSize = size;
                    return;
                }
                catch (SocketException)
                {
                    // Half of it, then.
                }
            }
        }

        private ReceiveStatus CountReceiveError(SocketError error)
        {
            ErrorsInARow++;
            switch (error)
            {
                case SocketError.WouldBlock:
                    _counters.EmptyReads++;
                    return ReceiveStatus.Empty;
                case SocketError.ConnectionReset:
                case SocketError.ConnectionRefused:
                case SocketError.HostUnreachable:
                case SocketError.NetworkUnreachable:
                case SocketError.NetworkReset:
                case SocketError.HostDown:
                case SocketError.NetworkDown:
                    _counters.IcmpErrors++;
                    return ReceiveStatus.Skipped;
                default:
                    _counters.ReadsFailed++;
                    return ReceiveStatus.Skipped;
            }
        }

        private void CountSendError(SocketError error)
        {
            switch (error)
            {
                case SocketError.WouldBlock:
                case SocketError.NoBufferSpaceAvailable:
                    _counters.SendsDroppedWouldBlock++;
                    break;
                case SocketError.MessageSize:
                    _counters.SendsTooLarge++;
                    break;
                case SocketError.ConnectionReset:
                case SocketError.ConnectionRefused:
                    _counters.IcmpErrors++;
                    break;
                case SocketError.HostUnreachable:
                case SocketError.NetworkUnreachable:
                case SocketError.HostDown:
                case SocketError.NetworkDown:
                case SocketError.AddressNotAvailable:
                case SocketError.AccessDenied:
                    _counters.SendsUnreachable++;
                    break;
                default:
                    _counters.SendsFailed++;
                    break;
            }
        }
    }
}
