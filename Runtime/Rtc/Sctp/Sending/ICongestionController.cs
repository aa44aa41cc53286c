namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// How many bytes may be in flight. Bytes count chunk headers and padding (RFC 9260 §7.2). A controller has no clock: the time of
    /// an acknowledgement comes with it, so that one that measures bandwidth can take the place of one that counts losses.
    /// </summary>
    internal interface ICongestionController
    {
        /// <summary>Bytes that may be in flight. A packet may start while the flight is smaller, and overshoot it.</summary>
        int Window { get; }

        /// <summary>Bytes left for the first time or again; the flight counts them already.</summary>
        void OnSent(Timestamp now, int bytes, int flightSize);

        /// <summary>A SACK acknowledged bytes for the first time.</summary>
        /// <param name="now">When it came.</param>
        /// <param name="ackedBytes">Bytes that are new.</param>
        /// <param name="flightBefore">Bytes that were in flight before it.</param>
        /// <param name="inRecovery">Whether an earlier loss is still being repaired.</param>
        void OnAcked(Timestamp now, int ackedBytes, int flightBefore, bool inRecovery);

        /// <summary>Gap reports showed a loss, the first since the last recovery.</summary>
        void OnLoss(Timestamp now);

        /// <summary>T3-rtx expired.</summary>
        void OnTimeout(Timestamp now);
    }
}
