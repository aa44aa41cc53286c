namespace P2PNet.Native
{
    /// <summary>What became of the datagrams on a <see cref="SimulatedLine"/>. Written by the network thread.</summary>
    internal sealed class LineCounters
    {
        public long Entered;
        public long Arrived;

        /// <summary>By <see cref="NetworkConditions.Loss"/>.</summary>
        public long Lost;

        /// <summary>At the bottleneck, whose queue was full.</summary>
        public long Dropped;

        /// <summary>Because more was under way than memory is given for.</summary>
        public long Overflowed;

        /// <summary>Copies made.</summary>
        public long Duplicated;

        /// <summary>Pulled out of the line, to be overtaken.</summary>
        public long Reordered;
    }
}
