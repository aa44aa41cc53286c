using System;

namespace P2PNet
{
    /// <summary>
    /// One frame of the bulk channel, as it stands in the bytes that it was read from: a MessagePack array whose first two elements are the kind and the
    /// number that the sender gave its transfer. Elements behind those that are known are ignored, so that later versions can add some.
    /// </summary>
    internal readonly ref struct BulkFrame
    {
        /// <summary>Largest number of a transfer, offset and length: what JavaScript's numbers can count to.</summary>
        public const ulong MaxNumber = (1UL << 53) - 1;

        private BulkFrame(BulkFrameKind kind, uint number, long offset, long limit, uint code, ReadOnlySpan<byte> bytes, int bytesAt)
        {
            Kind = kind;
            Number = number;
            Offset = offset;
            Limit = limit;
            Code = code;
            Bytes = bytes;
            BytesAt = bytesAt;
        }

        public BulkFrameKind Kind { get; }

        /// <summary>Of the transfer; each side numbers those that it sends.</summary>
        public uint Number { get; }

        /// <summary>Of Chunk, Accept and Credit the offset; of Offer and End the length, where an offer has -1 for unknown.</summary>
        public long Offset { get; }

        /// <summary>Of Accept and Credit: the offset that may not be passed.</summary>
        public long Limit { get; }

        /// <summary>Of Withdraw and Refuse why, as <see cref="BulkCodes"/> has it; of Offer the <see cref="BulkContentType"/>.</summary>
        public uint Code { get; }

        /// <summary>Of Chunk the content, of End the checksum or nothing, of Offer the name and of Withdraw and Refuse the text, both in what should be UTF-8.</summary>
        public ReadOnlySpan<byte> Bytes { get; }

        /// <summary>Where <see cref="Bytes"/> begin.</summary>
        public int BytesAt { get; }

        /// <summary>Reads any bytes. False: they are no frame. True with <see cref="BulkFrameKind.None"/>: one of a kind that is not known.</summary>
        public static bool TryRead(ReadOnlySpan<byte> source, out BulkFrame frame)
        {
            frame = default;
            var reader = new BulkFrameReader(source);
            if (!reader.TryReadArrayHeader(out uint count) || count < 1 || !reader.TryReadUInt(out ulong kind)) return false;
            if (kind < (ulong)BulkFrameKind.Offer || kind > (ulong)BulkFrameKind.Refuse) return true;
            if (count < 2 || !reader.TryReadUInt(out ulong number) || number > uint.MaxValue) return false;
            frame = ReadRest((BulkFrameKind)kind, (uint)number, count, reader, out bool isWhole);
            return isWhole;
        }

        private static BulkFrame ReadRest(BulkFrameKind kind, uint number, uint count, BulkFrameReader reader, out bool isWhole)
        {
            long offset = 0, limit = 0;
            ulong code = 0;
            ReadOnlySpan<byte> bytes = default;
            isWhole = kind switch
            {
                BulkFrameKind.Offer => count >= 5 && reader.TryReadUInt(out code) && reader.TryReadOffsetOrNil(out offset) && reader.TryReadString(out bytes),
                BulkFrameKind.Chunk => count >= 4 && reader.TryReadOffset(out offset) && reader.TryReadBinary(out bytes),
                BulkFrameKind.End => count >= 4 && reader.TryReadOffset(out offset) && reader.TryReadBinaryOrNil(out bytes),
                BulkFrameKind.Accept => count >= 4 && reader.TryReadOffset(out offset) && reader.TryReadOffset(out limit),
                BulkFrameKind.Credit => count >= 4 && reader.TryReadOffset(out offset) && reader.TryReadOffset(out limit),
                BulkFrameKind.Withdraw => count >= 4 && reader.TryReadUInt(out code) && reader.TryReadString(out bytes),
                BulkFrameKind.Refuse => count >= 4 && reader.TryReadUInt(out code) && reader.TryReadString(out bytes),
                _ => true,
            };
            return new BulkFrame(kind, number, offset, limit, (uint)Math.Min(code, uint.MaxValue), bytes, reader.Position - bytes.Length);
        }
    }
}
