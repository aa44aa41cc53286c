namespace P2PNet.NatLab;

/// <summary>Two players who are to meet, and by what way.</summary>
/// <param name="CreatorUrl">Where the one who creates the lobby reaches the server.</param>
/// <param name="JoinerUrl">Where the one who joins it does.</param>
/// <param name="IsDirect">Whether they can do without a relay.</param>
internal sealed record Meeting(string CreatorUrl, string JoinerUrl, bool IsDirect)
{
    /// <summary>The first transport that reaches a relay from where the creator is.</summary>
    public RelayTransport CreatorRelay { get; init; }

    /// <summary>The first transport that reaches a relay from where the joiner is.</summary>
    public RelayTransport JoinerRelay { get; init; }

    /// <summary>Whether both hide their addresses.</summary>
    public bool RelayOnly { get; init; }

    /// <summary>Silence after which a link is lost, in milliseconds; 0 for the default.</summary>
    public int LostAfter { get; init; }
}
