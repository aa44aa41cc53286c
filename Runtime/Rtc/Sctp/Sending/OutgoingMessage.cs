namespace P2PNet.Rtc.Sctp
{
    /// <summary>A message on its way out. Its record is reused; its payload goes back when all of it is acknowledged or given up.</summary>
    internal sealed class OutgoingMessage
    {
        /// <summary>The next in the stream's queue, or among the unused records.</summary>
        public OutgoingMessage? Next;

        public OutgoingStream? Stream;

        /// <summary>Null once given back.</summary>
        public PooledBuffer? Payload;

        public Ppid Ppid;
        public Reliability Reliability;

        /// <summary>When its lifetime is over.</summary>
        public Timestamp Deadline;

        /// <summary>Of an ordered one: assigned with its first fragment, for what is given up before must leave no gap.</summary>
        public Ssn Ssn;

        public int Length;

        /// <summary>Bytes of it that have a TSN.</summary>
        public int Sent;

        /// <summary>Chunks of it between the cumulative TSN ack and the newest TSN.</summary>
        public int Outstanding;

        public bool IsAbandoned;

        public bool IsWhollySent => Sent == Length;

        public void Clear()
        {
            Stream = null;
            Payload = null;
            Next = null;
            Ssn = default;
            Sent = 0;
            Outstanding = 0;
            IsAbandoned = false;
        }
    }
}
