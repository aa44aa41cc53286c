namespace P2PNet.Rtc.Sctp
{
    /// <summary>What an association counted since it was made. One field for each reason why something was dropped.</summary>
    internal sealed class SctpCounters
    {
        /// <summary>Packets that came in, whatever became of them.</summary>
        public long PacketsReceived;

        /// <summary>Packets handed out for sending.</summary>
        public long PacketsSent;

        /// <summary>Whole messages handed up.</summary>
        public long MessagesReceived;

        /// <summary>Messages accepted for sending.</summary>
        public long MessagesSent;

        /// <summary>DATA chunks sent for the first time.</summary>
        public long DataChunksSent;

        /// <summary>DATA chunks sent again, for whatever reason.</summary>
        public long Retransmissions;

        /// <summary>Of those, the ones that a gap report asked for (RFC 9260 §7.2.4).</summary>
        public long FastRetransmissions;

        /// <summary>Expirations of T3-rtx.</summary>
        public long RetransmissionTimeouts;

        /// <summary>Messages given up by their reliability, sent in part or not at all.</summary>
        public long MessagesAbandoned;

        /// <summary>Of those, messages of which not one byte had left.</summary>
        public long MessagesExpiredUnsent;

        /// <summary>FORWARD-TSN chunks sent.</summary>
        public long ForwardTsnsSent;

        /// <summary>SACK chunks sent.</summary>
        public long SacksSent;
    }
}
