using System.Collections.Generic;

namespace P2PNet.NatLab;

/// <summary>Two networks whose players' first message is timed, by a way that is known beforehand.</summary>
/// <param name="Pair">The networks.</param>
/// <param name="RelayOnly">Whether the players hide their addresses.</param>
internal sealed record TimingCase(Pair Pair, bool RelayOnly = false)
{
    /// <summary>Round trips between the sites from the joiner's call to its first message, at most.</summary>
    private const int DirectLimit = 6;

    /// <inheritdoc cref="DirectLimit"/>
    private const int RelayedLimit = 8;

    public static readonly IReadOnlyList<TimingCase> All =
    [
        Of("none", "none"),
        Of("port-restricted", "port-restricted"),
        Of("symmetric", "full-cone"),
        Of("cgnat", "cgnat"),
        Of("full-cone", "full-cone", relayOnly: true),
        Of("symmetric", "symmetric"),
        Of("port-restricted", "udp-blocked"),
        Of("udp-blocked", "port-restricted"),
        Of("udp-blocked", "udp-blocked"),
        Of("port-restricted", "tcp443-only"),
        Of("tcp443-only", "port-restricted"),
        Of("tcp443-only", "tcp443-only"),
    ];

    public bool IsDirect => Pair.IsDirect && !RelayOnly;

    public int Limit => IsDirect ? DirectLimit : RelayedLimit;

    /// <summary>What the players' ends use.</summary>
    public string Way => IsDirect ? "direct" : "relay " + (Pair.Creator.Relay == Pair.Joiner.Relay ? $"{Pair.Creator.Relay}" : $"{Pair.Creator.Relay}/{Pair.Joiner.Relay}").ToLowerInvariant();

    public override string ToString() => Pair + (RelayOnly ? ", relay only" : "");

    private static TimingCase Of(string creator, string joiner, bool relayOnly = false) => new(new Pair(NatType.Parse(creator), NatType.Parse(joiner)), relayOnly);
}
