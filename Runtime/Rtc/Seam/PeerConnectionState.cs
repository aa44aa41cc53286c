namespace P2PNet.Rtc
{
    /// <summary>Life of a link, in W3C's words as far as they reach.</summary>
    public enum PeerConnectionState
    {
        /// <summary>Nothing was exchanged yet.</summary>
        New,

        /// <summary>ICE, DTLS or SCTP is being set up.</summary>
        Connecting,

        /// <summary>Data channels work.</summary>
        Connected,

        /// <summary>It stood, and nothing was heard for a while (default 1 s); it may come back by itself.</summary>
        Disconnected,

        /// <summary>It is lost, or never came to be; the failure says why. Final.</summary>
        Failed,

        /// <summary>Closed by one of the two sides. Final.</summary>
        Closed,
    }
}
