using P2PNet.Rtc;

namespace P2PNet.NatLab;

/// <summary>The path as one of the two players reports it.</summary>
internal sealed record PathEnd(CandidateType Local, CandidateType Remote, string? RelayTransport)
{
    public bool IsRelayed => Local == CandidateType.Relayed || Remote == CandidateType.Relayed;

    public static PathEnd? Of(PlayerEvent? path) => path is null ? null : new(path.Local, path.Remote, path.RelayTransport);

    /// <summary>Why this end's relay is not the first that its network allows; null where it is, or where the end is not relayed.</summary>
    public string? Objection(RelayTransport possible)
    {
        string first = possible.ToString().ToLowerInvariant();
        return Local != CandidateType.Relayed || RelayTransport == first ? null : $"relayed over {RelayTransport ?? "an unnamed transport"}, where {first} was possible";
    }

    public override string ToString() => $"{Name(Local)}{(RelayTransport is null ? "" : " " + RelayTransport)}-{Name(Remote)}";

    private static string Name(CandidateType type) => type switch
    {
        CandidateType.Host => "host",
        CandidateType.ServerReflexive => "srflx",
        CandidateType.PeerReflexive => "prflx",
        _ => "relay",
    };
}
