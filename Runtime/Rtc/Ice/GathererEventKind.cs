namespace P2PNet.Rtc.Ice
{
    /// <summary>What a <see cref="GathererEvent"/> is about.</summary>
    internal enum GathererEventKind : byte
    {
        /// <summary>There is a new <see cref="GathererEvent.Candidate"/>.</summary>
        CandidateGathered,

        /// <summary>Every server answered or was given up: no more candidates will come.</summary>
        Completed,
    }
}
