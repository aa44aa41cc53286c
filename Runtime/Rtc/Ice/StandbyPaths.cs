using System;

namespace P2PNet.Rtc.Ice
{
    /// <summary>
    /// Keeps a few paths in reserve beside the selected one: checks them now and then, so that NATs and relays stay open for them and the best is
    /// known when the selected path falls silent. Better paths that failed are asked too, since what was broken may be repaired.
    /// </summary>
    /// <remarks>
    /// Each of them is asked every 5 s, less than any NAT's timer (RFC 4787 §4.3 asks for 2 minutes; 30 s are common). With the three paths that
    /// are kept, that is 0.6 exchanges a second.
    /// </remarks>
    internal sealed class StandbyPaths
    {
        private const int BestKept = 2;
        private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(1);
        private static readonly TimeSpan AsksEvery = TimeSpan.FromSeconds(5);
        private static readonly TimeSpan Forgets = TimeSpan.FromSeconds(20);

        private readonly Checklist _checklist;
        private readonly PathSelector _selector;
        private readonly IRandom _random;
        private int _best;
        private bool _hasRelay;

        public StandbyPaths(Checklist checklist, PathSelector selector, IRandom random)
        {
            _checklist = checklist;
            _selector = selector;
            _random = random;
        }

        /// <summary>When <see cref="TryTake"/> is asked next; Never while no path is selected.</summary>
        public Timestamp NextAt { get; private set; } = Timestamp.Never;

        /// <summary>A path is selected.</summary>
        public void Start(Timestamp now) => NextAt = now + ConsentMonitor.Jitter(LooksEvery, _random.NextUInt32());

        public void Stop() => NextAt = Timestamp.Never;

        /// <summary>The pair whose turn it is, of those that were not asked for a while the one that has waited longest.</summary>
        public bool TryTake(Timestamp now, out CandidatePair pair)
        {
            pair = null!;
            if (NextAt > now) return false;
            Start(now);
            // While the selected path is in doubt every pair is checked anyway.
            if (_selector.Selected == null || _selector.IsDoubtful) return false;
            Choose(now);
            for (int i = 0; i < _checklist.Count; i++)
            {
                CandidatePair candidate = _checklist[i];
                if (IsDue(now, candidate) && (pair == null || candidate.Latest.FirstSent < pair.Latest.FirstSent)) pair = candidate;
            }

            return pair != null;
        }

        private bool IsDue(Timestamp now, CandidatePair pair)
        {
            if (pair == _selector.Selected || pair.State == CandidatePairState.InProgress || pair.IsTriggered) return false;
            if (pair.Latest.Transmissions > 0 && now - pair.Latest.FirstSent < AsksEvery) return false;
            if (pair.Priority > _selector.Selected!.Priority) return true;
            return pair.IsValid ? pair.IsStandby : _best < BestKept || (pair.PathClass == 0 && !_hasRelay);
        }

        /// <summary>The two best that work are kept, and one over a relay if there is any: it works where everything else breaks.</summary>
        private void Choose(Timestamp now)
        {
            _best = 0;
            _hasRelay = _selector.Selected!.PathClass == 0;
            for (int i = 0; i < _checklist.Count; i++)
            {
                CandidatePair pair = _checklist[i];
                pair.IsStandby = false;
                if (pair == _selector.Selected || !pair.IsValid) continue;
                if (now - pair.AnsweredAt > Forgets)
                {
                    pair.State = CandidatePairState.Failed;
                    continue;
                }

                bool isRelay = pair.PathClass == 0;
                if (_best >= BestKept && (!isRelay || _hasRelay)) continue;
                pair.IsStandby = true;
                _hasRelay |= isRelay;
                if (_best < BestKept) _best++;
            }
        }
    }
}
