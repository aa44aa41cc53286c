namespace P2PNet.Rtc
{
    /// <summary>SCTP payload protocol identifiers of WebRTC (RFC 8831 §8). SCTP carries them and does not read them.</summary>
    internal enum Ppid : uint
    {
        Dcep = 50,
        String = 51,
        BinaryPartial = 52,
        Binary = 53,
        StringPartial = 54,
        StringEmpty = 56,
        BinaryEmpty = 57,
    }
}
