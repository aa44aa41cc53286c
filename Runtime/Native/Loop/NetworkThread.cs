using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading;
using P2PNet.Rtc;
using P2PNet.Rtc.Link;

namespace P2PNet.Native
{
    /// <summary>
    /// The one thread that owns a client's sockets and engines, so that they need no locks. A round: receive a batch, let timers expire,
    /// tell the observers, let the client run, send; then sleep until a datagram, a timer or a wake-up.
    /// </summary>
    internal sealed class NetworkThread : ISessionLoop
    {
        // How long the end waits for the lobby server to take the goodbye. The links' own goodbyes leave at once.
        private static readonly TimeSpan GoodbyeTime = TimeSpan.FromMilliseconds(250);

        // A client that blocks the loop's thread must not freeze the game that disposes it.
        private static readonly TimeSpan JoinTime = TimeSpan.FromSeconds(5);

        // As long as an app may take to get its network back after it was suspended.
        private static readonly TimeSpan MaxTimeWithoutSockets = TimeSpan.FromSeconds(30);

        // Observers that answer each event with a message could go on for ever; the next round starts with a look at the sockets.
        private const int MaxDispatchesPerRound = 8;

        private readonly ISessionLoopClient _client;
        private readonly SessionLoopOptions _options;
        private readonly NetworkClock _clock = new NetworkClock();
        private readonly FaultBudget _faults = new FaultBudget();
        private readonly List<WebSocketSignalingSocket> _signaling = new List<WebSocketSignalingSocket>();
        private readonly byte[] _datagram = new byte[2048];
        private readonly Thread _thread;
        private readonly Action _wake;

        private UdpSocketSet? _sockets;
        private StreamSocketSet? _streams;
        private AddressWatch? _watch;
        private bool _wasOffline;
        private string _wayOut = string.Empty;
        private List<TransportAddress> _hostAddresses = new List<TransportAddress>();
        private SystemHostResolver? _resolver;
        private RtcEndpoint? _endpoint;
        private PeerConnectionFactory? _factory;
        private SimulatedConditions? _conditions;
        private SimulatedNetwork? _simulated;
        private Timestamp _now;
        private Timestamp _deadSince = Timestamp.Never;
        private volatile bool _stopRequested;
        private string? _failure;
        private long _faultCount;

        /// <summary>Starts the thread and returns before it has opened the sockets.</summary>
        public NetworkThread(ISessionLoopClient client, SessionLoopOptions options)
        {
            _client = client;
            _options = options;
            _wake = Wake;
            _thread = new Thread(Run) { Name = "P2PNet network", IsBackground = true };
            _thread.Start();
            if (options.WarmUp) _ = WarmUp.Start(options.Log);
        }

        public IPeerConnectionFactory PeerConnections => _factory ?? throw NotStarted();

        public Timestamp Now => _now;

        public Timestamp ReadClock() => _clock.Now;

        public IRandom Random => SystemRandom.Instance;

        public SimulationSwitch Simulation { get; } = new SimulationSwitch();

        /// <summary>What the sockets have seen; null before they are open.</summary>
        public UdpCounters? Counters => _sockets?.Counters;

        /// <summary>What the connections to TURN servers have seen; null before the start.</summary>
        public StreamCounters? StreamCounters => _streams?.Counters;

        /// <summary>Exceptions of the client's callbacks or of an engine that the loop has survived. Thread: any.</summary>
        public long FaultCount => Interlocked.Read(ref _faultCount);

        public ISignalingSocket OpenSocket(Uri url, ISignalingSocketObserver observer, IReadOnlyList<byte[]>? opening = null)
        {
            var socket = new WebSocketSignalingSocket(url, observer, PeerConnections.Buffers, _wake, opening);
            _signaling.Add(socket);
            return socket;
        }

        public void Wake()
        {
            // What the caller has queued is visible before the field is read; see Open.
            Interlocked.MemoryBarrier();
            Volatile.Read(ref _sockets)?.Wake();
        }

        public void RunInBackground(IBackgroundWork work) => ThreadPool.UnsafeQueueUserWorkItem(state => ((IBackgroundWork)state!).Run(), work);

        public void Dispose()
        {
            _stopRequested = true;
            Wake();
            if (Thread.CurrentThread == _thread) return;
            if (!_thread.Join(JoinTime)) Log("The network thread is held up by a callback and ends when that returns.");
        }

        private void Run()
        {
            try
            {
                Open();
                _client.OnStarted(this);
                while (!_stopRequested && _failure == null) Round();
            }
            catch (Exception e)
            {
                _failure = e is SocketException socket ? WhyNoSocket(socket) : WhyStopped(e);
                Log(e.ToString());
            }

            Stop();
        }

