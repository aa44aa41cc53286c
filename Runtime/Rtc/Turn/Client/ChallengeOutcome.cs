namespace P2PNet.Rtc.Turn
{
    /// <summary>What a 401 or 438 leads to.</summary>
    internal enum ChallengeOutcome : byte
    {
        /// <summary>The request goes out again with what the server asks for.</summary>
        Retry,

        /// <summary>The server has seen our credentials and does not take them, or we have none.</summary>
        Refused,

        /// <summary>The server's nonce promises more security than the rest of its answer (RFC 8489 §9.2.1).</summary>
        Downgraded,

        /// <summary>Realm or nonce is missing; to be dropped.</summary>
        Malformed,
    }
}
