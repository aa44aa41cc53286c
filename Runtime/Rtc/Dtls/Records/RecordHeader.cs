using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// The header of a record (RFC 6347 §4.1).
    /// <code>
    ///   type(1) | version(2) | epoch(2) | sequence_number(6) | length(2)
    /// </code>
    /// </summary>
    internal readonly struct RecordHeader
    {
        public const int Size = 13;

        /// <summary>2^14 of plaintext and what protection may add (RFC 5246 §6.2.3).</summary>
        public const int MaxLength = (1 << 14) + 2048;

        public readonly ContentType Type;
        public readonly ushort Epoch;

        /// <summary>48 bits.</summary>
        public readonly ulong Sequence;

        /// <summary>Bytes that follow the header.</summary>
        public readonly int Length;

        public RecordHeader(ContentType type, ushort epoch, ulong sequence, int length)
        {
            Type = type;
            Epoch = epoch;
            Sequence = sequence;
            Length = length;
        }

        /// <summary>Epoch and sequence number as one number: what nonce and associated data contain.</summary>
        public ulong EpochAndSequence => ((ulong)Epoch << 48) | Sequence;

        /// <summary>Reads a header whose whole record lies in <paramref name="source"/>.</summary>
        public static bool TryParse(ReadOnlySpan<byte> source, out RecordHeader header)
        {
            var reader = new SpanReader(source);
            byte type = reader.ReadByte();
            ushort version = reader.ReadUInt16();
            ulong epochAndSequence = reader.ReadUInt64();
            int length = reader.ReadUInt16();
            header = new RecordHeader((ContentType)type, (ushort)(epochAndSequence >> 48), epochAndSequence & 0xFFFF_FFFF_FFFF, length);
            if (reader.Failed || length > MaxLength || length > reader.Remaining) return false;
            if (type < (byte)ContentType.ChangeCipherSpec || type > (byte)ContentType.ApplicationData) return false;
            // A first ClientHello and a HelloVerifyRequest often say 1.0 (RFC 6347 §4.2.1); what is protected has negotiated 1.2.
            return version == ProtocolVersion.Dtls12 || (version == ProtocolVersion.Dtls10 && header.Epoch == 0);
        }

        public void Write(ref SpanWriter writer)
        {
            writer.WriteByte((byte)Type);
            writer.WriteUInt16(ProtocolVersion.Dtls12);
            writer.WriteUInt64(EpochAndSequence);
            writer.WriteUInt16((ushort)Length);
        }
    }
}
