namespace P2PNet.Rtc.Sdp
{
    /// <summary>Who opens the DTLS handshake, as <c>a=setup</c> says (RFC 8842 §5.2).</summary>
    internal enum SdpSetup : byte
    {
        /// <summary>Offers either role; never in an answer.</summary>
        ActPass,

        /// <summary>Will be the DTLS client.</summary>
        Active,

        /// <summary>Will be the DTLS server.</summary>
        Passive,
    }
}
