namespace P2PNet.Rtc.Dtls
{
    /// <summary>What a <see cref="DtlsEndpoint"/> tells its owner.</summary>
    internal readonly struct DtlsEvent
    {
        public readonly DtlsEventKind Kind;

        /// <summary>Of <see cref="DtlsEventKind.ApplicationData"/>: where the plaintext lies in the datagram just handled.</summary>
        public readonly int Offset;

        /// <summary>Of <see cref="DtlsEventKind.ApplicationData"/>: the plaintext's length in bytes.</summary>
        public readonly int Length;

        /// <summary>Of <see cref="DtlsEventKind.Failed"/>: a sentence that a player can be shown.</summary>
        public readonly string? Reason;

        private DtlsEvent(DtlsEventKind kind, int offset, int length, string? reason)
        {
            Kind = kind;
            Offset = offset;
            Length = length;
            Reason = reason;
        }

        public static DtlsEvent Connected() => new DtlsEvent(DtlsEventKind.Connected, 0, 0, null);

        public static DtlsEvent ApplicationData(int offset, int length) => new DtlsEvent(DtlsEventKind.ApplicationData, offset, length, null);

        public static DtlsEvent Closed() => new DtlsEvent(DtlsEventKind.Closed, 0, 0, null);

        public static DtlsEvent Failed(string reason) => new DtlsEvent(DtlsEventKind.Failed, 0, 0, reason);
    }
}