        private void Open()
        {
            var sockets = new UdpSocketSet(_options.LocalPort);
            // A full fence: whoever calls Wake and finds no sockets yet has queued its work before the first round looks for it.
            Interlocked.Exchange(ref _sockets, sockets);
            _resolver = new SystemHostResolver(_wake);
            var buffers = new BufferPool();
            _streams = new StreamSocketSet(buffers, _wake);
            var endpointOptions = new RtcEndpointOptions { Resolver = _resolver, Streams = _streams };
            _endpoint = new RtcEndpoint(endpointOptions, NativeCrypto.Create(), SystemRandom.Instance, buffers);
            _factory = new PeerConnectionFactory(_endpoint, ReadNow);
            Tick();
            if (!_options.LoopbackOnly) _watch = new AddressWatch(_wake);
            // After the watch began, so that no change falls between the two.
            _hostAddresses = ReadHostAddresses();
            if (_watch != null) _wayOut = AddressWatch.ReadWayOut();
            foreach (TransportAddress address in _hostAddresses) _endpoint.AddHostAddress(_now, SocketId.For(address), address);
        }

        /// <summary>Those that are reached by one of the sockets, with its port.</summary>
        private List<TransportAddress> ReadHostAddresses()
        {
            var result = new List<TransportAddress>();
            foreach (TransportAddress address in MachineAddresses.ForHostCandidates(_options))
            {
                SocketId socket = SocketId.For(address);
                if (address.IsLoopback && !_sockets!.CanReachItself(socket)) continue;
                if (_sockets!.TryGetPort(socket, out ushort port)) result.Add(address.WithPort(port));
            }

            return result;
        }

        /// <summary>Looks for other addresses where there may be some, and opens sockets anew that have died.</summary>
        private void FollowNetwork()
        {
            bool isReopened = _sockets!.HasDead && _sockets.TryReopen();
            if (!isReopened && (_watch == null || !_watch.TryTake(_now))) return;
            List<TransportAddress> addresses = ReadHostAddresses();
            // While the machine has no address at all, nothing is gained by forgetting the old ones: the same one often comes back.
            bool isWorse = !addresses.Exists(a => !a.IsLoopback) && !_options.LoopbackOnly;
            // With two live interfaces the default route can move while all addresses stay: packets leave by the other network from then on, and the lobby
            // server's connection, which keeps its address, is probably dead.
            string wayOut = _watch == null ? string.Empty : AddressWatch.ReadWayOut();
            bool isMoved = wayOut.Length > 0 && wayOut != _wayOut;
            if (isWorse || (!isReopened && !isMoved && IsSame(addresses, _hostAddresses) && !_wasOffline))
            {
                _wasOffline |= isWorse;
                return;
            }

            _wasOffline = false;
            _wayOut = wayOut; // also where there is none: an address often comes before its route, which is then told of, too
            _hostAddresses = addresses;
            Log("The network has changed: " + addresses.Count + " local addresses" + (isMoved ? ", another way out." : "."));
            _endpoint!.SetHostAddresses(_now, addresses);
            _client.OnNetworkChanged(_now);
        }

        private static bool IsSame(List<TransportAddress> a, List<TransportAddress> b) => a.Count == b.Count && a.TrueForAll(b.Contains);

        private void Round()
        {
            Tick();
            if (!ReferenceEquals(_conditions, Simulation.Current)) FollowConditions(Simulation.Current);
            ReceiveBatch();
            ReceiveStreams();
            bool idle = false;
            try
            {
                FollowNetwork();
                Work();
                idle = Transmit();
            }
            catch (Exception e)
            {
                if (!CountFault(e)) _failure = WhyStopped(e);
            }

            if (_stopRequested || _failure != null) return;
            if (!_sockets!.IsAlive && !TryLiveWithoutSockets()) return;
            Timestamp due = Timestamp.Min(_endpoint!.NextTimeout, _client.NextTimeout);
            if (_watch != null) due = Timestamp.Min(due, _watch.NextTimeout);
            if (_simulated != null) due = Timestamp.Min(due, _simulated.NextTimeout);
            _sockets.Wait(idle ? due - _clock.Now : TimeSpan.Zero);
        }

        /// <summary>The system has closed the sockets: they are opened anew as soon as it lets us.</summary>
        private bool TryLiveWithoutSockets()
        {
            if (_deadSince == Timestamp.Never) _deadSince = _now;
            if (_now - _deadSince > MaxTimeWithoutSockets)
            {
                _failure = "The system has closed this machine's network sockets.";
                return false;
            }

            Thread.Sleep(10);
            return true;
        }

        private void ReceiveBatch()
        {
            while (_sockets!.TryReceive(out DatagramInfo info, out Span<byte> datagram))
            {
                if (_simulated == null) Handle(info, datagram);
                else _simulated.Incoming.Enter(_now, info, datagram);
            }

            if (_simulated != null) HandleSimulated();
        }

        private void Handle(in DatagramInfo info, Span<byte> datagram)
        {
            try
            {
                _endpoint!.HandleDatagram(_now, info, datagram);
            }
            catch (Exception e)
            {
                // Never the loop's end: then anybody's datagram could bring it about.
                CountFault(e);
            }
        }

        private void ReceiveStreams()
        {
            _streams!.BeginReceiving();
            while (_streams.TryReceive(out DatagramInfo info, out PooledBuffer? message))
            {
                using (message) Handle(info, message!.Span);
            }
        }

