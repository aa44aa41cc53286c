namespace P2PNet.Rtc.Sctp
{
    /// <summary>Where a stream stands in being reset (RFC 6525 §5.1.2).</summary>
    internal enum ResetPhase
    {
        None,

        /// <summary>Waits until all that was accepted before is delivered.</summary>
        Draining,

        /// <summary>The request is out.</summary>
        Requested,
    }

    /// <summary>One outgoing stream: its queue of messages and its counts.</summary>
    internal sealed class OutgoingStream
    {
        public OutgoingStream(StreamId id) => Id = id;

        public StreamId Id { get; }

        /// <summary>The SSN of the next ordered message.</summary>
        public Ssn NextSsn;

        public OutgoingMessage? First;
        public OutgoingMessage? Last;

        /// <summary>The next stream with something to send.</summary>
        public OutgoingStream? NextActive;
        public bool IsActive;

        /// <summary>Payload bytes without a TSN.</summary>
        public long QueuedBytes;

        /// <summary>Payload bytes of messages that are not yet done with, queued or outstanding.</summary>
        public long HeldBytes;
        public int HeldMessages;

        /// <summary>Whether a Send was refused since the last BufferedAmountLow.</summary>
        public bool IsBlocked;
        public ResetPhase Reset;
    }
}
