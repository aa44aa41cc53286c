namespace P2PNet.NatLab;

/// <summary>One line on a player's standard input: what it is to do.</summary>
internal sealed record Order
{
    public const string Create = "create";
    public const string Join = "join";
    public const string Play = "play";
    public const string Pause = "pause";
    public const string Count = "count";
    public const string Leave = "leave";

    /// <summary>One of the constants.</summary>
    public required string Do { get; init; }

    /// <summary>The lobby server, in <see cref="Create"/> and <see cref="Join"/>.</summary>
    public string? Url { get; init; }

    /// <summary>The lobby's code, in <see cref="Join"/>.</summary>
    public string? Code { get; init; }

    /// <summary>Whether the player hides its address, in <see cref="Create"/> and <see cref="Join"/>.</summary>
    public bool RelayOnly { get; init; }

    /// <summary>Silence after which a link is lost, in milliseconds, in <see cref="Create"/> and <see cref="Join"/>; 0 for the default.</summary>
    public int LostAfter { get; init; }

    /// <summary>Messages of each kind to each peer in a second, in <see cref="Play"/>.</summary>
    public int PerSecond { get; init; }
}
