namespace P2PNet.Rtc.Stun
{
    /// <summary>STUN methods (RFC 8489 §18.2) with those of TURN (RFC 8656 §17, RFC 6062 §6.1); 12 bits.</summary>
    internal enum StunMethod : ushort
    {
        Binding = 0x001,
        Allocate = 0x003,
        Refresh = 0x004,
        Send = 0x006,
        Data = 0x007,
        CreatePermission = 0x008,
        ChannelBind = 0x009,
        Connect = 0x00A,
        ConnectionBind = 0x00B,
        ConnectionAttempt = 0x00C,
    }
}
