using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>
    /// Runs a probe's engine over UDP sockets of its own, bound as a session's are: any interface, a port of the system's choice. A probe lives for
    /// seconds and sends some dozens of packets, so it has a thread that waits, and no care for garbage.
    /// </summary>
    internal sealed class UdpProbeShell : IDisposable
    {
        private const int SioUdpConnectionReset = unchecked((int)0x9800000C);

        // How long a cancelled probe may go on waiting.
        private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);

        private readonly NetworkClock _clock;
        private readonly Socket[] _sockets;
        private readonly List<Socket> _readable = new List<Socket>();
        private readonly byte[] _buffer = new byte[2048];

        /// <exception cref="SocketException">The machine gives no socket of this family.</exception>
        public UdpProbeShell(NetworkClock clock, bool isIPv6, int count)
        {
            _clock = clock;
            _sockets = new Socket[count];
            try
            {
                for (int i = 0; i < count; i++) _sockets[i] = Open(isIPv6);
            }
            catch (SocketException)
            {
                Dispose();
                throw;
            }
        }

        /// <summary>The address from which the machine would send to this one, with port 0; invalid where it knows no way there. Sends nothing.</summary>
        public static TransportAddress SourceFor(in TransportAddress remote)
        {
            try
            {
                using var socket = new Socket(remote.IsIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                socket.Connect(remote.ToEndPoint());
                return TransportAddress.FromEndPoint((IPEndPoint)socket.LocalEndPoint!).WithPort(0);
            }
            catch (SocketException)
            {
                return default;
            }
        }

        public ushort PortOf(int socket) => (ushort)((IPEndPoint)_sockets[socket].LocalEndPoint!).Port;

        /// <summary>Runs the engine on a thread of its own until it is over or the deadline has come.</summary>
        public Task RunAsync(IProbeEngine engine, Timestamp deadline, CancellationToken cancellationToken) =>
            Task.Factory.StartNew(() => Run(engine, deadline, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        public void Dispose()
        {
            foreach (Socket socket in _sockets) socket?.Dispose();
        }

        private static Socket Open(bool isIPv6)
        {
            var socket = new Socket(isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                if (isIPv6) socket.DualMode = false;
                socket.Blocking = false;
                // Else an ICMP error for one destination would fail the receive of what others sent.
                if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) socket.IOControl(SioUdpConnectionReset, new byte[4], null);
                socket.Bind(new IPEndPoint(isIPv6 ? IPAddress.IPv6Any : IPAddress.Any, 0));
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
                throw;
            }
        }

        private void Run(IProbeEngine engine, Timestamp deadline, CancellationToken cancellationToken)
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                Timestamp now = _clock.Now;
                while (engine.TryPollTransmit(now, _buffer, out Transmit transmit)) Send(transmit);
                engine.DispatchEvents();
                if (engine.IsOver || now >= deadline) return;
                Wait(Timestamp.Min(engine.NextTimeout, deadline) - now);
                foreach (Socket socket in _readable) Receive(engine, socket);
                now = _clock.Now;
                if (engine.NextTimeout <= now) engine.HandleTimeout(now);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        private void Wait(TimeSpan time)
        {
            if (time > LongestWait) time = LongestWait;
            _readable.Clear();
            _readable.AddRange(_sockets);
            // Rounded up, or the loop would spin until a timer is due.
            int milliseconds = time <= TimeSpan.Zero ? 0 : (int)((time.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond);
            Socket.Select(_readable, null, null, milliseconds * 1000);
        }

        private void Receive(IProbeEngine engine, Socket socket)
        {
            EndPoint from = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
            try
            {
                int length = socket.ReceiveFrom(_buffer, 0, _buffer.Length, SocketFlags.None, ref from);
                var info = new DatagramInfo(new SocketId((byte)Array.IndexOf(_sockets, socket)), TransportAddress.FromEndPoint((IPEndPoint)from));
                engine.HandleDatagram(_clock.Now, info, new Span<byte>(_buffer, 0, length));
            }
            catch (SocketException)
            {
                // An ICMP error, or nothing there after all: silence, which the engine counts.
            }
        }

        private void Send(in Transmit transmit)
        {
            try
            {
                _sockets[transmit.Socket.Value].SendTo(_buffer, transmit.Offset, transmit.Length, SocketFlags.None, transmit.Remote.ToEndPoint());
            }
            catch (SocketException)
            {
                // No way there now: as good as lost.
            }
        }
    }
}
