namespace P2PNet.Rtc.Sctp
{
    internal enum ChunkState : byte
    {
        /// <summary>Sent; nothing is known of it.</summary>
        InFlight,

        /// <summary>Considered lost; waits to be sent again.</summary>
        Lost,

        /// <summary>Reported by a gap ack block, which the peer may still take back.</summary>
        GapAcked,

        /// <summary>Given up by its reliability; a FORWARD TSN passes over it.</summary>
        Abandoned,
    }

    /// <summary>A DATA chunk that has a TSN above the cumulative TSN ack. The TSN is its place in the ring.</summary>
    internal struct OutstandingChunk
    {
        public OutgoingMessage Message;
        public Timestamp SentAt;
        public int Offset;
        public ushort Length;
        public ushort Transmissions;
        public ChunkState State;
        public byte MissingReports;

        /// <summary>RFC 9260 §7.2.4, 5): once only.</summary>
        public bool WasFastRetransmitted;

        /// <summary>B, E and U.</summary>
        public byte Flags;

        /// <summary>What it counts in the flight: with header and padding (RFC 9260 §7.2).</summary>
        public int WireLength => DataChunk.HeaderLength + ((Length + 3) & ~3);
    }
}
