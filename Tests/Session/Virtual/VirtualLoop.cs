using System;
using P2PNet.Rtc;

namespace P2PNet.Tests.Sessions
{
    /// <summary>A client's loop, run by its <see cref="VirtualWorld"/>.</summary>
    internal sealed class VirtualLoop : ISessionLoop
    {
        private readonly VirtualWorld _world;
        private readonly ISessionLoopClient _client;
        private volatile bool _woken = true;
        private bool _started;
        private volatile bool _disposeRequested;
        private bool _disposed;

        public VirtualLoop(VirtualWorld world, ISessionLoopClient client)
        {
            _world = world;
            _client = client;
            Pool = new BufferPool(world.TracksLeaks);
            world.Pools.Add(Pool);
            PeerConnections = world.Links.NewFactory(this);
            world.Add(this);
        }

        public BufferPool Pool { get; }

        public IPeerConnectionFactory PeerConnections { get; }

        public Timestamp Now => _world.Now;

        public IRandom Random => _world.Random;

        public Timestamp NextTimeout => _disposed ? Timestamp.Never : _client.NextTimeout;

        public ISignalingSocket OpenSocket(Uri url, ISignalingSocketObserver observer) => _world.Server.Accept(url, observer, this);

        public void Wake() => _woken = true;

        public bool RunIfDue()
        {
            if (_disposed) return false;
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

        /// <summary>Ends the loop, by itself where there is a reason.</summary>
        public void Stop(string? reason)
        {
            _disposed = true;
            _client.OnStopping(reason);
            PeerConnections.Dispose();
        }

        /// <summary>May be called on any thread; the world carries it out at its next step.</summary>
        public void Dispose() => _disposeRequested = true;
    }
}
