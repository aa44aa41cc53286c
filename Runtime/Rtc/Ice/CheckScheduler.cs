using System;

namespace P2PNet.Rtc.Ice
{
    /// <summary>
    /// When which check leaves (RFC 8445 §6.1.4, §14): what was sent before comes first, then the watch over the selected path, then a
    /// new check every Ta, then the paths in reserve.
    /// </summary>
    internal sealed class CheckScheduler
    {
        private readonly IceAgentOptions _options;
        private readonly Checklist _checklist;
        private readonly CheckSender _sender;
        private readonly PathSelector _selector;
        private readonly PathKeeper _path;

        private Timestamp _nextCheckAt = Timestamp.Zero;
        private Timestamp _pacedTo = Timestamp.Zero;

        public CheckScheduler(IceAgentOptions options, Checklist checklist, CheckSender sender, PathSelector selector, PathKeeper path)
        {
            _options = options;
            _checklist = checklist;
            _sender = sender;
            _selector = selector;
            _path = path;
        }

        public Timestamp NextTimeout
        {
            get
            {
                Timestamp next = _selector.Selected == null ? Timestamp.Never : Timestamp.Min(_path.Consent.NextCheckAt, Timestamp.Max(_path.Standbys.NextAt, _nextCheckAt));
                for (int i = 0; i < _checklist.Count; i++) next = Timestamp.Min(next, _checklist[i].RetransmitAt);
                return _checklist.HasNext(_selector.CheckLimit) ? Timestamp.Min(next, _nextCheckAt) : next;
            }
        }

        /// <summary>
        /// Ends the running check of a pair. The selected pair does not fall with a check: that is the consent monitor's to say.
        /// </summary>
        public void Fail(CandidatePair pair)
        {
            pair.RetransmitAt = Timestamp.Never;
            if (pair.State == CandidatePairState.InProgress || (pair.IsValid && pair != _selector.Selected)) pair.State = CandidatePairState.Failed;
        }

        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            if (TryResend(now, destination, out transmit)) return true;

            CandidatePair? selected = _selector.Selected;
            if (selected != null && _path.Consent.NextCheckAt <= now)
            {
                _path.Consent.OnCheckSent(now);
                transmit = _sender.StartConsent(now, selected, destination);
                return true;
            }

            if (_nextCheckAt > now) return false;
            bool isNew = _checklist.TryTakeNext(_selector.CheckLimit, out CandidatePair next);
            if (!isNew && !_path.Standbys.TryTake(now, out next)) return false;
            Pace(now);
            transmit = isNew ? _sender.Start(now, next, _checklist.CountActive(), destination) : _sender.StartStandby(now, next, destination);
            return true;
        }

        /// <summary>Ends checks that had all their transmissions, and those whose outcome no longer matters (RFC 8445 §8.1.2).</summary>
        public void Expire(Timestamp now)
        {
            for (int i = 0; i < _checklist.Count; i++)
            {
                CandidatePair pair = _checklist[i];
                if (pair.RetransmitAt > now) continue;
                if (!_selector.IsWorthChecking(pair))
                {
                    pair.RetransmitAt = Timestamp.Never;
                    if (pair.State == CandidatePairState.InProgress) pair.State = CandidatePairState.Waiting;
                }
                else if (pair.Latest.Transmissions >= _options.MaxTransmissions)
                {
                    Fail(pair);
                }
            }
        }

        /// <summary>One check every Ta in the mean, and after a pause as many at once as <see cref="IceAgentOptions.CheckBurst"/> allows.</summary>
        private void Pace(Timestamp now)
        {
            _pacedTo = Timestamp.Max(_pacedTo, now) + _options.Pacing;
            _nextCheckAt = _pacedTo - ((_options.CheckBurst - 1) * _options.Pacing);
        }

        private bool TryResend(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            for (int i = 0; i < _checklist.Count; i++)
            {
                CandidatePair pair = _checklist[i];
                if (pair.RetransmitAt > now || pair.Latest.Transmissions >= _options.MaxTransmissions) continue;
                transmit = _sender.Resend(now, pair, destination);
                return true;
            }

            transmit = default;
            return false;
        }
    }
}
