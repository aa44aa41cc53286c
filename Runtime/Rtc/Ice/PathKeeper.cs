using System;

namespace P2PNet.Rtc.Ice
{
    /// <summary>
    /// Takes up a path, listens to it, and leaves it when it falls silent: first it is in doubt, and others are tried; after
    /// <see cref="IceAgentOptions.SuspectAfter"/> the agent is Suspect; after <see cref="IceAgentOptions.LostAfter"/> there is nothing left to say.
    /// </summary>
    internal sealed class PathKeeper
    {
        // While the selected path is silent, pairs that failed get another chance this often.
        private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

        // Longer than the peer's packets of before a change are on their way.
        private static readonly TimeSpan FollowAfter = TimeSpan.FromMilliseconds(300);

        private readonly IceAgentOptions _options;
        private readonly AgentState _state;
        private readonly Checklist _checklist;
        private readonly PathSelector _selector;
        private readonly Nominator _nominator;
        private Timestamp _retryAt = Timestamp.Never;
        private Timestamp _selectedAt;

        public PathKeeper(IceAgentOptions options, AgentState state, Checklist checklist, PathSelector selector, Nominator nominator, IRandom random)
        {
            _options = options;
            _state = state;
            _checklist = checklist;
            _selector = selector;
            _nominator = nominator;
            Consent = new ConsentMonitor(options, random);
            Standbys = new StandbyPaths(checklist, selector, random);
        }

        public ConsentMonitor Consent { get; }

        public StandbyPaths Standbys { get; }

        public Timestamp NextTimeout
        {
            get
            {
                if (!Consent.IsRunning) return Timestamp.Never;
                Timestamp next = Timestamp.Min(Timestamp.Min(Consent.LostAt, Consent.ConsentEndsAt), _retryAt);
                if (_state.Current == IceState.Connected) next = Timestamp.Min(next, Consent.SuspectAt);
                return _selector.IsDoubtful ? next : Timestamp.Min(next, Consent.DoubtAt);
            }
        }

        /// <summary>A check of the pair was answered.</summary>
        public void OnAnswered(Timestamp now, CandidatePair pair)
        {
            SelectIfBetter(now, pair);
            if (pair != _selector.Selected) return;
            Consent.OnConsent(now, pair.RoundTripTime);
            Trust();
        }

        public void SelectIfBetter(Timestamp now, CandidatePair pair)
        {
            if (_selector.IsBetter(pair)) Select(now, pair);
        }

        /// <summary>
        /// The selected path turned out to be another than it seemed: what the peer sent from its relay looks like the best of paths until signaling says
        /// what it is, and what worked meanwhile was measured against that.
        /// </summary>
        public void Reconsider(Timestamp now)
        {
            for (int i = 0; i < _checklist.Count; i++)
            {
                if (!_selector.IsBetter(_checklist[i])) continue;
                Select(now, _checklist[i]);
                return;
            }
        }

        /// <summary>Something authenticated came from the peer.</summary>
        public void OnHeard(Timestamp now)
        {
            Consent.OnHeard(now);
            if (_selector.IsDoubtful && Consent.DoubtAt > now && Consent.SuspectAt > now) Trust();
        }

        /// <summary>
        /// It came another way than the selected one: the peer has moved. Controlled, we follow where it has nominated. Controlling, we follow too, for a
        /// controlled peer leaves the path that we nominated only when it hears nothing there; and its checks that brought it to the other one have proved
        /// that both ways. Soon after a change of ours it is what was on its way before. Else both paths are checked at once.
        /// </summary>
        public void OnHeardElsewhere(Timestamp now, CandidatePair other)
        {
            if (_selector.HasPeerMovedTo(other))
            {
                Select(now, other);
            }
            else if (_selector.IsControlling && other.IsValid && now - _selectedAt > Max(FollowAfter, _selector.Selected!.RoundTripTime * 3))
            {
                _selector.IsDoubtful = true;
                Select(now, other);
            }
            else
            {
                Consent.Probe(now);
                if (!other.IsValid && other.State != CandidatePairState.InProgress) _checklist.Trigger(other);
            }
        }

        /// <summary>
        /// The network may have changed: the selected path is checked at once, and with it every other, so that the best that works is known
        /// by the time that the selected one proves dead.
        /// </summary>
        public void OnNetworkChanged(Timestamp now)
        {
            _checklist.RecheckAllBut(_selector.Selected);
            if (_selector.Selected == null) return;
            Consent.Probe(now);
            _checklist.TriggerAllBut(_selector.Selected);
        }

        /// <summary>What the selected path was sent from is gone.</summary>
        public void OnBaseLost(Timestamp now)
        {
            if (!_selector.IsDoubtful) Doubt(now, Timestamp.Zero);
        }

        /// <summary>Does what is due.</summary>
        /// <returns>Why the path is lost; null where it is not.</returns>
        public string? HandleTimeout(Timestamp now)
        {
            if (!Consent.IsRunning) return null;
            if (Consent.LostAt <= now) return FailureReasons.Lost(_options.LostAfter, _checklist.Count - 1);
            if (Consent.ConsentEndsAt <= now) return FailureReasons.ConsentExpired(_options.ConsentExpiry);

            bool isSuspect = _state.Current == IceState.Connected && Consent.SuspectAt <= now;
            if (!_selector.IsDoubtful && (isSuspect || Consent.DoubtAt <= now))
            {
                Doubt(now, Consent.LastHeard);
                // Another path that works may have taken over.
                isSuspect &= _selector.IsDoubtful;
            }

            if (isSuspect) _state.TransitionTo(IceState.Suspect);
            if (_retryAt <= now)
            {
                _checklist.RetryFailed();
                _retryAt = now + RetryInterval;
            }

            return null;
        }

        public void Stop()
        {
            Consent.Stop();
            Standbys.Stop();
            _retryAt = Timestamp.Never;
        }

        /// <summary>Data goes over this pair from now on. Controlling, we nominate it at once.</summary>
        private void Select(Timestamp now, CandidatePair pair)
        {
            bool wasSilent = _selector.IsDoubtful;
            if (wasSilent && _selector.Selected != null) _selector.Selected.IsDoubted = true;
            if (Consent.IsRunning) _state.Counters.PathChanges++;
            _selector.Select(pair);
            _selectedAt = now;
            _nominator.OnSelected(pair);
            _retryAt = Timestamp.Never;
            Consent.Start(now, pair.AnsweredAt, pair.RoundTripTime);
            Standbys.Start(now);
            _state.Raise(IceEventKind.SelectedPathChanged, wasSilent);
            if (Consent.SuspectAt > now) Trust();
        }

        /// <summary>The selected path works.</summary>
        private void Trust()
        {
            _selector.IsDoubtful = false;
            _retryAt = Timestamp.Never;
            if (_state.Current != IceState.Connected) _state.TransitionTo(IceState.Connected);
        }

        /// <summary>
        /// The selected path seems dead: an interface went down, a NAT forgot us. A path that was answered later than this one was heard takes
        /// its place now; else all are checked, those that worked last first, and the first that is answered does.
        /// </summary>
        private void Doubt(Timestamp now, Timestamp heardAt)
        {
            _state.Counters.Doubts++;
            _selector.IsDoubtful = true;
            _state.Raise(IceEventKind.PathDoubtful);
            CandidatePair? proven = _checklist.FindAnsweredSince(heardAt, _selector.Selected);
            if (proven != null)
            {
                Select(now, proven);
                return;
            }

            _checklist.RecheckAllBut(_selector.Selected);
            _retryAt = now + RetryInterval;
        }

        private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
    }
}
