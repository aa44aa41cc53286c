namespace P2PNet.Rtc.Ice
{
    /// <summary>What is known about a pair (RFC 8445 §6.1.2.6).</summary>
    internal enum CandidatePairState : byte
    {
        /// <summary>Waits for a pair of the same foundation to show whether it is worth a check.</summary>
        Frozen,

        /// <summary>To be checked.</summary>
        Waiting,

        /// <summary>A check is on its way.</summary>
        InProgress,

        /// <summary>A check was answered: the pair is valid.</summary>
        Succeeded,

        /// <summary>The check was not answered, or refused.</summary>
        Failed,
    }
}
