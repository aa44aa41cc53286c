namespace P2PNet.NatLab;

/// <summary>What a player has counted of one link's steady traffic.</summary>
internal sealed record Traffic
{
    public int ReliableSent { get; set; }

    public int UnreliableSent { get; set; }

    /// <summary>Sends that were refused because the link did not stand, or too much waited.</summary>
    public int Refused { get; set; }

    /// <summary>Reliable messages that arrived, each counted once.</summary>
    public int ReliableReceived { get; set; }

    /// <summary>Reliable messages that others overtook: they never come, or out of order.</summary>
    public int ReliableSkipped { get; set; }

    /// <summary>Messages of either kind that arrived more than once.</summary>
    public int Doubled { get; set; }

    public int UnreliableReceived { get; set; }

    /// <summary>Longest time without any message since the count before, in milliseconds.</summary>
    public double LongestSilence { get; set; }
}
