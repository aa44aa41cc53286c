namespace P2PNet.Rtc.Dtls
{
    /// <summary>What a <see cref="DtlsEvent"/> tells.</summary>
    internal enum DtlsEventKind
    {
        /// <summary>The handshake is complete and the peer's certificate matches its fingerprint.</summary>
        Connected,

        /// <summary>A record was opened in the datagram just handled.</summary>
        ApplicationData,

        /// <summary>The peer closed the association in order.</summary>
        Closed,

        /// <summary>The association ended by an error.</summary>
        Failed,
    }
}
