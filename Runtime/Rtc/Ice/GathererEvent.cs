namespace P2PNet.Rtc.Ice
{
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
