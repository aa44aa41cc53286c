namespace P2PNet.Server.Turn;

/// <summary>What came to a <see cref="TurnServer"/>, and why what was dropped was. Its thread counts; reading is at most a little late.</summary>
internal sealed class TurnCounters
{
    /// <summary>Datagrams relayed from clients to peers.</summary>
    public long ToPeers { get; set; }

    /// <summary>Their bytes, without headers.</summary>
    public long BytesToPeers { get; set; }

    /// <summary>Datagrams relayed from peers to clients.</summary>
    public long ToClients { get; set; }

    /// <summary>Their bytes, without headers.</summary>
    public long BytesToClients { get; set; }
}
