using System;
using System.Linq;

namespace P2PNet.NatLab;

/// <summary>What the players were told when one's line was cut for good; of each two figures the first is the creator's.</summary>
/// <param name="Pair">The networks.</param>
/// <param name="Site">Whose line was cut.</param>
/// <param name="LostAfter">The silence after which a link is lost, as configured, in milliseconds.</param>
internal sealed record SeparationResult(Pair Pair, string Site, int LostAfter)
{
    /// <summary>Milliseconds of silence after which a peer has to be suspect.</summary>
    public const int SuspectLimit = 1500;

    /// <summary>Milliseconds by which the end may come late: timers, threads and the last packets under way.</summary>
    private const int Tolerance = 500;

    /// <summary>Milliseconds from the last message to the state Suspect.</summary>
    public double[] Suspect { get; init; } = [double.NaN, double.NaN];

    /// <summary>Milliseconds from the last message to the state Disconnected.</summary>
    public double[] Lost { get; init; } = [double.NaN, double.NaN];

    public string?[] Reasons { get; init; } = [];

    public string? Problem { get; init; }

    public bool IsGood => Problem is null && Suspect.All(s => s < SuspectLimit) && Lost.All(l => Math.Abs(l - LostAfter) < Tolerance)
        && Reasons.All(r => !string.IsNullOrEmpty(r));
}
