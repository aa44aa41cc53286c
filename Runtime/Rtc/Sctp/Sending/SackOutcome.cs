namespace P2PNet.Rtc.Sctp
{
    /// <summary>What one SACK changed.</summary>
    internal struct SackOutcome
    {
        /// <summary>Bytes in flight before it.</summary>
        public int FlightBefore;

        /// <summary>Bytes acknowledged for the first time, with chunk headers.</summary>
        public int NewlyAckedBytes;

        /// <summary>Whether the cumulative TSN moved.</summary>
        public bool CumulativeMoved;

        /// <summary>Whether it reports TSNs above a gap.</summary>
        public bool HasGaps;

        /// <summary>The HTNA of RFC 9260 §7.2.4; the old cumulative TSN where nothing is new.</summary>
        public Tsn HighestNewlyAcked;

        /// <summary>The highest TSN that it reports.</summary>
        public Tsn HighestReported;

        /// <summary>When the highest newly acknowledged chunk that was sent only once had left (Karn's rule); null where there is none.</summary>
        public Timestamp? MeasurableSentAt;
    }
}
