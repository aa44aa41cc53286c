using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet.NatLab;

/// <summary>What became of a meeting.</summary>
internal record Outcome
{
    /// <summary>The path as the creator of the lobby sees it; null where none came about.</summary>
    public PathEnd? Creator { get; init; }

    /// <summary>The path as the joiner sees it; null where none came about.</summary>
    public PathEnd? Joiner { get; init; }

    /// <summary>Milliseconds from the joiner's call to the first message that it got.</summary>
    public double FirstMessage { get; init; }

    /// <summary>What is wrong, in a sentence; null where all is as it must be.</summary>
    public string? Problem { get; init; }

    public bool IsConnected => Creator != null && Joiner != null;

    public bool IsDirect => IsConnected && !Creator!.IsRelayed && !Joiner!.IsRelayed;

    /// <summary>A word or two for a table's cell.</summary>
    public string Word
    {
        get
        {
            if (!IsConnected) return "no path";
            if (IsDirect) return "direct";
            List<string> relays = [];
            foreach (PathEnd end in new[] { Creator!, Joiner! })
                if (end.Local == CandidateType.Relayed && !relays.Contains(end.RelayTransport ?? "?")) relays.Add(end.RelayTransport ?? "?");
            return "relay " + string.Join('+', relays);
        }
    }

    /// <summary>Figures and what is wrong, for a line of progress.</summary>
    public string Details => (IsConnected ? $"{FirstMessage,5:0} ms  {Creator} | {Joiner}" : "") + (Problem is null ? "" : "  FAILED: " + Problem);
}
