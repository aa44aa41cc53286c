namespace P2PNet.Rtc.Ice
{
    /// <summary>What an <see cref="IceAgent"/> counted since it was made.</summary>
    internal sealed class IceCounters
    {
        public long ChecksSent;
        public long Retransmissions;
        public long RequestsReceived;
        public long ResponsesSent;
        public long ResponsesReceived;
        public long ConsentChecksSent;
        public long StandbyChecksSent;
        public long RoleConflicts;
        public long PeerReflexiveDiscovered;
        public long Nominations;

        /// <summary>Times that data moved from one path to another.</summary>
        public long PathChanges;

        /// <summary>Times that the selected path seemed dead.</summary>
        public long Doubts;

        /// <summary>Generations that were begun after the first (RFC 8445 §9).</summary>
        public long Restarts;

        /// <summary>No STUN message at all.</summary>
        public long DroppedMalformed;

        /// <summary>FINGERPRINT missing or wrong.</summary>
        public long DroppedFingerprint;

        /// <summary>USERNAME missing or not meant for us.</summary>
        public long DroppedUsername;

        /// <summary>MESSAGE-INTEGRITY missing or wrong.</summary>
        public long DroppedIntegrity;

        /// <summary>A response to nothing that we asked, or asked any more.</summary>
        public long DroppedUnknownTransaction;

        /// <summary>A response from another address than the check went to (RFC 8445 §7.2.5.2.1).</summary>
        public long DroppedAsymmetric;

        /// <summary>A method or class that ICE does not use, and an attribute set that makes no sense.</summary>
        public long DroppedUnexpected;

        /// <summary>Arrived after the end.</summary>
        public long DroppedClosed;

        /// <summary>Responses that could not be kept until the next poll.</summary>
        public long DroppedResponseQueueFull;

        /// <summary>Remote candidates that came above the limit.</summary>
        public long CandidatesOverLimit;

        /// <summary>Remote candidates that hide behind an mDNS name.</summary>
        public long CandidatesHidden;

        /// <summary>Candidates that cannot be used: of another generation, an invalid address, port 0, or against the policy.</summary>
        public long CandidatesUnusable;

        /// <summary>Pairs dropped because the checklist was full.</summary>
        public long PairsOverLimit;
    }
}
