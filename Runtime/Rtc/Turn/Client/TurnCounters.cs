namespace P2PNet.Rtc.Turn
{
    /// <summary>What a <see cref="TurnClient"/> did since it was made.</summary>
    internal sealed class TurnCounters
    {
        public long RequestsSent;
        public long Retransmissions;
        public long ResponsesReceived;
        public long ErrorResponses;
        public long RequestsTimedOut;

        /// <summary>Times that a relayed address was obtained; the first is no change of network.</summary>
        public long Allocations;

        /// <summary>Answers of 438: the nonce had run out and was replaced.</summary>
        public long StaleNonces;

        public long ChannelDataSent;
        public long IndicationsSent;
        public long ChannelDataReceived;
        public long IndicationsReceived;

        /// <summary>Data indications that say that a datagram of ours did not reach its peer.</summary>
        public long IcmpReceived;

        /// <summary>Not sent: there is no allocation with an address of the peer's family.</summary>
        public long SendsWithoutAllocation;

        /// <summary>Not sent: the server refused a permission for the peer, or there are too many.</summary>
        public long SendsNotPermitted;

        /// <summary>Peers that the server forbids.</summary>
        public long PermissionsRefused;

        /// <summary>Peers beyond the limit.</summary>
        public long PermissionsOverLimit;
        public long ChannelsRefused;
        public long ChannelsOverLimit;

        /// <summary>Neither ChannelData nor STUN, or one that cannot be parsed.</summary>
        public long DroppedMalformed;

        /// <summary>A response to nothing that we asked.</summary>
        public long DroppedUnknownTransaction;

        /// <summary>A response without integrity, or with a wrong one.</summary>
        public long DroppedNotAuthentic;

        /// <summary>A request, another indication, or a response that lacks what it must have.</summary>
        public long DroppedUnexpected;

        /// <summary>On a channel that is not bound.</summary>
        public long DroppedUnknownChannel;

        /// <summary>From a peer that we have no permission for: it slipped in while one ran out.</summary>
        public long DroppedUnknownPeer;
    }
}
