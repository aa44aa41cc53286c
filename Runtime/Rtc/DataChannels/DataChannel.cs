namespace P2PNet.Rtc.DataChannels
{
    /// <summary>One data channel of a link (RFC 8831 §6.1): a pair of streams with the same id.</summary>
    internal sealed class DataChannel
    {
        internal DataChannel(DataChannelOptions options)
        {
            Options = options;
            Reliability = ReliabilityOf(options, !options.Ordered);
            ReliabilityBeforeAck = ReliabilityOf(options, unordered: false);
        }

        /// <summary>What it was opened with, here or by the peer.</summary>
        public DataChannelOptions Options { get; }

        /// <summary>The stream id, or -1 until it is known.</summary>
        public int Id { get; internal set; } = -1;

        public DataChannelState State { get; internal set; }

        /// <summary>For whoever wraps the channel: the object that stands for it above.</summary>
        public object? Tag { get; set; }

        internal Reliability Reliability { get; }

        internal StreamId Stream => new StreamId((ushort)Id);

        /// <summary>Whether the peer has shown that it knows the channel; until then everything goes ordered (RFC 8832 §6).</summary>
        internal bool IsConfirmed { get; set; }

        /// <summary>The DCEP message that the transport had no room for yet.</summary>
        internal DcepMessageType PendingControl { get; set; }

        internal bool IncomingReset { get; set; }

        internal bool OutgoingReset { get; set; }

        /// <summary>Pieces of a message in the deprecated partial PPIDs (RFC 8831 §6.6), until the last one comes.</summary>
        internal PooledBuffer? Partial { get; set; }

        internal bool PartialIsString { get; set; }

        /// <summary>Whether <see cref="Partial"/> is to be dropped once its last piece came.</summary>
        internal bool PartialIsBroken { get; set; }

        /// <summary>As <see cref="Reliability"/>, but ordered.</summary>
        internal Reliability ReliabilityBeforeAck { get; }

        internal void ReleasePartial()
        {
            Partial?.Dispose();
            Partial = null;
            PartialIsBroken = false;
        }

        private static Reliability ReliabilityOf(DataChannelOptions options, bool unordered)
        {
            if (options.MaxRetransmits != null) return Reliability.Retransmits(options.MaxRetransmits.Value, unordered);
            if (options.MaxPacketLifeTime != null) return Reliability.Lifetime(options.MaxPacketLifeTime.Value, unordered);
            return Reliability.Reliable(unordered);
        }
    }
}
