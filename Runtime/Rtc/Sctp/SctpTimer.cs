namespace P2PNet.Rtc.Sctp
{
    /// <summary>The timers of an association, in RFC 9260's names where it has one.</summary>
    internal enum SctpTimer
    {
        /// <summary>T1-init and T1-cookie: never both.</summary>
        T1,

        /// <summary>T2-shutdown.</summary>
        T2,

        /// <summary>T3-rtx.</summary>
        T3,

        /// <summary>The Re-configuration Timer (RFC 6525 §5.1.1).</summary>
        ReConfig,

        /// <summary>Delayed acknowledgement (RFC 9260 §6.2).</summary>
        Sack,

        /// <summary>RFC 9260 §8.3.</summary>
        Heartbeat,

        /// <summary>Waits before a closed window is probed (RFC 9260 §6.1, rule A).</summary>
        WindowProbe,

        Count,
    }
}
