namespace P2PNet
{
    /// <summary>What one link's transfers have dropped, by reason. Thread: the loop's.</summary>
    internal sealed class TransferCounters
    {
        /// <summary>Bytes that are no frame.</summary>
        public long MalformedFrames { get; set; }

        /// <summary>Frames of kinds that a later version may know.</summary>
        public long UnknownFrames { get; set; }

        /// <summary>Frames of transfers that are over, or never were, or that make no sense at this point.</summary>
        public long StrayFrames { get; set; }

        /// <summary>Offers beyond what may wait.</summary>
        public long RefusedOffers { get; set; }

        /// <summary>Transfers that ended since the peer broke the rules: an offset that does not follow, more than it had credit for, another length.</summary>
        public long BrokenTransfers { get; set; }

        /// <summary>Answers that found no room, to a peer that asks and does not listen.</summary>
        public long DroppedAnswers { get; set; }
    }
}
