namespace P2PNet.Rtc.Sctp
{
    /// <summary>The states of an association (RFC 9260 §4). A failed, aborted or finished one is <see cref="Closed"/> for good.</summary>
    internal enum SctpState
    {
        /// <summary>Not started, or over.</summary>
        Closed,

        /// <summary>INIT is out; waits for the state cookie.</summary>
        CookieWait,

        /// <summary>COOKIE ECHO is out; waits for COOKIE ACK.</summary>
        CookieEchoed,

        /// <summary>Messages flow.</summary>
        Established,

        /// <summary>We want to end; what was accepted before is still being delivered.</summary>
        ShutdownPending,

        /// <summary>All of ours is acknowledged; SHUTDOWN is out.</summary>
        ShutdownSent,

        /// <summary>The peer wants to end; what we accepted before is still being delivered.</summary>
        ShutdownReceived,

        /// <summary>SHUTDOWN ACK is out; waits for SHUTDOWN COMPLETE.</summary>
        ShutdownAckSent,
    }
}
