using System;

namespace P2PNet.NatLab;

/// <summary>What a change did to a match.</summary>
/// <param name="Pair">The networks.</param>
/// <param name="Change">What happened.</param>
/// <param name="Site">Whose network it happened to.</param>
internal sealed record ChangeResult(Pair Pair, Change Change, string Site)
{
    /// <summary>The longest silence that players may notice, in milliseconds.</summary>
    public const int SilenceLimit = 2000;

    /// <summary>Longest time without any message, at the creator and at the joiner, in milliseconds; where a cable was out, from when it was back.</summary>
    public double[] Silence { get; init; } = [double.NaN, double.NaN];

    /// <summary>Reliable messages that never came, or out of order, both ways.</summary>
    public int Lost { get; init; }

    /// <summary>Messages that came twice, both ways.</summary>
    public int Doubled { get; init; }

    /// <summary>Unreliable messages that did not come, both ways.</summary>
    public int UnreliableLost { get; init; }

    /// <summary>The path afterwards, as the creator sees it.</summary>
    public PathEnd? Path { get; init; }

    /// <summary>What went wrong, in a sentence, beside the figures.</summary>
    public string? Problem { get; init; }

    public double LongestSilence => Math.Max(Silence[0], Silence[1]);

    public bool IsGood => Problem is null && Lost == 0 && Doubled == 0 && LongestSilence < SilenceLimit;

    public override string ToString() => $"{Pair}, {Change.Name} at {Site}";
}
