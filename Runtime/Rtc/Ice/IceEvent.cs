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

        /// <summary>Of a changed path: the one before had fallen silent, so what was sent on it last may be lost.</summary>
        public readonly bool WasSilent;

        public IceEvent(IceEventKind kind, IceState state, string? reason = null, bool wasSilent = false)
        {
            WasSilent = wasSilent;
            Kind = kind;
            State = state;
            Reason = reason;
        }
    }
}
