namespace P2PNet.Rtc.Ice
{
    /// <summary>A response of the peer's, found to be authentic and to belong to a check of ours.</summary>
    internal readonly struct CheckAnswer
    {
        public readonly CheckOutcome Outcome;
        public readonly CandidatePair Pair;
        public readonly ConnectivityCheck Check;

        /// <summary>Whether it answers the check that was sent last on its pair.</summary>
        public readonly bool IsLatest;

        /// <summary>Of a success: the address that the peer saw.</summary>
        public readonly TransportAddress Mapped;

        public CheckAnswer(CheckOutcome outcome, CandidatePair pair, in ConnectivityCheck check, bool isLatest, in TransportAddress mapped = default)
        {
            Outcome = outcome;
            Pair = pair;
            Check = check;
            IsLatest = isLatest;
            Mapped = mapped;
        }
    }
}
