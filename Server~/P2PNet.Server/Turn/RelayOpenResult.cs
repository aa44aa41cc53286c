namespace P2PNet.Server.Turn;

/// <summary>What became of <see cref="ITurnTransport.TryOpenRelay"/>.</summary>
internal enum RelayOpenResult
{
    Opened,

    /// <summary>Another socket of the machine has the port: another port may do.</summary>
    PortTaken,

    /// <summary>No port would do: no more files, no such address.</summary>
    Failed,
}
