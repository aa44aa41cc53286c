namespace P2PNet.Rtc.Ice
{
    /// <summary>What an <see cref="IceGatherer"/> counted since it was made.</summary>
    internal sealed class GathererCounters
    {
        public long RequestsSent;
        public long Retransmissions;
        public long ResponsesReceived;
        public long ErrorResponses;
        public long ServersTimedOut;
        public long RedundantCandidates;

        /// <summary>No STUN message, or one whose FINGERPRINT is wrong.</summary>
        public long DroppedMalformed;

        /// <summary>A response to nothing that we asked, or from another address than we asked.</summary>
        public long DroppedUnknownTransaction;

        /// <summary>A response without a usable address.</summary>
        public long DroppedUnusable;
    }
}
