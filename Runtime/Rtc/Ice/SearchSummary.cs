using System;

namespace P2PNet.Rtc.Ice
{
    /// <summary>What a search for a path tried and heard; <see cref="FailureReasons"/> puts it into words.</summary>
    internal readonly struct SearchSummary
    {
        public bool HasLocal { get; init; }

        public int RemoteCandidates { get; init; }

        /// <summary>Candidates of the peer's that hide behind an mDNS name which nobody resolved.</summary>
        public long Hidden { get; init; }

        /// <summary>Pairs that were tried between the devices' own addresses.</summary>
        public int Direct { get; init; }

        /// <summary>Pairs that were tried through a NAT.</summary>
        public int ThroughNat { get; init; }

        /// <summary>Pairs that were tried over a relay.</summary>
        public int Relayed { get; init; }

        /// <summary>Whether checks of the peer's arrived.</summary>
        public bool HeardPeer { get; init; }

        public TimeSpan Elapsed { get; init; }

        public int Pairs => Direct + ThroughNat + Relayed;
    }
}
