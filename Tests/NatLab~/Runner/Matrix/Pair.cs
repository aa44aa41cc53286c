namespace P2PNet.NatLab;

/// <summary>Two players' networks, in order: who creates the lobby, who joins it.</summary>
internal sealed record Pair(NatType Creator, NatType Joiner)
{
    /// <summary>Whether the two can do without a relay.</summary>
    public bool IsDirect => Creator.ReachesDirectly(Joiner);

    public Meeting Meeting => new(Creator.ServerUrl, Joiner.ServerUrl, IsDirect) { CreatorRelay = Creator.Relay, JoinerRelay = Joiner.Relay };

    /// <summary>Of its words as the command line has them: <c>symmetric/full-cone</c>.</summary>
    public static Pair Parse(string word) =>
        word.Split('/') is [string a, string b] ? new Pair(NatType.Parse(a), NatType.Parse(b)) : throw new LabException($"\"{word}\": a pair is written symmetric/full-cone.");

    public override string ToString() => $"{Creator} / {Joiner}";
}
