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

    /// <summary>Something that happened in an <see cref="IceGatherer"/>.</summary>
    internal readonly struct GathererEvent
    {
        public readonly GathererEventKind Kind;
        public readonly Candidate? Candidate;

        public GathererEvent(GathererEventKind kind, Candidate? candidate = null)
        {
            Kind = kind;
            Candidate = candidate;
        }
    }
}
