namespace P2PNet.Rtc.Stun
{
    /// <summary>How a long-term key is derived from the password (RFC 8489 §18.5). A value that was read need not be a named one.</summary>
    internal enum PasswordAlgorithm : ushort
    {
        Md5 = 1,
        Sha256 = 2,
    }
}
