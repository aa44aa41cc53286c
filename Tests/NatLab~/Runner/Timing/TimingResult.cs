using System.Collections.Generic;
using System.Linq;

namespace P2PNet.NatLab;

/// <summary>What was timed in one case.</summary>
internal sealed record TimingResult(TimingCase Case, double RoundTrip)
{
    /// <summary>Milliseconds from the joiner's call to the first message that it got, in the order of the joins.</summary>
    public List<double> Joiner { get; } = [];

    /// <summary>Milliseconds from the joiner's call to the first message that the creator got.</summary>
    public List<double> Creator { get; } = [];

    /// <summary>Why a join failed; null where none did.</summary>
    public string? Problem { get; init; }

    /// <summary>
    /// Whether the fastest join is judged and not the median: what else the machine does only ever adds to the time, so on a busy one the fastest comes
    /// nearest to what the round trips alone take.
    /// </summary>
    public bool ByFastest { get; init; }

    /// <summary>The median; half of the joins were faster.</summary>
    public double Median => Middle(Joiner);

    /// <inheritdoc cref="Median"/>
    public double CreatorMedian => Middle(Creator);

    public double RoundTrips => (ByFastest && Joiner.Count > 0 ? Joiner.Min() : Median) / RoundTrip;

    public bool IsGood => Problem is null && Joiner.Count > 0 && RoundTrips <= Case.Limit;

    private static double Middle(List<double> values) => values.Count == 0 ? double.NaN : values.Order().ElementAt(values.Count / 2);
}
