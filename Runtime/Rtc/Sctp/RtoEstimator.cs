using System;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>The retransmission time-out from measured round trips (RFC 9260 §6.3.1), with its back-off (§6.3.3, E2).</summary>
    internal sealed class RtoEstimator
    {
        // RFC 9260 §6.3.1, G1 asks for a floor under the variance; this much covers an acknowledgement that the peer's scheduler delays.
        private static readonly long SmallestSlack = TimeSpan.FromMilliseconds(50).Ticks;

        private readonly SctpOptions _options;
        private long _srtt;
        private long _variance;
        private TimeSpan _base;
        private int _backoff;
        private Timestamp _nextMeasurement;

        public RtoEstimator(SctpOptions options)
        {
            _options = options;
            _base = options.InitialRto;
        }

        /// <summary>Smoothed; zero before the first measurement.</summary>
        public TimeSpan RoundTripTime => TimeSpan.FromTicks(_srtt);

        public TimeSpan Current
        {
            get
            {
                long ticks = _base.Ticks;
                for (int i = 0; i < _backoff && ticks < _options.MaxRto.Ticks; i++) ticks *= 2;
                return TimeSpan.FromTicks(Math.Min(ticks, _options.MaxRto.Ticks));
            }
        }

        /// <summary>
        /// Takes what somebody else measured on the same path in place of <see cref="SctpOptions.InitialRto"/>, which is for paths that nobody
        /// knows (§6.3.1, C1 and C2). It is no measurement of ours: the first one counts in full.
        /// </summary>
        public void Assume(TimeSpan roundTrip)
        {
            if (_srtt == 0 && roundTrip > TimeSpan.Zero) _base = Bound(roundTrip.Ticks + Math.Max(2 * roundTrip.Ticks, SmallestSlack));
        }

        /// <summary>Takes a measurement, at most one a round trip (C4). It must stem from something that was sent once (Karn's rule, C5).</summary>
        public void Measure(Timestamp now, TimeSpan roundTrip)
        {
            if (roundTrip < TimeSpan.Zero || now < _nextMeasurement) return;
            long r = roundTrip.Ticks;
            if (_srtt == 0)
            {
                _variance = r / 2;
                _srtt = Math.Max(r, 1);
            }
            else
            {
                _variance += (Math.Abs(_srtt - r) - _variance) / 4;
                _srtt = Math.Max(_srtt + ((r - _srtt) / 8), 1);
            }

            _base = Bound(_srtt + Math.Max(4 * _variance, SmallestSlack));
            _backoff = 0;
            _nextMeasurement = now + TimeSpan.FromTicks(_srtt);
        }

        /// <summary>Whether something timed out since a round trip was last measured or data acknowledged.</summary>
        public bool IsBackedOff => _backoff > 0;

        public void BackOff() => _backoff = Math.Min(_backoff + 1, 16);

        /// <summary>New data was acknowledged: the path works, whatever the measurement will be.</summary>
        public void ResetBackoff() => _backoff = 0;

        private TimeSpan Bound(long ticks) => TimeSpan.FromTicks(Math.Min(Math.Max(ticks, _options.MinRto.Ticks), _options.MaxRto.Ticks));
    }
}
