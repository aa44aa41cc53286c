using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// FORWARD TSN (RFC 3758 §3.2): nothing up to this TSN will come any more, and on these streams everything up to these SSNs is skipped.
    /// <code>
    ///  0                   1                   2                   3
    ///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    /// |   Type = 192  |  Flags = 0x00 |        Length = Variable      |
    /// |                      New Cumulative TSN                       |
    /// |         Stream-n              |       Stream Sequence-n       |  N times
    /// </code>
    /// </summary>
    internal readonly ref struct ForwardTsnChunk
    {
        public const int FixedLength = 8;
        private readonly ReadOnlySpan<byte> _skipped;

        private ForwardTsnChunk(Tsn newCumulativeTsn, ReadOnlySpan<byte> skipped)
        {
            NewCumulativeTsn = newCumulativeTsn;
            _skipped = skipped;
        }

        public Tsn NewCumulativeTsn { get; }

        public int SkippedCount => _skipped.Length / 4;

        public SkippedStream Skipped(int index) => new SkippedStream(
            new StreamId(BinaryPrimitives.ReadUInt16BigEndian(_skipped.Slice(index * 4))),
            new Ssn(BinaryPrimitives.ReadUInt16BigEndian(_skipped.Slice((index * 4) + 2))));

        public static bool TryParse(ReadOnlySpan<byte> chunk, out ForwardTsnChunk result)
        {
            result = default;
            if (chunk.Length < FixedLength || chunk[0] != (byte)ChunkType.ForwardTsn || chunk.Length % 4 != 0) return false;
            result = new ForwardTsnChunk(new Tsn(BinaryPrimitives.ReadUInt32BigEndian(chunk.Slice(4))), chunk.Slice(FixedLength));
            return true;
        }

        /// <summary>Returns the length; 0 where it does not fit.</summary>
        public static int Write(Span<byte> destination, Tsn newCumulativeTsn, ReadOnlySpan<SkippedStream> skipped)
        {
            int length = FixedLength + (skipped.Length * 4);
            if (destination.Length < length) return 0;
            ChunkHeader.Write(destination, ChunkType.ForwardTsn, 0, length);
            var writer = new SpanWriter(destination.Slice(ChunkHeader.Length));
            writer.WriteUInt32(newCumulativeTsn.Value);
            foreach (SkippedStream stream in skipped)
            {
                writer.WriteUInt16(stream.Stream.Value);
                writer.WriteUInt16(stream.Ssn.Value);
            }

            return length;
        }
    }
}
