namespace P2PNet.Rtc.Sctp
{
    /// <summary>Parameter types (RFC 9260 §3.3.2 and extensions). The two high bits say what to do with an unknown one.</summary>
    internal enum ParameterType : ushort
    {
        HeartbeatInformation = 1,
        IPv4Address = 5,
        IPv6Address = 6,
        StateCookie = 7,
        UnrecognizedParameter = 8,
        CookiePreservative = 9,
        HostName = 11,
        SupportedAddressTypes = 12,

        /// <summary>RFC 6525 §4.1.</summary>
        OutgoingSsnResetRequest = 13,

        /// <summary>RFC 6525 §4.2.</summary>
        IncomingSsnResetRequest = 14,

        /// <summary>RFC 6525 §4.3.</summary>
        SsnTsnResetRequest = 15,

        /// <summary>RFC 6525 §4.4.</summary>
        ReconfigurationResponse = 16,

        /// <summary>RFC 6525 §4.5.</summary>
        AddOutgoingStreamsRequest = 17,

        /// <summary>RFC 6525 §4.6.</summary>
        AddIncomingStreamsRequest = 18,

        EcnCapable = 0x8000,

        /// <summary>RFC 9653 §4.</summary>
        ZeroChecksumAcceptable = 0x8001,

        /// <summary>RFC 5061 §4.2.7.</summary>
        SupportedExtensions = 0x8008,

        /// <summary>RFC 3758 §3.1.</summary>
        ForwardTsnSupported = 0xC000,

        /// <summary>RFC 5061 §4.2.6.</summary>
        AdaptationLayerIndication = 0xC006,
    }
}
