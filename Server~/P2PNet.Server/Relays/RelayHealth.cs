namespace P2PNet.Server;

/// <summary>What is known of a relay.</summary>
internal enum RelayHealth
{
    /// <summary>Not asked yet.</summary>
    Unknown,

    Up,

    Down,
}
