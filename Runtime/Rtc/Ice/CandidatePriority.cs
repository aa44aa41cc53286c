using System;

namespace P2PNet.Rtc.Ice
{
    /// <summary>The formulas by which both agents come to the same order without talking about it (RFC 8445 §5.1.2, §6.1.2.3).</summary>
    internal static class CandidatePriority
    {
        /// <summary>
        /// Priority of a candidate of component 1. Type preferences as RFC 8445 §5.1.2.2 recommends them: a relay is the last
        /// resort.
        /// </summary>
        /// <param name="type">The candidate's type.</param>
        /// <param name="localPreference">0 to 65535, unique among candidates of one type.</param>
        public static uint Of(CandidateType type, int localPreference) => (TypePreference(type) << 24) | ((uint)localPreference << 8) | 255;

        /// <summary>What a check sends as PRIORITY: as its own candidate's, with the type preference of a peer-reflexive one (§7.1.1).</summary>
        public static uint AsPeerReflexive(uint priority) => (TypePreference(CandidateType.PeerReflexive) << 24) | (priority & 0x00FFFFFF);

        /// <summary>Priority of a pair: first the worse of its two candidates counts, then the better one, then who controls.</summary>
        public static ulong OfPair(uint controlling, uint controlled)
            => ((ulong)Math.Min(controlling, controlled) << 32) + (2UL * Math.Max(controlling, controlled)) + (controlling > controlled ? 1UL : 0UL);

        private static uint TypePreference(CandidateType type) => type switch
        {
            CandidateType.Host => 126,
            CandidateType.PeerReflexive => 110,
            CandidateType.ServerReflexive => 100,
            _ => 0,
        };
    }
}
