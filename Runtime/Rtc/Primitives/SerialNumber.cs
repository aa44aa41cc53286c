namespace P2PNet.Rtc
{
    /// <summary>Serial number arithmetic (RFC 1982), which TSNs, SSNs and request numbers use: a number is "after" another if it is less than half the circle ahead.</summary>
    internal static class SerialNumber
    {
        public static bool IsAfter(uint a, uint b) => (int)(a - b) > 0;

        public static bool IsAfter(ushort a, ushort b) => (short)(ushort)(a - b) > 0;
    }
}
