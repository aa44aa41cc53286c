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

        /// <summary>Whether the selected path is silent: then any that works is better.</summary>
        public bool IsSuspect { get; set; }

        /// <summary>The pair before which a pair must stand on the checklist to be checked; null for no limit.</summary>
        public CandidatePair? CheckLimit => IsSuspect ? null : Selected;

        /// <summary>Looks at a pair that has just become valid or nominated.</summary>
        /// <returns>Whether it is selected now and was not before.</returns>
        public bool Consider(CandidatePair pair)
        {
            if (!pair.IsValid || pair == Selected) return false;
            if (Selected != null && !IsSuspect && !(_roles.IsControlling ? IsClearlyBetter(pair, Selected) : IsBetterNominated(pair, Selected))) return false;
            if (Selected != null) Selected.IsNominating = false;
            Selected = pair;
            return true;
        }

        /// <summary>Whether a check of the pair could still change the selection; else it is left alone.</summary>
        public bool IsWorthChecking(CandidatePair pair)
            => Selected == null || IsSuspect || pair == Selected || pair.IsNominatedByPeer || pair.Priority > Selected.Priority;

        /// <summary>
        /// Only a pair of higher priority is nominated later on, because a peer that was nominated several pairs keeps to the one
        /// with the highest priority (RFC 8445 §8.1.1).
        /// </summary>
        private static bool IsClearlyBetter(CandidatePair pair, CandidatePair selected)
        {
            if (pair.Priority <= selected.Priority) return false;
            if (pair.PathClass != selected.PathClass) return pair.PathClass > selected.PathClass;
            if (pair.RoundTripTime == TimeSpan.Zero || selected.RoundTripTime == TimeSpan.Zero) return false;
            TimeSpan gain = selected.RoundTripTime - pair.RoundTripTime;
            return gain >= WorthwhileGain && gain >= selected.RoundTripTime / 4;
        }

        /// <summary>
        /// Of pairs that are nominated together the one with the highest priority counts (RFC 8445 §8.1.1). Later on the newest does:
        /// a peer that moves to another path says so, while its last word on the old one is from a while ago.
        /// </summary>
        private bool IsBetterNominated(CandidatePair pair, CandidatePair selected)
            => pair.IsNominatedByPeer
                && (!selected.IsNominatedByPeer || pair.Priority > selected.Priority || pair.NominatedByPeerAt > selected.NominatedByPeerAt + _nominationHolds);
    }
}
