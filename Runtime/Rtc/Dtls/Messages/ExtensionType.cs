namespace P2PNet.Rtc.Dtls
{
    /// <summary>The hello extensions that we know. All others are skipped, in any order.</summary>
    internal enum ExtensionType : ushort
    {
        SupportedGroups = 10,
        EcPointFormats = 11,
        SignatureAlgorithms = 13,
        ExtendedMasterSecret = 23,
        RenegotiationInfo = 0xFF01,
    }
}
