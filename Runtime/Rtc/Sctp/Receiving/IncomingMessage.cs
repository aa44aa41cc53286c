namespace P2PNet.Rtc.Sctp
{
    /// <summary>A whole ordered message that came before its turn. Records are reused.</summary>
    internal sealed class IncomingMessage
    {
        public IncomingMessage? Next;
        public PooledBuffer? Payload;
        public Ssn Ssn;
        public Ppid Ppid;
    }
}
