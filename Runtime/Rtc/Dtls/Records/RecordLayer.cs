using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// Both directions of the record layer. There are two epochs and never more, because we do not renegotiate: 0 is plain, 1 is protected.
    /// </summary>
    internal sealed class RecordLayer : IDisposable
    {
        /// <summary>The epoch of the handshake up to ChangeCipherSpec.</summary>
        public const ushort PlainEpoch = 0;

        /// <summary>The epoch of Finished, application data and believable alerts.</summary>
        public const ushort ProtectedEpoch = 1;

        /// <summary>Sequence numbers have 48 bits and must not wrap (RFC 6347 §4.1). The last few are kept for the alert that says so.</summary>
        internal const ulong LastApplicationSequence = (1UL << 48) - 17;

        private readonly ulong[] _writeSequences = new ulong[2];
        private ReplayWindow _replay;
        private RecordProtection? _write;
        private RecordProtection? _read;

        /// <summary>Whether protected records can be read and written.</summary>
        public bool IsProtected => _read != null;

        /// <summary>The epoch that alerts go out in: protected as soon as our ChangeCipherSpec has said so to the peer.</summary>
        public ushort WriteEpoch { get; private set; }

        /// <summary>Whether application data must not be sent any more.</summary>
        public bool IsExhausted => _writeSequences[ProtectedEpoch] > LastApplicationSequence;

        /// <summary>Bytes that <see cref="Seal"/> needs in front of the content.</summary>
        public static int Headroom(ushort epoch) => epoch == PlainEpoch ? RecordHeader.Size : RecordHeader.Size + RecordProtection.ExplicitNonceLength;

        /// <summary>Bytes that <see cref="Seal"/> needs behind the content.</summary>
        public static int Tailroom(ushort epoch) => epoch == PlainEpoch ? 0 : RecordProtection.TagLength;

        /// <summary>Takes the keys of epoch 1 over.</summary>
        public void Protect(RecordProtection read, RecordProtection write)
        {
            _read = read;
            _write = write;
        }

        /// <summary>Our ChangeCipherSpec leaves.</summary>
        public void ChangeWriteEpoch() => WriteEpoch = ProtectedEpoch;

        /// <summary>
        /// Makes a record of the content that lies behind the headroom of its epoch, and returns the whole record's length.
        /// </summary>
        public int Seal(ushort epoch, ContentType type, Span<byte> record, int contentLength)
        {
            int headroom = Headroom(epoch);
            int total = headroom + contentLength + Tailroom(epoch);
            var header = new RecordHeader(type, epoch, _writeSequences[epoch]++, total - RecordHeader.Size);
            var writer = new SpanWriter(record);
            header.Write(ref writer);
            if (epoch == ProtectedEpoch) _write!.Seal(header, record.Slice(RecordHeader.Size, total - RecordHeader.Size));
            return total;
        }

        /// <summary>
        /// Whether a protected record is neither a repetition nor too old. Plain records are not asked: they are not authenticated, so a forged
        /// one could shut the true ones out, and the handshake's own numbers tell repetitions.
        /// </summary>
        public bool IsNew(in RecordHeader header) => _replay.IsNew(header.Sequence);

        /// <summary>Opens a protected record in place.</summary>
        public bool TryOpen(in RecordHeader header, Span<byte> body, out int offset, out int length)
        {
            offset = RecordProtection.ExplicitNonceLength;
            length = 0;
            if (_read == null || !_read.TryOpen(header, body, out length)) return false;
            _replay.Add(header.Sequence);
            return true;
        }

        public void Dispose()
        {
            _read?.Dispose();
            _write?.Dispose();
            _read = null;
            _write = null;
        }

        /// <summary>For tests of what happens 2^48 records later.</summary>
        internal void SkipTo(ulong sequence) => _writeSequences[ProtectedEpoch] = sequence;
    }
}
