using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// SHUTDOWN (RFC 9260 §3.3.7).
    /// <code>
    ///  0                   1                   2                   3
    ///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    /// |   Type = 7    |  Chunk Flags  |          Length = 8           |
    /// |                      Cumulative TSN Ack                       |
    /// </code>
    /// </summary>
    internal static class ShutdownChunk
    {
        public const int Length = 8;

        public static bool TryParse(ReadOnlySpan<byte> chunk, out Tsn cumulativeTsnAck)
        {
            cumulativeTsnAck = default;
            if (chunk.Length < Length || chunk[0] != (byte)ChunkType.Shutdown) return false;
            cumulativeTsnAck = new Tsn(BinaryPrimitives.ReadUInt32BigEndian(chunk.Slice(4)));
            return true;
        }

        /// <summary>Returns the length; 0 where it does not fit.</summary>
        public static int Write(Span<byte> destination, Tsn cumulativeTsnAck)
        {
            if (destination.Length < Length) return 0;
            ChunkHeader.Write(destination, ChunkType.Shutdown, 0, Length);
            BinaryPrimitives.WriteUInt32BigEndian(destination.Slice(4), cumulativeTsnAck.Value);
            return Length;
        }
    }
}
