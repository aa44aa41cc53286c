using System;

namespace P2PNet.Rtc.Ice
{
    /// <summary>
    /// Watches over the selected path: when it is checked, when it is suspect, and when it is lost (RFC 7675, in a game's times).
    /// </summary>
    /// <remarks>
    /// Two clocks. Any authenticated packet is a sign of life, which holds off suspicion and loss; only an answer to a check of our own
    /// renews the consent to send, which RFC 7675 §5.1 takes away after 30 s. A game in progress lives on its own packets and is
    /// checked every 5 s. An idle link is checked after 400 ms of silence, and since the check is a sign of life at the other end,
    /// which then holds back its own, the two ends share the work: some 2.5 exchanges, 5 kbit/s, for the whole link. While a check
    /// stays unanswered, further ones follow at half the interval, so that three get lost before a path is suspect.
    /// No answer is missed before it could be there: on a path of more than 340 ms suspicion and further checks wait for the round trip.
    /// A path may die in one direction: then data still comes in, and it is the unanswered checks that make it suspect.
    /// </remarks>
    internal sealed class ConsentMonitor
    {
        private readonly IceAgentOptions _options;
        private readonly IRandom _random;
        private readonly TimeSpan _keepaliveInterval;

        private TimeSpan _keepaliveAfter;
        private TimeSpan _consentAfter;
        private Timestamp _lastHeard = Timestamp.Never;
        private Timestamp _lastConsent = Timestamp.Never;
        private Timestamp _lastCheck;
        private TimeSpan _roundTripTime;
        private Timestamp _unansweredSince = Timestamp.Never;

        public ConsentMonitor(IceAgentOptions options, IRandom random)
        {
            _options = options;
            _random = random;
            // Whoever asks for an earlier suspicion asks for earlier checks.
            _keepaliveInterval = Min(options.KeepaliveInterval, options.SuspectAfter * 0.4);
        }

        public bool IsRunning => _lastHeard != Timestamp.Never;

        public Timestamp SuspectAt => Timestamp.Min(_lastHeard, _unansweredSince) + Max(_options.SuspectAfter, (_keepaliveInterval * 1.2) + (_roundTripTime * 1.5));

        public Timestamp LostAt => _lastHeard + _options.LostAfter;

        public Timestamp ConsentEndsAt => _lastConsent + _options.ConsentExpiry;

        /// <summary>When the selected path is checked next.</summary>
        public Timestamp NextCheckAt
        {
            get
            {
                if (!IsRunning) return Timestamp.Never;
                Timestamp again = _lastCheck + Max(_keepaliveAfter / 2, _roundTripTime * 1.25);
                if (_unansweredSince != Timestamp.Never) return again;
                return Timestamp.Min(Timestamp.Max(_lastHeard + _keepaliveAfter, again), _lastCheck + _consentAfter);
            }
        }

        /// <summary>A path was selected: an answer to a check has just come over it.</summary>
        public void Start(Timestamp now, TimeSpan roundTripTime)
        {
            _lastHeard = now;
            OnCheckSent(now);
            OnConsent(now, roundTripTime);
        }

        public void Stop() => _lastHeard = _lastConsent = _unansweredSince = Timestamp.Never;

        /// <summary>An authenticated packet came.</summary>
        public void OnHeard(Timestamp now)
        {
            if (IsRunning) _lastHeard = Timestamp.Max(_lastHeard, now);
        }

        /// <summary>A check of our own was answered.</summary>
        public void OnConsent(Timestamp now, TimeSpan roundTripTime)
        {
            _roundTripTime = roundTripTime;
            OnHeard(now);
            _unansweredSince = Timestamp.Never;
            if (IsRunning) _lastConsent = now;
        }

        /// <summary>Draws the next intervals (RFC 7675 §5.1: 0.8 to 1.2 of the mean), so that many links do not beat in step.</summary>
        public void OnCheckSent(Timestamp now)
        {
            _lastCheck = now;
            if (_unansweredSince == Timestamp.Never) _unansweredSince = now;
            uint drawn = _random.NextUInt32();
            _keepaliveAfter = Jitter(_keepaliveInterval, drawn & 0xFFFF);
            _consentAfter = Jitter(_options.ConsentInterval, drawn >> 16);
        }

        private static TimeSpan Jitter(TimeSpan mean, uint drawn) => new TimeSpan((mean.Ticks * 4 / 5) + (mean.Ticks * 2 / 5 * drawn / 0xFFFF));

        private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

        private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
    }
}
