using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net.Sockets;
using System.Threading;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>
    /// The UDP sockets of a client, one a family, and the wait for them. Belongs to the network thread; only <see cref="Wake"/> may be
    /// called on any. A machine without IPv6, or without IPv4, has one.
    /// </summary>
    internal sealed class UdpSocketSet : IDisposable
    {
        // The largest UDP payload, so that no datagram is cut (Windows makes an error of that).
        private const int LargestDatagram = 65535;

        // Where wake-ups cannot be sent, the loop looks for work this often instead.
        private static readonly TimeSpan WaitWithoutWakeUps = TimeSpan.FromMilliseconds(5);

        // Nobody needs it, but if a system ever lost a wake-up, this is what it would cost.
        private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

        private const int Batch = 64;
        private const int DeadAfterErrors = 256;

        // A socket that dies again and again must not keep the loop busy with burials.
        private const int ReopenPauseMilliseconds = 500;

        private const int Awake = 0;
        private const int Waiting = 1;
        private const int Woken = 2;

        private readonly List<SocketId> _dead = new List<SocketId>(2);
        private readonly Stopwatch _sinceReopening = Stopwatch.StartNew();
        private readonly Dictionary<SocketId, ushort> _ports = new Dictionary<SocketId, ushort>(2);
        private readonly List<UdpSocket> _sockets = new List<UdpSocket>(2);
        private readonly List<Socket> _readable = new List<Socket>(2);
        private volatile UdpSocket _wakeSocket;
        private readonly byte[] _buffer = new byte[LargestDatagram];
        private int _next;
        private int _wakeState;
        private int _taken;
        private volatile bool _wakeUpsFail;

        /// <summary>Opens the sockets.</summary>
        /// <param name="port">Local port of both, 0 for any.</param>
        /// <exception cref="SocketException">Not one could be opened, or the given port is taken.</exception>
        public UdpSocketSet(int port = 0)
        {
            // One that fails leaves the other: IPv6 switched off is common, IPv4 absent is not unheard of.
            SocketError first = Open(SocketId.IPv4, port);
            SocketError second = Open(SocketId.IPv6, port);
            bool portIsTaken = first == SocketError.AddressAlreadyInUse || second == SocketError.AddressAlreadyInUse;
            if (_sockets.Count == 0 || portIsTaken)
            {
                Dispose();
                throw new SocketException((int)(portIsTaken ? SocketError.AddressAlreadyInUse : first));
            }

            _wakeSocket = ChooseWakeSocket();
        }

        /// <summary>Waits as on systems without a call of their own here; for tests.</summary>
        public bool IsPortable { get; init; }

        public UdpCounters Counters { get; } = new UdpCounters();

        /// <summary>Whether a socket is left that works.</summary>
        public bool IsAlive => _sockets.Count > 0;

        /// <summary>
        /// Opens anew what has died (iOS kills the sockets of an app that it suspends), at the same port where that is free. True where one came
        /// back: its port may be another one. A moment passes between attempts.
        /// </summary>
        public bool TryReopen()
        {
            if (_dead.Count == 0 || _sinceReopening.ElapsedMilliseconds < ReopenPauseMilliseconds) return false;
            _sinceReopening.Restart();
            bool any = false;
            for (int i = _dead.Count - 1; i >= 0; i--)
            {
                SocketId id = _dead[i];
                if (Open(id, _ports[id]) != SocketError.Success && Open(id, 0) != SocketError.Success) continue;
                _dead.RemoveAt(i);
                Counters.SocketsReopened++;
                any = true;
            }

            if (any) _wakeSocket = ChooseWakeSocket();
            return any;
        }

        /// <summary>Whether a socket has died and not come back.</summary>
        public bool HasDead => _dead.Count > 0;

        /// <summary>The local port of a family's socket. False where there is none.</summary>
        public bool TryGetPort(SocketId id, out ushort port)
        {
            UdpSocket? socket = Find(id);
            port = socket?.Port ?? 0;
            return socket != null;
        }

        /// <summary>Whether a family's socket is there and reaches the machine's loopback address.</summary>
        public bool CanReachItself(SocketId id) => Find(id)?.ReachesItself == true;

        /// <summary>
        /// Sleeps until a datagram is here, <see cref="Wake"/> was called (also before) or the time is over; then <see cref="TryReceive"/>
        /// gives what came. Never early, since the loop would spin until its timer is due: where the system's call resolves milliseconds
        /// alone (all but Linux), the time is rounded up to them.
        /// </summary>
        public void Wait(TimeSpan timeout)
        {
            if (Interlocked.CompareExchange(ref _wakeState, Waiting, Awake) != Awake) timeout = TimeSpan.Zero;
            if (timeout > LongestWait) timeout = LongestWait;
            if (_wakeUpsFail && timeout > WaitWithoutWakeUps) timeout = WaitWithoutWakeUps;
            _readable.Clear();
            foreach (UdpSocket socket in _sockets) _readable.Add(socket.Socket);
            if (timeout < TimeSpan.Zero) timeout = TimeSpan.Zero;
            if (_readable.Count > 0) WaitForReadable(timeout);
            // A full fence: the queues are read after this, so whoever fills one later finds Awake and sets Woken.
            Interlocked.Exchange(ref _wakeState, Awake);
            _next = 0;
            _taken = 0;
        }

        /// <summary>Ends the current or the next <see cref="Wait"/>. Thread: any. Costs a system call only while the loop sleeps.</summary>
        public void Wake()
        {
            if (Interlocked.Exchange(ref _wakeState, Woken) != Waiting) return;
            if (_wakeSocket.TryWake()) return;
            _wakeUpsFail = true;
            Interlocked.Increment(ref Counters.WakeUpsFailed);
        }

        /// <summary>
        /// Gives the next datagram that was here at the last <see cref="Wait"/> or came since, up to a batch a socket so that a flood
        /// cannot starve the timers. The bytes are valid until the next call.
        /// </summary>
        public bool TryReceive(out DatagramInfo info, out Span<byte> datagram)
        {
            while (_next < _readable.Count)
            {
                UdpSocket? socket = Find(_readable[_next]);
                ReceiveStatus status = ReceiveStatus.Empty;
                if (socket != null && _taken < Batch && (_taken == 0 || socket.HasMore()))
                {
                    _taken++;
                    status = socket.Receive(_buffer, out int length, out TransportAddress remote);
                    if (status == ReceiveStatus.Datagram)
                    {
                        info = new DatagramInfo(socket.Id, remote);
                        datagram = new Span<byte>(_buffer, 0, length);
                        return true;
                    }

                    if (socket.ErrorsInARow >= DeadAfterErrors) Bury(socket);
                }

                if (status != ReceiveStatus.Empty) continue;
                _next++;
                _taken = 0;
            }

            info = default;
            datagram = default;
            return false;
        }

        /// <summary>Sends what an engine wrote into the buffer, or counts why not.</summary>
        public void Send(byte[] buffer, in Transmit transmit)
        {
            UdpSocket? socket = Find(transmit.Socket);
            if (socket == null) Counters.SendsWithoutSocket++;
            else socket.Send(buffer, transmit.Offset, transmit.Length, transmit.Remote);
        }

        public void Dispose()
        {
            foreach (UdpSocket socket in _sockets) socket.Dispose();
            _sockets.Clear();
        }

        private static int ToWholeMilliseconds(TimeSpan time) => (int)((time.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond);

        private void WaitForReadable(TimeSpan timeout)
        {
#if NET
            if (LinuxPoll.IsSupported && !IsPortable)
            {
                LinuxPoll.Wait(_readable, timeout);
                return;
            }
#endif
            try
            {
                Socket.Select(_readable, null, null, ToWholeMilliseconds(timeout) * 1000);
            }
            catch (SocketException)
            {
                // A receive on each socket finds out which one it is, and buries it if it stays that way.
                Counters.ReadsFailed++;
            }
        }

        private SocketError Open(SocketId id, int port)
        {
            UdpSocket? socket = UdpSocket.TryOpen(id, port, Counters, out SocketError error);
            if (socket == null) return error;
            _sockets.Add(socket);
            _ports[id] = socket.Port;
            return error;
        }

        private UdpSocket? Find(SocketId id)
        {
            foreach (UdpSocket socket in _sockets)
            {
                if (socket.Id == id) return socket;
            }

            return null;
        }

        private UdpSocket? Find(Socket wanted)
        {
            foreach (UdpSocket socket in _sockets)
            {
                if (ReferenceEquals(socket.Socket, wanted)) return socket;
            }

            return null;
        }

        private UdpSocket ChooseWakeSocket()
        {
            foreach (UdpSocket socket in _sockets)
            {
                if (socket.ReachesItself) return socket;
            }

            _wakeUpsFail = true;
            return _sockets[0];
        }

        private void Bury(UdpSocket socket)
        {
            _sockets.Remove(socket);
            _dead.Add(socket.Id);
            if (_sockets.Count > 0) _wakeSocket = ChooseWakeSocket();
            socket.Dispose();
        }
    }
}
