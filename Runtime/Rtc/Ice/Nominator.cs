namespace P2PNet.Rtc.Ice
{
    /// <summary>
    /// Who has chosen which pair (RFC 8445 §8.1.1). Controlling, we nominate at once what we use; controlled, we hear the peer. Where both take part in
    /// renomination, each choice has a number and the highest counts.
    /// </summary>
    internal sealed class Nominator
    {
        private readonly RoleArbiter _roles;
        private readonly Checklist _checklist;
        private readonly PathSelector _selector;
        private readonly IceCounters _counters;
        private uint _lastNumber;

        public Nominator(RoleArbiter roles, Checklist checklist, PathSelector selector, IceCounters counters)
        {
            _roles = roles;
            _checklist = checklist;
            _selector = selector;
            _counters = counters;
        }

        /// <summary>Whether the peer's description has the ICE option <c>renomination</c>.</summary>
        public bool PeerRenominates { get; set; }

        /// <summary>A pair was selected: the peer hears so with a check that leaves next.</summary>
        public void OnSelected(CandidatePair pair)
        {
            if (!_roles.IsControlling) return;
            pair.IsNominating = true;
            pair.IsNominated = false;
            if (PeerRenominates) pair.Nomination = ++_lastNumber;
            _checklist.Trigger(pair);
        }

        /// <summary>A check of ours was answered; it may have nominated.</summary>
        public void OnAnswered(CandidatePair pair, in ConnectivityCheck check)
        {
            if (!check.UseCandidate || !check.AsControlling || !pair.IsNominating || pair.IsNominated) return;
            pair.IsNominated = true;
            _counters.Nominations++;
        }

        public void OnNominatedByPeer(Timestamp now, CandidatePair pair, uint number)
        {
            if (_roles.IsControlling) return;
            if (!pair.IsNominatedByPeer || number > pair.PeerNomination) _counters.Nominations++;
            pair.IsNominatedByPeer = true;
            pair.NominatedByPeerAt = now;
            if (number > pair.PeerNomination) pair.PeerNomination = number;
        }

        /// <summary>Pair priorities and the right to nominate depend on the role (RFC 8445 §7.3.1.1).</summary>
        public void OnRoleSwitched()
        {
            _checklist.Reorder(_roles.Role);
            for (int i = 0; i < _checklist.Count; i++)
            {
                CandidatePair pair = _checklist[i];
                pair.ForgetNominations();
                // What is under way claims the old role.
                if (pair.State == CandidatePairState.InProgress) _checklist.Trigger(pair);
            }

            if (_selector.Selected != null) OnSelected(_selector.Selected);
        }
    }
}
