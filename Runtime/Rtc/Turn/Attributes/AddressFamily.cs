namespace P2PNet.Rtc.Turn
{
    /// <summary>An address family as STUN numbers it (RFC 8489 §14.1). A value that was read need not be a named one: the server answers 440 then.</summary>
    internal enum AddressFamily : byte
    {
        IPv4 = 1,
        IPv6 = 2,
    }
}
