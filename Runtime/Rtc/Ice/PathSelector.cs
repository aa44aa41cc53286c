using System;

namespace P2PNet.Rtc.Ice
{
    /// <summary>
    /// Which valid pair carries the data (RFC 8445 §8.1). The first one that works does at once, before any nomination: data may be
    /// sent on every valid pair. The controlling side nominates it then, and another one only when that is clearly better.
    /// </summary>
    internal sealed class PathSelector
    {
        // A pair of the same class takes over if it saves a quarter of the round trip and no less than this: below, a change costs
        // more (the congestion state of the old path) than a player could notice.
        private static readonly TimeSpan WorthwhileGain = TimeSpan.FromMilliseconds(10);

        private readonly RoleArbiter _roles;
        private readonly TimeSpan _nominationHolds;

        /// <param name="roles">Who nominates.</param>
        /// <param name="nominationHolds">How long a nomination of the peer's stands against one of lower priority.</param>
        public PathSelector(RoleArbiter roles, TimeSpan nominationHolds)
        {
            _roles = roles;
            _nominationHolds = nominationHolds;
        }

        public CandidatePair? Selected { get; private set; }

        public bool IsControlling => _roles.IsControlling;

        /// <summary>Whether the selected path has fallen silent: then any that works is better.</summary>
        public bool IsDoubtful { get; set; }

        /// <summary>The pair before which a pair must stand on the checklist to be checked; null for no limit.</summary>
        public CandidatePair? CheckLimit => IsDoubtful ? null : Selected;

        /// <summary>Whether a pair that has just become valid or nominated should take over.</summary>
        public bool IsBetter(CandidatePair pair)
        {
            if (!pair.IsValid || pair == Selected) return false;
            if (Selected == null || IsDoubtful) return true;
            return _roles.IsControlling ? IsClearlyBetter(pair, Selected) : IsBetterNominated(pair, Selected);
        }

        /// <summary>
        /// Whether the peer, who controls, has moved to a pair: its data comes there, and no other pair was nominated later. So a NAT that gave
        /// the peer another address is followed with the first packet.
        /// </summary>
        public bool HasPeerMovedTo(CandidatePair pair)
            => !_roles.IsControlling && pair.IsValid && pair.IsNominatedByPeer && Selected != null
                && pair.PeerNomination >= Selected.PeerNomination && pair.NominatedByPeerAt > Selected.NominatedByPeerAt;

        public void Select(CandidatePair pair)
        {
            if (Selected != null) Selected.IsNominating = false;
            Selected = pair;
            IsDoubtful = false;
        }

        /// <summary>The selected pair is no more.</summary>
        public void Clear() => Selected = null;

        /// <summary>Whether a check of the pair could still change the selection; else it is left alone.</summary>
        public bool IsWorthChecking(CandidatePair pair)
            => Selected == null || IsDoubtful || pair == Selected || pair.IsNominatedByPeer || pair.Priority > Selected.Priority;

        /// <summary>
        /// Only a pair of higher priority is nominated later on, because a peer that was nominated several pairs keeps to the one
        /// with the highest priority (RFC 8445 §8.1.1).
        /// </summary>
        private static bool IsClearlyBetter(CandidatePair pair, CandidatePair selected)
        {
            if (pair.Priority <= selected.Priority) return false;
            if (pair.PathClass != selected.PathClass) return pair.PathClass > selected.PathClass;
            if (pair.Relays != selected.Relays) return pair.Relays < selected.Relays;
            if (pair.RoundTripTime == TimeSpan.Zero || selected.RoundTripTime == TimeSpan.Zero) return false;
            TimeSpan gain = selected.RoundTripTime - pair.RoundTripTime;
            return gain >= WorthwhileGain && gain >= selected.RoundTripTime / 4;
        }

        /// <summary>
        /// Of pairs that are nominated together the one with the highest priority counts (RFC 8445 §8.1.1). Later on the newest does:
        /// a peer that moves to another path says so, while its last word on the old one is from a while ago. A peer that numbers its
        /// nominations leaves no doubt.
        /// </summary>
        private bool IsBetterNominated(CandidatePair pair, CandidatePair selected)
        {
            if (!pair.IsNominatedByPeer || !selected.IsNominatedByPeer) return pair.IsNominatedByPeer;
            if (pair.PeerNomination != selected.PeerNomination) return pair.PeerNomination > selected.PeerNomination;
            // One nomination on two pairs: the peer's address has changed on the way.
            if (pair.PeerNomination > 0) return pair.NominatedByPeerAt > selected.NominatedByPeerAt;
            return pair.Priority > selected.Priority || pair.NominatedByPeerAt > selected.NominatedByPeerAt + _nominationHolds;
        }
    }
}
