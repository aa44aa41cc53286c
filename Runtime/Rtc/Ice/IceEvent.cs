namespace P2PNet.Rtc.Ice
{
    /// <summary>What an <see cref="IceEvent"/> is about.</summary>
    internal enum IceEventKind : byte
    {
        /// <summary><see cref="IceEvent.State"/> is new; <see cref="IceEvent.Reason"/> is set where it is Failed.</summary>
        StateChanged,

        /// <summary><see cref="IceAgent.TryGetSelectedPath"/> answers differently now.</summary>
        SelectedPathChanged,
    }

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
