namespace P2PNet
{
    /// <summary>What the links that a join waits for add up to.</summary>
    internal enum JoinVerdict : byte
    {
        /// <summary>At least one is not decided.</summary>
        Waits,

        /// <summary>All are decided but those whose peers said goodbye, of whom the server has to say that they left.</summary>
        WaitsForFarewell,

        /// <summary>The session can be used.</summary>
        Succeeded,

        /// <summary>It cannot be as the caller asked.</summary>
        Failed,
    }
}
