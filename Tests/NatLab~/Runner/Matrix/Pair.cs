namespace P2PNet.NatLab;

/// <summary>Two players' networks, in order: who creates the lobby, who joins it.</summary>
internal sealed record Pair(NatType Creator, NatType Joiner)
{
    /// <summary>Whether the two can do without a relay.</summary>
    public bool IsDirect => Creator.ReachesDirectly(Joiner);

    public override string ToString() => $"{Creator} / {Joiner}";
}
