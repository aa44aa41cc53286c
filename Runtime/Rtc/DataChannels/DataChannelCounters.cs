namespace P2PNet.Rtc.DataChannels
{
    /// <summary>What a <see cref="DataChannelTable"/> counted since it was made; one field for each reason why a message was dropped.</summary>
    internal sealed class DataChannelCounters
    {
        public long MessagesSent;
        public long MessagesReceived;
        public long OpensReceived;

        /// <summary>A DCEP message that cannot be read, or of an unknown type.</summary>
        public long DroppedMalformedDcep;

        /// <summary>An OPEN for an id that is taken, or that is ours to give out (RFC 8832 §6).</summary>
        public long RefusedOpenId;

        /// <summary>An OPEN above the limit.</summary>
        public long RefusedOpenLimit;

        /// <summary>User data on a stream that no channel uses.</summary>
        public long DroppedNoChannel;

        /// <summary>User data that came after the channel's end.</summary>
        public long DroppedAfterClose;

        /// <summary>A payload protocol identifier that is none of WebRTC's.</summary>
        public long DroppedUnknownPpid;

        /// <summary>A message in parts that grew above the limit, or whose parts do not fit together.</summary>
        public long DroppedPartial;
    }
}
