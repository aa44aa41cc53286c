namespace P2PNet.Demo;

/// <summary>What one player measured on the link to one other.</summary>
internal sealed class LinkReport
{
    public string Peer { get; set; } = "";

    /// <summary>Kinds of the two ends of the path: host, srflx, prflx or relay.</summary>
    public string Path { get; set; } = "";

    public bool IsDirect { get; set; }

    /// <summary>Milliseconds from the join call to the first message of this peer; null where the other side joined.</summary>
    public double? ConnectMilliseconds { get; set; }

    public double? RttP50 { get; set; }

    public double? RttP99 { get; set; }

    public Tally Moves { get; set; } = new();

    public Tally Chats { get; set; } = new();

    public Tally Pings { get; set; } = new();

    /// <summary>Chats that came before or after their turn.</summary>
    public int OutOfOrder { get; set; }

    /// <summary>Whether the peer's last message came, which says what should have arrived.</summary>
    public bool IsComplete { get; set; }

    public long BytesSent { get; set; }

    public long BytesReceived { get; set; }

    /// <summary>Why the link ended before its time; null where it did not.</summary>
    public string? Failure { get; set; }

    /// <summary>Whether it was as it should be.</summary>
    public bool IsGood => IsDirect && IsComplete && OutOfOrder == 0 && Chats.Lost == 0 && Failure is null;
}
