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

        /// <summary>Probes of a closed window (RFC 9260 §6.1, rule A).</summary>
        public long WindowProbes;

        /// <summary>Messages given up by their reliability, sent in part or not at all.</summary>
        public long MessagesAbandoned;

        /// <summary>Of those, messages of which not one byte had left.</summary>
        public long MessagesExpiredUnsent;

        /// <summary>FORWARD TSN chunks sent.</summary>
        public long ForwardTsnsSent;

        /// <summary>SACK chunks sent.</summary>
        public long SacksSent;

        /// <summary>Error causes that the peer reported.</summary>
        public long ErrorsReceived;

        /// <summary>Packets too short for a header and a chunk.</summary>
        public long DroppedTooShort;

        /// <summary>Packets whose checksum is wrong.</summary>
        public long DroppedBadChecksum;

        /// <summary>Packets for other ports.</summary>
        public long DroppedWrongPort;

        /// <summary>Packets whose verification tag is not ours (RFC 9260 §8.5).</summary>
        public long DroppedWrongTag;

        /// <summary>Packets that came before an association or after its end (RFC 9260 §8.4).</summary>
        public long DroppedOutOfTheBlue;

        /// <summary>Chunks whose length or content cannot be; the rest of the packet went with a wrong length.</summary>
        public long DroppedMalformedChunks;

        /// <summary>Chunks of a type that we do not know (RFC 9260 §3.2).</summary>
        public long DroppedUnknownChunks;

        /// <summary>Chunks that make no sense in the present state, among them late answers of the handshake.</summary>
        public long DroppedUnexpectedChunks;

        /// <summary>State cookies that we did not make, or that fit no row of RFC 9260 §5.2.4's table.</summary>
        public long DroppedBadCookies;

        /// <summary>Answers to the peer that found no place in a full queue.</summary>
        public long DroppedAnswers;

        /// <summary>DATA chunks that came again.</summary>
        public long DroppedDuplicates;

        /// <summary>DATA chunks for which the window had no room, or that lie too far ahead.</summary>
        public long DroppedOutOfWindow;

        /// <summary>DATA chunks on streams that we did not offer.</summary>
        public long DroppedInvalidStream;

        /// <summary>Fragments that belong to no message that could become whole: given up by the peer, or contradicting each other.</summary>
        public long DroppedOrphanFragments;

        /// <summary>Messages whose SSN was delivered already.</summary>
        public long DroppedStaleSsns;

        /// <summary>SACKs that acknowledge what was never sent.</summary>
        public long DroppedBadSacks;

        /// <summary>SACKs that newer ones overtook (RFC 9260 §6.2.1, D).</summary>
        public long DroppedOldSacks;

        /// <summary>FORWARD TSNs that move nothing.</summary>
        public long DroppedOldForwardTsns;
    }
}
