namespace P2PNet.Rtc.Ice
{
    /// <summary>What a <see cref="GathererEvent"/> is about.</summary>
    internal enum GathererEventKind : byte
    {
        /// <summary>There is a new <see cref="GathererEvent.Candidate"/>.</summary>
        CandidateGathered,

        /// <summary><see cref="GathererEvent.Candidate"/> holds no longer: an address, a mapping or an allocation is gone.</summary>
        CandidateRemoved,

        /// <summary>Every server answered or was given up: no more candidates will come.</summary>
        Completed,
    }
}
