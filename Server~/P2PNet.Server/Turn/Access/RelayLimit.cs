namespace P2PNet.Server.Turn;

/// <summary>Why no more relayed addresses are opened.</summary>
internal enum RelayLimit
{
    /// <summary><see cref="TurnServerOptions.MaxAllocationsOfUser"/>.</summary>
    User,

    /// <summary><see cref="TurnServerOptions.MaxAllocationsOfNetwork"/>.</summary>
    Network,

    /// <summary><see cref="TurnServerOptions.MaxAllocations"/>.</summary>
    All,

    /// <summary>The ports from <see cref="TurnServerOptions.FirstPort"/> to <see cref="TurnServerOptions.LastPort"/>.</summary>
    Ports,
}
