namespace P2PNet.Server.Turn.Io;

/// <summary>What befell the sockets. Their thread counts; reading is at most a little late.</summary>
internal sealed class IoCounters
{
    /// <summary>Datagrams that the system did not take: its buffers were full, or the destination can't be reached.</summary>
    public long SendErrors { get; set; }

    /// <summary>Errors while receiving; on some systems an unreachable destination of before shows here.</summary>
    public long ReceiveErrors { get; set; }

    /// <summary>Mistakes of the server that its thread survived.</summary>
    public long Faults { get; set; }
}
