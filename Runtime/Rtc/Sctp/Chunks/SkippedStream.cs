namespace P2PNet.Rtc.Sctp
{
    /// <summary>One pair of a FORWARD TSN: ordered messages of the stream up to this SSN will not come.</summary>
    internal readonly struct SkippedStream
    {
        public readonly StreamId Stream;
        public readonly Ssn Ssn;

        public SkippedStream(StreamId stream, Ssn ssn)
        {
            Stream = stream;
            Ssn = ssn;
        }
    }
}
