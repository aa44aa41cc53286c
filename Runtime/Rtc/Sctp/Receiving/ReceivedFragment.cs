namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// A DATA chunk that waits for the rest of its message. Neighbours of one message form a run; the first of a run knows its last and
    /// the last its first, so joining costs the same however long they are.
    /// </summary>
    internal struct ReceivedFragment
    {
        /// <summary>Null where the place is empty.</summary>
        public PooledBuffer? Payload;
        public Tsn Tsn;
        public StreamId Stream;
        public Ssn Ssn;
        public Ppid Ppid;
        public byte Flags;

        /// <summary>Of the first of a run: its last. Of the last: its first.</summary>
        public Tsn OtherEnd;

        /// <summary>Of both ends of a run: its bytes.</summary>
        public int RunBytes;

        public bool IsBegin => (Flags & DataChunk.BeginFlag) != 0;

        public bool IsEnd => (Flags & DataChunk.EndFlag) != 0;

        public bool IsUnordered => (Flags & DataChunk.UnorderedFlag) != 0;

        /// <summary>Whether both are parts of one message, if they are neighbours.</summary>
        public bool SameMessage(in ReceivedFragment other) =>
            Stream == other.Stream && IsUnordered == other.IsUnordered && (IsUnordered || Ssn == other.Ssn);
    }
}