        private void Work()
        {
            if (_endpoint!.NextTimeout <= _now) _endpoint.HandleTimeout(_now);
            _streams!.Announce(_now, _endpoint);
            _resolver!.Deliver(_now);
            _factory!.DispatchEvents();
            Tick();
            DeliverSignaling();
            _client.Run(_now);
            Tick();
        }

        /// <summary>Sends all there is. False where observers keep making more, which is for the next round.</summary>
        private bool Transmit()
        {
            for (int i = 0; i < MaxDispatchesPerRound; i++)
            {
                while (_endpoint!.TryPollTransmit(_now, _datagram, out Transmit transmit)) Send(transmit);
                _simulated?.Flush(_now, _sockets!);
                _streams!.Flush();
                if (!_factory!.DispatchEvents()) return true;
                Tick();
            }

            return false;
        }

        private void Send(in Transmit transmit)
        {
            var bytes = new ReadOnlySpan<byte>(_datagram, transmit.Offset, transmit.Length);
            if (transmit.Socket.IsStream) _streams!.Send(transmit.Socket, bytes);
            else if (_simulated != null) _simulated.Outgoing.Enter(_now, new DatagramInfo(transmit.Socket, transmit.Remote), bytes);
            else _sockets!.Send(_datagram, transmit);
        }

        /// <summary>What is under way when a simulation ends goes on at once, before anything newer.</summary>
        private void FollowConditions(SimulatedConditions? wanted)
        {
            _conditions = wanted;
            bool isOver = wanted?.IsNone != false;
            if (isOver && _simulated == null) return;
            _simulated ??= new SimulatedNetwork(_endpoint!.Buffers, SystemRandom.Instance);
            _simulated.Set(wanted);
            if (!isOver) return;
            HandleSimulated();
            _simulated.Flush(_now, _sockets!);
            _simulated = null;
        }

        private void HandleSimulated()
        {
            while (_simulated!.Incoming.TryTake(_now, out DatagramInfo info, out PooledBuffer? datagram))
                using (datagram) Handle(info, datagram!.Span);
        }

        private void DeliverSignaling()
        {
            for (int i = _signaling.Count - 1; i >= 0; i--)
            {
                if (!_signaling[i].Deliver()) _signaling.RemoveAt(i);
            }
        }

        private void Stop()
        {
            Guarded(() => FollowConditions(null));
            Guarded(() => _client.OnStopping(_failure));
            Guarded(() =>
            {
                _factory?.Dispose();
                if (_endpoint != null) Transmit();
            });
            Guarded(() => _watch?.Dispose());
            Guarded(() => _streams?.Dispose());
            Guarded(SayGoodbyeToServers);
            Guarded(() => _endpoint?.Dispose());
            Guarded(() => _sockets?.Dispose());
        }

        private void SayGoodbyeToServers()
        {
            foreach (WebSocketSignalingSocket socket in _signaling) socket.Close();
            Timestamp until = _clock.Now + GoodbyeTime;
            while (true)
            {
                DeliverSignaling();
                Tick();
                bool isHeard = _signaling.Count == 0 && _streams?.IsClosing != true && _endpoint?.Relays.IsReleasing != true;
                if (isHeard || _now >= until) break;
                _sockets!.Wait(Timestamp.Min(until, _endpoint?.NextTimeout ?? until) - _now);
                GiveRelaysBack();
            }

            foreach (WebSocketSignalingSocket socket in _signaling) socket.Dispose();
        }

        /// <summary>What the relays were told may get lost, and their answers say when it did not. Connections to them say it by their end.</summary>
        private void GiveRelaysBack()
        {
            if (_endpoint == null) return;
            Tick();
            ReceiveBatch();
            if (_endpoint.NextTimeout <= _now) _endpoint.HandleTimeout(_now);
            while (_endpoint.TryPollTransmit(_now, _datagram, out Transmit transmit))
            {
                if (!transmit.Socket.IsStream) _sockets!.Send(_datagram, transmit);
            }
        }

        /// <summary>False where there were so many lately that this one is not even logged.</summary>
        private bool CountFault(Exception e)
        {
            Interlocked.Increment(ref _faultCount);
            if (!_faults.TryTake(_clock.Now)) return false;
            Log("An internal error: " + e);
            return true;
        }

        private void Guarded(Action step)
        {
            try
            {
                step();
            }
            catch (Exception e)
            {
                Interlocked.Increment(ref _faultCount);
                Log("An internal error at the end: " + e);
            }
        }

        private void Log(string line) => _options.Log?.Invoke(line);

        private void Tick() => _now = _clock.Now;

        private Timestamp ReadNow() => _now;

        private string WhyNoSocket(SocketException e) => e.SocketErrorCode == SocketError.AddressAlreadyInUse
            ? "UDP port " + _options.LocalPort + " is taken by another program: choose another one, or 0 for any."
            : "This machine gives no UDP socket (" + e.Message + ").";

        private static string WhyStopped(Exception e) => "P2PNet had to stop after an internal error (" + e.GetType().Name + ": " + e.Message + ").";

        private static InvalidOperationException NotStarted() => new InvalidOperationException("The loop can be used from OnStarted on.");
    }
}
