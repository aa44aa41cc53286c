using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// SACK (RFC 9260 §3.3.4): all up to the cumulative TSN arrived, and of what lies above, the gap ack blocks.
    /// <code>
    ///  0                   1                   2                   3
    ///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    /// |   Type = 3    |  Chunk Flags  |         Chunk Length          |
    /// |                      Cumulative TSN Ack                       |
    /// |          Advertised Receiver Window Credit (a_rwnd)           |
    /// | Number of Gap Ack Blocks = N  |  Number of Duplicate TSNs = M |
    /// |   Gap Ack Block #n Start      |      Gap Ack Block #n End     |  N times
    /// |                        Duplicate TSN m                        |  M times
    /// </code>
    /// </summary>
    internal readonly ref struct SackChunk
    {
        public const int FixedLength = 16;
        private readonly ReadOnlySpan<byte> _blocks;
        private readonly ReadOnlySpan<byte> _duplicates;

        private SackChunk(Tsn cumulative, uint window, ReadOnlySpan<byte> blocks, ReadOnlySpan<byte> duplicates)
        {
            CumulativeTsnAck = cumulative;
            AdvertisedWindow = window;
            _blocks = blocks;
            _duplicates = duplicates;
        }

        public Tsn CumulativeTsnAck { get; }

        public uint AdvertisedWindow { get; }

        public int GapBlockCount => _blocks.Length / 4;

        public int DuplicateCount => _duplicates.Length / 4;

        /// <summary>The block as it stands there; a lying peer's may be upside down or overlap others.</summary>
        public TsnRange GapBlock(int index) => new TsnRange(
            CumulativeTsnAck + BinaryPrimitives.ReadUInt16BigEndian(_blocks.Slice(index * 4)),
            CumulativeTsnAck + BinaryPrimitives.ReadUInt16BigEndian(_blocks.Slice((index * 4) + 2)));

        public Tsn Duplicate(int index) => new Tsn(BinaryPrimitives.ReadUInt32BigEndian(_duplicates.Slice(index * 4)));

        public static bool TryParse(ReadOnlySpan<byte> chunk, out SackChunk result)
        {
            result = default;
            if (chunk.Length < FixedLength || chunk[0] != (byte)ChunkType.Sack) return false;
            var reader = new SpanReader(chunk.Slice(ChunkHeader.Length));
            var cumulative = new Tsn(reader.ReadUInt32());
            uint window = reader.ReadUInt32();
            int blocks = reader.ReadUInt16();
            int duplicates = reader.ReadUInt16();
            ReadOnlySpan<byte> blockBytes = reader.ReadBytes(blocks * 4);
            ReadOnlySpan<byte> duplicateBytes = reader.ReadBytes(duplicates * 4);
            if (reader.Failed) return false;
            result = new SackChunk(cumulative, window, blockBytes, duplicateBytes);
            return true;
        }

        /// <summary>
        /// Writes as many blocks, lowest first, and then as many duplicates as fit (RFC 9260 §6.7), and returns the length; 0 where
        /// not even the fixed part fits.
        /// </summary>
        public static int Write(Span<byte> destination, Tsn cumulative, uint window, ReadOnlySpan<TsnRange> gaps, ReadOnlySpan<Tsn> duplicates)
        {
            if (destination.Length < FixedLength) return 0;
            int room = (destination.Length - FixedLength) / 4;
            int blockCount = Math.Min(room, gaps.Length);
            // The offsets have 16 bits.
            while (blockCount > 0 && gaps[blockCount - 1].Last - cumulative > ushort.MaxValue) blockCount--;
            int duplicateCount = Math.Min(room - blockCount, duplicates.Length);
            int length = FixedLength + ((blockCount + duplicateCount) * 4);
            ChunkHeader.Write(destination, ChunkType.Sack, 0, length);
            var writer = new SpanWriter(destination.Slice(ChunkHeader.Length));
            writer.WriteUInt32(cumulative.Value);
            writer.WriteUInt32(window);
            writer.WriteUInt16((ushort)blockCount);
            writer.WriteUInt16((ushort)duplicateCount);
            foreach (TsnRange gap in gaps.Slice(0, blockCount))
            {
                writer.WriteUInt16((ushort)(gap.First - cumulative));
                writer.WriteUInt16((ushort)(gap.Last - cumulative));
            }

            foreach (Tsn duplicate in duplicates.Slice(0, duplicateCount)) writer.WriteUInt32(duplicate.Value);
            return length;
        }
    }
}
