namespace P2PNet.Rtc.DataChannels
{
    /// <summary>One data channel of a link (RFC 8831 §6.1): a pair of streams with the same id.</summary>
    internal sealed class DataChannel
    {
        internal DataChannel(DataChannelOptions options, in Reliability reliability)
        {
            Options = options;
            Reliability = reliability;
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

        internal void ReleasePartial()
        {
            Partial?.Dispose();
            Partial = null;
        }
    }
}
