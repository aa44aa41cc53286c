namespace P2PNet.NatLab;

/// <summary>What became of a pair of NAT types.</summary>
internal sealed record PairOutcome : Outcome
{
    public PairOutcome(Pair pair, Outcome outcome)
        : base(outcome) => Pair = pair;

    public Pair Pair { get; }
}
