using P2PNet.Rtc;

namespace P2PNet.NatLab;

/// <summary>One line on a player's standard output: what happened to it.</summary>
internal sealed record PlayerEvent
{
    /// <summary>The process is up and the client's code is translated.</summary>
    public const string Ready = "ready";

    /// <summary>In a lobby, the links to those who were there included.</summary>
    public const string Entered = "entered";

    /// <summary>The first message of a peer arrived.</summary>
    public const string Greeted = "greeted";

    /// <summary>The path to the peer is another than before.</summary>
    public const string Path = "path";

    /// <summary>The peer's state is another than before.</summary>
    public const string Peer = "peer";

    /// <summary>The session's state is another than before.</summary>
    public const string Session = "session";

    /// <summary>The answer to <see cref="Order.Count"/>.</summary>
    public const string Counted = "counted";

    /// <summary>The lobby is left.</summary>
    public const string Left = "left";

    /// <summary>The order could not be carried out.</summary>
    public const string Failed = "failed";

    /// <summary>One of the constants.</summary>
    public required string Event { get; init; }

    /// <summary>When, in nanoseconds of the machine's monotonic clock, which all hosts of a laboratory share.</summary>
    public long At { get; init; }

    /// <summary>When the order that led to it was begun, on the same clock.</summary>
    public long Since { get; init; }

    /// <summary>The lobby's code.</summary>
    public string? Code { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>Where the peer or the session stands.</summary>
    public string? State { get; init; }

    /// <summary>Milliseconds since the last message of the peer, in <see cref="Peer"/>.</summary>
    public double Silence { get; init; }

    /// <summary>Kind of this player's end of the path.</summary>
    public CandidateType Local { get; init; }

    /// <summary>Kind of the peer's end of the path.</summary>
    public CandidateType Remote { get; init; }

    /// <summary>The peer's address and port as the player sees it.</summary>
    public string? RemoteAddress { get; init; }

    /// <summary>What this player's relay is reached by, <c>udp</c>, <c>tcp</c> or <c>tls</c>; null where its end is not relayed.</summary>
    public string? RelayTransport { get; init; }

    /// <summary>What was counted.</summary>
    public Traffic? Traffic { get; init; }

    /// <summary>Milliseconds from the order to this.</summary>
    public double Milliseconds => (At - Since) / 1e6;
}
