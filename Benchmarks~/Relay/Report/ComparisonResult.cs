using System.Collections.Generic;
using System.Linq;

namespace P2PNet.RelayBenchmark;

/// <summary>All rounds with one load.</summary>
/// <param name="Load">The load.</param>
/// <param name="Ours">Rounds of our server; none where it was not measured.</param>
/// <param name="Theirs">Rounds of coturn, each next to that of ours.</param>
internal sealed record ComparisonResult(LoadShape Load, IReadOnlyList<RoundResult> Ours, IReadOnlyList<RoundResult> Theirs)
{
    /// <summary>How many times as many packets a CPU second ours relays: the median of the rounds' ratios. Null where only one was measured.</summary>
    public double? Ratio => Ours.Count == 0 || Theirs.Count == 0 ? null : RoundResult.Median(Ours.Zip(Theirs, (a, b) => a.PacketsPerCpuSecond / b.PacketsPerCpuSecond));
}
