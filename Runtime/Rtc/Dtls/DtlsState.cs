namespace P2PNet.Rtc.Dtls
{
    /// <summary>Where a <see cref="DtlsEndpoint"/> stands.</summary>
    internal enum DtlsState
    {
        /// <summary>Not started.</summary>
        New,

        /// <summary>Shaking hands, or waiting for the fingerprint that the peer's certificate has to match.</summary>
        Handshaking,

        /// <summary>The peer is who signaling said; application data flows.</summary>
        Connected,

        /// <summary>Ended by an error. Final.</summary>
        Failed,

        /// <summary>Ended by either side's close_notify. Final.</summary>
        Closed,
    }
}
