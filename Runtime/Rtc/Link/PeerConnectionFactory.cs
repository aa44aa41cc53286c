using System;
using System.Collections.Generic;

namespace P2PNet.Rtc.Link
{
    /// <summary>
    /// The built-in engine at the seam: wraps an <see cref="RtcEndpoint"/> and gives it the time, which the seam's calls do not carry.
    /// The shell (the network thread, or a test's virtual network) owns the endpoint, feeds and drains it, and calls
    /// <see cref="DispatchEvents"/> after the transmits.
    /// </summary>
    internal sealed class PeerConnectionFactory : IPeerConnectionFactory
    {
        private readonly RtcEndpoint _endpoint;
        private readonly Func<Timestamp> _clock;
        private readonly List<PeerConnection> _connections = new List<PeerConnection>();
        private bool _disposed;

        /// <summary>Makes the factory of an endpoint.</summary>
        /// <param name="endpoint">Stays its owner's, who disposes it after this factory.</param>
        /// <param name="clock">The shell's time; cheap, asked at every call.</param>
        public PeerConnectionFactory(RtcEndpoint endpoint, Func<Timestamp> clock)
        {
            _endpoint = endpoint ?? throw new ArgumentNullException(nameof(endpoint));
            _clock = clock ?? throw new ArgumentNullException(nameof(clock));
        }

        /// <inheritdoc/>
        public BufferPool Buffers => _endpoint.Buffers;

        /// <inheritdoc/>
        public void Prepare(IReadOnlyList<IceServer> iceServers, bool areLast = true)
        {
            if (iceServers == null) throw new ArgumentNullException(nameof(iceServers));
            if (_disposed) throw new ObjectDisposedException(nameof(PeerConnectionFactory));
            _endpoint.Prepare(_clock(), iceServers, areLast);
        }

        /// <inheritdoc/>
        public IPeerConnection Create(PeerConnectionOptions options, IPeerConnectionObserver observer)
        {
            if (options == null) throw new ArgumentNullException(nameof(options));
            if (observer == null) throw new ArgumentNullException(nameof(observer));
            if (_disposed) throw new ObjectDisposedException(nameof(PeerConnectionFactory));
            var connection = new PeerConnection(this, _endpoint.CreateLink(_clock(), options), _clock, observer);
            _connections.Add(connection);
            return connection;
        }

        /// <summary>
        /// Calls the observers for everything that happened since the last call. True if there was anything: there may be more to
        /// transmit then.
        /// </summary>
        public bool DispatchEvents()
        {
            bool any = false;
            while (_endpoint.TryPollEvent(out LinkEvent e))
            {
                any = true;
                if (e.Link.Tag is PeerConnection connection) connection.Dispatch(e);
                else e.Payload?.Dispose();
            }

            return any;
        }

        /// <summary>
        /// Closes every connection without a further callback. What says goodbye is left in the endpoint for the shell to transmit.
        /// </summary>
        public void Dispose()
        {
            if (_disposed) return;
            _disposed = true;
            for (int i = _connections.Count - 1; i >= 0; i--) _connections[i].Dispose();
            _endpoint.Release();
        }

        internal void Forget(PeerConnection connection) => _connections.Remove(connection);
    }
}
