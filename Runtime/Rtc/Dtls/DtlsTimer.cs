namespace P2PNet.Rtc.Dtls
{
    /// <summary>The timers of a <see cref="DtlsEndpoint"/>.</summary>
    internal enum DtlsTimer
    {
        /// <summary>Our flight was not answered: it leaves again.</summary>
        Retransmission,

        /// <summary>The handshake took too long.</summary>
        Deadline,

        /// <summary>How many there are.</summary>
        Count,
    }
}
