namespace P2PNet.Rtc.Stun
{
    /// <summary>Error codes that are sent or acted on (RFC 8489 §14.8, RFC 8445 §16.2, RFC 8656 §19).</summary>
    internal enum StunErrorCode
    {
        TryAlternate = 300,
        BadRequest = 400,
        Unauthenticated = 401,
        Forbidden = 403,
        UnknownAttribute = 420,
        AllocationMismatch = 437,
        StaleNonce = 438,
        AddressFamilyNotSupported = 440,
        WrongCredentials = 441,
        UnsupportedTransport = 442,
        PeerAddressFamilyMismatch = 443,
        AllocationQuotaReached = 486,
        RoleConflict = 487,
        ServerError = 500,
        InsufficientCapacity = 508,
    }
}
