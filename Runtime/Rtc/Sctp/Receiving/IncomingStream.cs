namespace P2PNet.Rtc.Sctp
{
    /// <summary>One incoming stream: the SSN whose turn it is, and what came too early, in the order of SSNs.</summary>
    internal sealed class IncomingStream
    {
        public IncomingStream(StreamId id) => Id = id;

        public StreamId Id { get; }

        public Ssn NextSsn;
        public IncomingMessage? First;
        public IncomingMessage? Last;
    }
}
