using System;

namespace P2PNet.Rtc.Ice
{
    /// <summary>
    /// Watches over the selected path: when it is checked, when it is in doubt, when it is suspect, and when it is lost (RFC 7675, in a
    /// game's times).
    /// </summary>
    /// <remarks>
    /// Two clocks. Any authenticated packet is a sign of life, which holds off suspicion and loss; only an answer to a check of our own
    /// renews the consent to send, which RFC 7675 §5.1 takes away after 30 s. A game in progress lives on its own packets and is
    /// checked every 5 s. An idle link is checked after 400 ms of silence, and since the check is a sign of life at the other end,
    /// which then holds back its own, the two ends share the work: some 2.5 exchanges, 5 kbit/s, for the whole link. Where packets come
    /// often, a pause of four times the usual one, at least 100 ms, is enough to ask.
    /// While a check stays unanswered, two more follow as soon as its answer is overdue; when theirs are too, the path is in doubt: some 300 ms after
    /// the last packet of a busy link, 600 ms of an idle one. From then on others may take its place, and checks follow more slowly.
    /// No answer is missed before it could be there: doubt, suspicion and further checks wait for the round trip.
    /// A path may die in one direction: then data still comes in, and it is the unanswered checks that tell.
    /// </remarks>
    internal sealed class ConsentMonitor
    {
        // Checks that stay unanswered before a path is in doubt: on a path that loses every tenth packet one exchange of five fails, and
        // three in a row do once in 150 times.
        private const int ChecksBeforeDoubt = 3;
        private static readonly TimeSpan MinRetry = TimeSpan.FromMilliseconds(60);
        private static readonly TimeSpan MinDoubt = TimeSpan.FromMilliseconds(200);
        private static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(100);

        private readonly IceAgentOptions _options;
        private readonly IRandom _random;
        private readonly TimeSpan _keepaliveInterval;

        private TimeSpan _keepaliveAfter;
        private TimeSpan _consentAfter;
        private TimeSpan _usualPause;
        private Timestamp _lastHeard = Timestamp.Never;
        private Timestamp _lastConsent = Timestamp.Never;
        private Timestamp _lastCheck;
        private TimeSpan _roundTripTime;
        private Timestamp _unansweredSince = Timestamp.Never;
        private Timestamp _probeAt = Timestamp.Never;
        private int _unanswered;

        public ConsentMonitor(IceAgentOptions options, IRandom random)
        {
            _options = options;
            _random = random;
            // Whoever asks for an earlier suspicion asks for earlier checks.
            _keepaliveInterval = Min(options.KeepaliveInterval, options.SuspectAfter * 0.4);
            _usualPause = _keepaliveInterval;
        }

        public bool IsRunning => _lastHeard != Timestamp.Never;

        /// <summary>When the peer last gave a sign of life.</summary>
        public Timestamp LastHeard => _lastHeard;

        public Timestamp DoubtAt => _unansweredSince + Max(Min(MinDoubt, _keepaliveInterval), Retry * ChecksBeforeDoubt);

        public Timestamp SuspectAt => Timestamp.Min(_lastHeard, _unansweredSince) + Max(_options.SuspectAfter, (_keepaliveInterval * 1.2) + (_roundTripTime * 1.5));

        public Timestamp LostAt => _lastHeard + _options.LostAfter;

        public Timestamp ConsentEndsAt => _lastConsent + _options.ConsentExpiry;

        /// <summary>When the selected path is checked next.</summary>
        public Timestamp NextCheckAt
        {
            get
            {
                if (!IsRunning) return Timestamp.Never;
                if (_unanswered > 0) return _lastCheck + (_unanswered < ChecksBeforeDoubt ? Retry : Max(_keepaliveAfter / 2, Retry));
                TimeSpan pause = Max(Min(_keepaliveAfter, MinPause), Min(_keepaliveAfter, _usualPause * 4));
                Timestamp next = Timestamp.Min(Timestamp.Max(_lastHeard + pause, _lastCheck + Retry), _lastCheck + _consentAfter);
                return Timestamp.Min(next, _probeAt);
            }
        }

        /// <summary>When an unanswered check is repeated: not before its answer could be there.</summary>
        private TimeSpan Retry => Max(Min(MinRetry, _keepaliveInterval / 2), (_roundTripTime * 1.25) + TimeSpan.FromMilliseconds(5));

        /// <summary>A path was selected.</summary>
        /// <param name="now">The time.</param>
        /// <param name="answeredAt">When a check over it was last answered.</param>
        /// <param name="roundTripTime">Its smoothed round-trip time; zero where unknown.</param>
        public void Start(Timestamp now, Timestamp answeredAt, TimeSpan roundTripTime)
        {
            bool isFirst = !IsRunning;
            _lastHeard = isFirst ? answeredAt : Timestamp.Max(_lastHeard, answeredAt);
            _lastConsent = isFirst ? answeredAt : Timestamp.Max(_lastConsent, answeredAt);
            _roundTripTime = roundTripTime;
            _usualPause = _keepaliveInterval;
            OnCheckSent(answeredAt);
            OnAnswered();
        }

        public void Stop() => _lastHeard = _lastConsent = _unansweredSince = Timestamp.Never;

        /// <summary>An authenticated packet came.</summary>
        public void OnHeard(Timestamp now)
        {
            if (!IsRunning || now <= _lastHeard) return;
            TimeSpan pause = Min(now - _lastHeard, _keepaliveInterval);
            _usualPause = new TimeSpan(((_usualPause.Ticks * 7) + pause.Ticks) / 8);
            _lastHeard = now;
        }

        /// <summary>A check of our own was answered.</summary>
        public void OnConsent(Timestamp now, TimeSpan roundTripTime)
        {
            _roundTripTime = roundTripTime;
            OnHeard(now);
            OnAnswered();
            if (IsRunning) _lastConsent = now;
        }

        /// <summary>There is reason to ask now, not more often than the shortest pause.</summary>
        public void Probe(Timestamp now) => _probeAt = Timestamp.Max(now, _lastCheck + MinPause);

        /// <summary>Draws the next intervals (RFC 7675 §5.1: 0.8 to 1.2 of the mean), so that many links do not beat in step.</summary>
        public void OnCheckSent(Timestamp now)
        {
            _lastCheck = now;
            _probeAt = Timestamp.Never;
            _unanswered++;
            if (_unansweredSince == Timestamp.Never) _unansweredSince = now;
            uint drawn = _random.NextUInt32();
            _keepaliveAfter = Jitter(_keepaliveInterval, drawn & 0xFFFF);
            _consentAfter = Jitter(_options.ConsentInterval, drawn >> 16);
        }

        /// <summary>A mean interval, made 80 % to 120 % of itself.</summary>
        internal static TimeSpan Jitter(TimeSpan mean, uint drawn) => new TimeSpan((mean.Ticks * 4 / 5) + (mean.Ticks * 2 / 5 * (drawn & 0xFFFF) / 0xFFFF));

        private void OnAnswered()
        {
            _unansweredSince = Timestamp.Never;
            _unanswered = 0;
        }

        private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

        private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
    }
}
