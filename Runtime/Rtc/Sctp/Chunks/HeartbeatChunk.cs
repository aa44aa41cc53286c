using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// HEARTBEAT and HEARTBEAT ACK (RFC 9260 §3.3.5, §3.3.6): the answer carries the question's parameter back, unread.
    /// <code>
    ///  0                   1                   2                   3
    ///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    /// |  Type = 4, 5  |  Chunk Flags  |       Heartbeat Length        |
    /// |  Heartbeat Info Type = 1      |         HB Info Length        |
    /// /               Sender-Specific Heartbeat Information           /
    /// </code>
    /// </summary>
    internal readonly ref struct HeartbeatChunk
    {
        /// <summary>Length of one with our own information: a nonce and the time.</summary>
        public const int OwnLength = 24;
        private const ushort HeartbeatInfoType = 1;

        public readonly ChunkType Type;

        /// <summary>What the sender of the HEARTBEAT wrote.</summary>
        public readonly ReadOnlySpan<byte> Information;

        private HeartbeatChunk(ChunkType type, ReadOnlySpan<byte> information)
        {
            Type = type;
            Information = information;
        }

        public static bool TryParse(ReadOnlySpan<byte> chunk, out HeartbeatChunk result)
        {
            result = default;
            if (chunk.Length < 8 || (chunk[0] != (byte)ChunkType.Heartbeat && chunk[0] != (byte)ChunkType.HeartbeatAck)) return false;
            int length = BinaryPrimitives.ReadUInt16BigEndian(chunk.Slice(6));
            if (BinaryPrimitives.ReadUInt16BigEndian(chunk.Slice(4)) != HeartbeatInfoType || length < 4 || length > chunk.Length - 4) return false;
            result = new HeartbeatChunk((ChunkType)chunk[0], chunk.Slice(8, length - 4));
            return true;
        }

        /// <summary>Writes our HEARTBEAT, the only kind that we send; 0 where it does not fit.</summary>
        public static int WriteOwn(Span<byte> destination, ulong nonce, Timestamp now)
        {
            if (destination.Length < OwnLength) return 0;
            ChunkHeader.Write(destination, ChunkType.Heartbeat, 0, OwnLength);
            BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(4), HeartbeatInfoType);
            BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(6), OwnLength - 4);
            BinaryPrimitives.WriteUInt64BigEndian(destination.Slice(8), nonce);
            BinaryPrimitives.WriteInt64BigEndian(destination.Slice(16), now.Ticks);
            return OwnLength;
        }

        /// <summary>Reads our own information back out of an answer.</summary>
        public bool TryReadOwn(out ulong nonce, out Timestamp sentAt)
        {
            nonce = 0;
            sentAt = default;
            if (Information.Length != OwnLength - 8) return false;
            nonce = BinaryPrimitives.ReadUInt64BigEndian(Information);
            sentAt = new Timestamp(BinaryPrimitives.ReadInt64BigEndian(Information.Slice(8)));
            return true;
        }
    }
}
