using System;
using P2PNet.Rtc.Ice;

namespace P2PNet.Rtc.Link
{
    /// <summary>
    /// The last datagram of a link. It is sent at once, and again while the peer still talks to us, for it may get lost and nothing
    /// acknowledges it; so QUIC closes too (RFC 9000 §10.2). Otherwise the peer would find out by silence, seconds later.
    /// </summary>
    internal struct Farewell
    {
        private static readonly TimeSpan Linger = TimeSpan.FromSeconds(3);
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

        private PooledBuffer? _datagram;
        private IcePath _path;
        private Timestamp _nextAt;
        private bool _isDue;

        /// <summary>When it is time to forget the link; the origin of time where nothing is said.</summary>
        public Timestamp Until { get; private set; }

        /// <summary>Takes the datagram.</summary>
        public void Say(Timestamp now, PooledBuffer datagram, in IcePath path)
        {
            _datagram = datagram;
            _path = path;
            _isDue = true;
            Until = now + Linger;
        }

        /// <summary>The peer sent something, so it has not heard.</summary>
        public void OnHeard(Timestamp now)
        {
            if (_datagram != null && now >= _nextAt) _isDue = true;
        }

        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            transmit = default;
            if (!_isDue || _datagram == null || _datagram.Length > destination.Length) return false;
            _isDue = false;
            _nextAt = now + Pause;
            _datagram.Span.CopyTo(destination);
            transmit = new Transmit(_path.Socket, _path.Remote, _datagram.Length);
            return true;
        }

        public void Dispose()
        {
            _datagram?.Dispose();
            _datagram = null;
        }
    }
}
