namespace P2PNet.Rtc.Turn
{
    /// <summary>Something that happened in a <see cref="TurnClient"/>.</summary>
    internal readonly struct TurnEvent
    {
        public readonly TurnEventKind Kind;

        /// <summary>Of Failed: why.</summary>
        public readonly TurnFailure? Failure;

        /// <summary>Of Data: who sent it to the relayed address.</summary>
        public readonly TransportAddress Peer;
        public readonly int Offset;
        public readonly int Length;

        public TurnEvent(TurnEventKind kind, TurnFailure? failure = null)
        {
            Kind = kind;
            Failure = failure;
            Peer = default;
            Offset = 0;
            Length = 0;
        }

        public TurnEvent(in TransportAddress peer, int offset, int length)
        {
            Kind = TurnEventKind.Data;
            Failure = null;
            Peer = peer;
            Offset = offset;
            Length = length;
        }
    }
}
