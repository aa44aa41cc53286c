namespace P2PNet.Rtc.Dtls
{
    /// <summary>Version numbers on the wire: the ones' complement of the dotted version, so a later version is a smaller number (RFC 6347 §4.1).</summary>
    internal static class ProtocolVersion
    {
        public const ushort Dtls10 = 0xFEFF;
        public const ushort Dtls12 = 0xFEFD;

        /// <summary>Whether a ClientHello with this version offers DTLS 1.2: 1.3 says 1.2 here too (RFC 9147 §5.3).</summary>
        public static bool Offers12(ushort version) => version >> 8 == 0xFE && version <= Dtls12;
    }
}
