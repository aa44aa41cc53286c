using System;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// SCTP's own congestion control (RFC 9260 §7.2): slow start, congestion avoidance, half after a loss. It starts at ten packets
    /// (RFC 6928) and never falls below four, so that one late acknowledgement does not still a game for seconds.
    /// </summary>
    internal sealed class NewRenoController : ICongestionController
    {
        public const int InitialPackets = 10;
        public const int FloorPackets = 4;

        // RFC 3465 §2.3: with an acknowledgement for every second packet, two packets an acknowledgement double the window a round trip.
        private const int SlowStartPacketsPerAck = 2;

        private readonly int _packet;
        private int _threshold = int.MaxValue;
        private int _partialBytesAcked;

        public NewRenoController(int payloadOfAPacket)
        {
            _packet = payloadOfAPacket;
            Window = InitialPackets * payloadOfAPacket;
        }

        public int Window { get; private set; }

        public void OnSent(Timestamp now, int bytes, int flightSize)
        {
        }

        public void OnAcked(Timestamp now, int ackedBytes, int flightBefore, bool inRecovery)
        {
            // Growth must be earned: a window that the application does not fill proves nothing (RFC 9260 §7.2.1).
            if (inRecovery || flightBefore + _packet <= Window) return;
            if (Window <= _threshold)
            {
                Window += Math.Min(ackedBytes, SlowStartPacketsPerAck * _packet);
                return;
            }

            _partialBytesAcked += ackedBytes;
            if (_partialBytesAcked < Window) return;
            _partialBytesAcked -= Window;
            Window += _packet;
        }

        public void OnLoss(Timestamp now)
        {
            Halve();
            Window = _threshold;
        }

        public void OnTimeout(Timestamp now)
        {
            Halve();
            Window = FloorPackets * _packet;
        }

        private void Halve()
        {
            _threshold = Math.Max(Window / 2, FloorPackets * _packet);
            _partialBytesAcked = 0;
        }
    }
}
