using System.Collections.Generic;

namespace P2PNet.Demo;

/// <summary>One line that a player's process writes to its standard output.</summary>
internal sealed class PlayerLine
{
    public const string Ready = "ready";
    public const string Created = "created";
    public const string Joined = "joined";
    public const string Linked = "linked";
    public const string Progress = "progress";
    public const string Report = "report";
    public const string Failed = "failed";

    /// <summary>One of the constants.</summary>
    public string Event { get; set; } = "";

    /// <summary>The lobby's code, in <see cref="Created"/>.</summary>
    public string? Code { get; set; }

    /// <summary>Why, in <see cref="Failed"/>.</summary>
    public string? Message { get; set; }

    /// <summary>Messages handled so far, in <see cref="Progress"/>.</summary>
    public long Received { get; set; }

    /// <summary>The newest round-trip time in milliseconds, in <see cref="Progress"/>.</summary>
    public double? Rtt { get; set; }

    public List<LinkReport>? Links { get; set; }
}
