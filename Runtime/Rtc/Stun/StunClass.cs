namespace P2PNet.Rtc.Stun
{
    /// <summary>The class of a STUN message: the two bits C1 and C0 of its type (RFC 8489 §5).</summary>
    internal enum StunClass : byte
    {
        Request = 0,
        Indication = 1,
        SuccessResponse = 2,
        ErrorResponse = 3,
    }
}
