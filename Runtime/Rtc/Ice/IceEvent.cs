namespace P2PNet.Rtc.Ice
{
    /// <summary>Something that happened in an <see cref="IceAgent"/>.</summary>
    internal readonly struct IceEvent
    {
        public readonly IceEventKind Kind;

        /// <summary>The state when it happened.</summary>
        public readonly IceState State;

        /// <summary>Of a failure: what happened, in a sentence that a player can be shown.</summary>
        public readonly string? Reason;

        public IceEvent(IceEventKind kind, IceState state, string? reason = null)
        {
            Kind = kind;
            State = state;
            Reason = reason;
        }
    }
}
