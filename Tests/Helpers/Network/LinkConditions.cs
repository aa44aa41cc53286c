using System;

namespace P2PNet.Tests.Network
{
    /// <summary>What the way out of one host is like. Immutable; <c>new LinkConditions()</c> is 10 ms, lossless, unlimited.</summary>
    internal sealed class LinkConditions
    {
        public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(10);

        /// <summary>Added to the delay, evenly from 0 to this. Packets keep their order unless <see cref="Reordering"/> says otherwise.</summary>
        public TimeSpan Jitter { get; init; }

        /// <summary>Share of packets that vanish, 0 to 1.</summary>
        public double Loss { get; init; }

        /// <summary>Share of packets that arrive twice.</summary>
        public double Duplication { get; init; }

        /// <summary>Share of packets that are held back for another delay, so that later ones overtake them.</summary>
        public double Reordering { get; init; }

        /// <summary>Bytes a second, headers included; 0: unlimited.</summary>
        public long Bandwidth { get; init; }

        /// <summary>Bytes that may wait for the bandwidth; what does not fit is dropped.</summary>
        public int QueueLimit { get; init; } = 64 * 1024;
    }
}
