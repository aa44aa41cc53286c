using System;
using System.Collections.Generic;
using P2PNet.Rtc;
using P2PNet.Rtc.Link;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Sessions
{
    /// <summary>A client's loop, run by the network of its <see cref="VirtualWorld"/>: what the network thread is in a real one.</summary>
    internal sealed class VirtualLoop : ISessionLoop, INetworkNode
    {
        private readonly VirtualWorld _world;
        private readonly ISessionLoopClient _client;
        private readonly RtcEndpoint? _endpoint;
        private volatile bool _woken = true;
        private volatile bool _disposeRequested;
        private bool _started;
        private bool _stopped;

        public VirtualLoop(VirtualWorld world, ISessionLoopClient client)
        {
            _world = world;
            _client = client;
            Pool = new BufferPool(world.TracksLeaks);
            world.Add(this);
            if (world.HasRealEngine)
            {
                _endpoint = new RtcEndpoint(new RtcEndpointOptions { Resolver = world.Resolver, Streams = world.NextStreams }, LinkPair.Crypto, world.Random, Pool);
                world.NextStreams?.Attach(Host, _endpoint);
                foreach (TransportAddress address in Host.Addresses) _endpoint.AddHostAddress(Now, SocketId.For(address), address);
                PeerConnections = new PeerConnectionFactory(_endpoint, () => world.Now);
            }
            else
            {
                PeerConnections = world.Links.NewFactory(this);
            }
        }

        /// <summary>The machine that it runs on.</summary>
        public VirtualHost Host { get; set; } = null!;

        public BufferPool Pool { get; }

        public IPeerConnectionFactory PeerConnections { get; }

        public Timestamp Now => _world.Now;

        public Timestamp ReadClock() => _world.Now;

        public IRandom Random => _world.Random;

        /// <summary>None, as in a browser: the network itself is virtual here, and bad as the test wants it.</summary>
        public SimulationSwitch? Simulation => null;

        public Timestamp NextTimeout
        {
            get
            {
                Timestamp next = _endpoint == null ? Timestamp.Never : _endpoint.NextTimeout;
                if (_stopped) return next;
                return _woken || _disposeRequested ? Now : Timestamp.Min(next, _client.NextTimeout);
            }
        }

        public ISignalingSocket OpenSocket(Uri url, ISignalingSocketObserver observer, IReadOnlyList<byte[]>? opening = null) =>
            _world.Server.Accept(url, observer, this, opening ?? Array.Empty<byte[]>());

        public void Wake() => _woken = true;

        /// <summary>As if a disk took half a millisecond.</summary>
        public void RunInBackground(IBackgroundWork work) => _world.After(0.5, work.Run);

        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            _endpoint!.HandleDatagram(now, info, datagram);
            _woken = true;
        }

        public void HandleTimeout(Timestamp now)
        {
            if (_endpoint != null && _endpoint.NextTimeout <= now) _endpoint.HandleTimeout(now);
        }

        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            transmit = default;
            return _endpoint != null && _endpoint.TryPollTransmit(now, destination, out transmit);
        }

        public bool DispatchEvents(Timestamp now)
        {
            bool any = PeerConnections is PeerConnectionFactory factory && factory.DispatchEvents();
            return RunIfDue() || any;
        }

        /// <summary>The machine's addresses change.</summary>
        public void ChangeNetwork()
        {
            _client.OnNetworkChanged(Now);
            _woken = true;
        }

        /// <summary>Ends the loop, by itself where there is a reason.</summary>
        public void Stop(string? reason)
        {
            _stopped = true;
            _client.OnStopping(reason);
            PeerConnections.Dispose();
        }

        /// <summary>May be called on any thread; the world carries it out at its next step.</summary>
        public void Dispose() => _disposeRequested = true;

        /// <summary>At the very end.</summary>
        public void ReturnBuffers() => _endpoint?.Dispose();

        private bool RunIfDue()
        {
            if (_stopped) return false;
            if (_disposeRequested)
            {
                Stop(null);
                return true;
            }

            if (!_woken && _client.NextTimeout > Now) return false;
            _woken = false;
            if (!_started)
            {
                _started = true;
                _client.OnStarted(this);
            }

            _client.Run(Now);
            return true;
        }
    }
}
