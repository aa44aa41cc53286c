namespace P2PNet.Rtc.Ice
{
    /// <summary>Which side nominates (RFC 8445 §6.1.1): normally the one that offers controls.</summary>
    internal enum IceRole : byte
    {
        Controlling,
        Controlled,
    }
}
