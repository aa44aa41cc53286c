namespace P2PNet.Protocol
{
    /// <summary>Why a player is no longer in the lobby.</summary>
    internal enum LeaveReason
    {
        /// <summary>It said so.</summary>
        Left,

        /// <summary>Its connection ended and it did not come back within the grace time.</summary>
        Lost,
    }
}
