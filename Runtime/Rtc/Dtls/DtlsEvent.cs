namespace P2PNet.Rtc.Dtls
{
    /// <summary>What a <see cref="DtlsEndpoint"/> tells its owner.</summary>
    internal readonly struct DtlsEvent
    {
        public readonly DtlsEventKind Kind;

        /// <summary>Of <see cref="DtlsEventKind.ApplicationData"/>: where the plaintext lies in <see cref="Record"/>, or in the datagram just handled where that is null.</summary>
        public readonly int Offset;

        /// <summary>Of <see cref="DtlsEventKind.ApplicationData"/>: the plaintext's length in bytes.</summary>
        public readonly int Length;

        /// <summary>Of <see cref="DtlsEventKind.Failed"/>: a sentence that a player can be shown.</summary>
        public readonly string? Reason;

        /// <summary>Of <see cref="DtlsEventKind.ApplicationData"/>: the record, where it came before the handshake was done and had to wait.</summary>
        public readonly byte[]? Record;

        private DtlsEvent(DtlsEventKind kind, int offset, int length, string? reason, byte[]? record = null)
        {
            Kind = kind;
            Offset = offset;
            Length = length;
            Reason = reason;
            Record = record;
        }

        public static DtlsEvent Connected() => new DtlsEvent(DtlsEventKind.Connected, 0, 0, null);

        public static DtlsEvent ApplicationData(int offset, int length, byte[]? record = null)
            => new DtlsEvent(DtlsEventKind.ApplicationData, offset, length, null, record);

        public static DtlsEvent Closed() => new DtlsEvent(DtlsEventKind.Closed, 0, 0, null);

        public static DtlsEvent Failed(string reason) => new DtlsEvent(DtlsEventKind.Failed, 0, 0, reason);
    }
}
