using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// DATA (RFC 9260 §3.3.1): one message, or one fragment of one.
    /// <code>
    ///  0                   1                   2                   3
    ///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    /// |   Type = 0    |  Res  |I|U|B|E|            Length             |
    /// |                              TSN                              |
    /// |      Stream Identifier S      |   Stream Sequence Number n    |
    /// |                  Payload Protocol Identifier                  |
    /// /                           User Data                           /
    /// </code>
    /// </summary>
    internal readonly ref struct DataChunk
    {
        public const int HeaderLength = 16;
        public const byte EndFlag = 1;
        public const byte BeginFlag = 2;
        public const byte UnorderedFlag = 4;
        public const byte ImmediateFlag = 8;

        public readonly byte Flags;
        public readonly Tsn Tsn;
        public readonly StreamId Stream;
        public readonly Ssn Ssn;
        public readonly Ppid Ppid;
        public readonly ReadOnlySpan<byte> Payload;

        public DataChunk(byte flags, Tsn tsn, StreamId stream, Ssn ssn, Ppid ppid, ReadOnlySpan<byte> payload)
        {
            Flags = flags;
            Tsn = tsn;
            Stream = stream;
            Ssn = ssn;
            Ppid = ppid;
            Payload = payload;
        }

        public bool IsBegin => (Flags & BeginFlag) != 0;

        public bool IsEnd => (Flags & EndFlag) != 0;

        public bool IsUnordered => (Flags & UnorderedFlag) != 0;

        public bool IsImmediate => (Flags & ImmediateFlag) != 0;

        /// <summary>Takes a chunk without padding. An empty payload is parsed; who handles it answers it (RFC 9260 §6.2).</summary>
        public static bool TryParse(ReadOnlySpan<byte> chunk, out DataChunk result)
        {
            result = default;
            if (chunk.Length < HeaderLength || chunk[0] != (byte)ChunkType.Data) return false;
            result = new DataChunk(
                (byte)(chunk[1] & 0xF),
                new Tsn(BinaryPrimitives.ReadUInt32BigEndian(chunk.Slice(4))),
                new StreamId(BinaryPrimitives.ReadUInt16BigEndian(chunk.Slice(8))),
                new Ssn(BinaryPrimitives.ReadUInt16BigEndian(chunk.Slice(10))),
                (Ppid)BinaryPrimitives.ReadUInt32BigEndian(chunk.Slice(12)),
                chunk.Slice(HeaderLength));
            return true;
        }

        /// <summary>Returns the length without padding; 0 where it does not fit.</summary>
        public int Write(Span<byte> destination)
        {
            int length = HeaderLength + Payload.Length;
            if (destination.Length < length) return 0;
            ChunkHeader.Write(destination, ChunkType.Data, Flags, length);
            BinaryPrimitives.WriteUInt32BigEndian(destination.Slice(4), Tsn.Value);
            BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(8), Stream.Value);
            BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(10), Ssn.Value);
            BinaryPrimitives.WriteUInt32BigEndian(destination.Slice(12), (uint)Ppid);
            Payload.CopyTo(destination.Slice(HeaderLength));
            return length;
        }
    }
}
