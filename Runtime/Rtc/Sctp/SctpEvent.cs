namespace P2PNet.Rtc.Sctp
{
    /// <summary>What happened in an association. Whoever polls a <see cref="SctpEventKind.MessageReceived"/> owns its payload.</summary>
    internal readonly struct SctpEvent
    {
        private SctpEvent(SctpEventKind kind, StreamId stream, Ppid ppid, PooledBuffer? payload, string? reason, bool isEndedByUser = false)
        {
            Kind = kind;
            Stream = stream;
            Ppid = ppid;
            Payload = payload;
            Reason = reason;
            IsEndedByUser = isEndedByUser;
        }

        public SctpEventKind Kind { get; }

        public StreamId Stream { get; }

        /// <summary>Of a message, as the peer sent it: any 32 bits.</summary>
        public Ppid Ppid { get; }

        /// <summary>The message; set exactly for <see cref="SctpEventKind.MessageReceived"/>. The poller disposes it.</summary>
        public PooledBuffer? Payload { get; }

        /// <summary>Set exactly for <see cref="SctpEventKind.Failed"/>: a sentence that a player can be shown.</summary>
        public string? Reason { get; }

        /// <summary>Of a failure: whether the peer's application ended it on purpose (RFC 9260 §3.3.10.12), as a browser's close() does.</summary>
        public bool IsEndedByUser { get; }

        public static SctpEvent Of(SctpEventKind kind) => new SctpEvent(kind, default, default, null, null);

        public static SctpEvent Of(SctpEventKind kind, StreamId stream) => new SctpEvent(kind, stream, default, null, null);

        public static SctpEvent Message(StreamId stream, Ppid ppid, PooledBuffer payload) =>
            new SctpEvent(SctpEventKind.MessageReceived, stream, ppid, payload, null);

        public static SctpEvent Failure(string reason, bool isEndedByUser = false) =>
            new SctpEvent(SctpEventKind.Failed, default, default, null, reason, isEndedByUser);
    }
}
