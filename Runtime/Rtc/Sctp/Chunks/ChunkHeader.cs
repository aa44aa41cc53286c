using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// What every chunk begins with (RFC 9260 §3.2), and all that COOKIE ACK, SHUTDOWN ACK and SHUTDOWN COMPLETE consist of.
    /// <code>
    ///  0                   1                   2                   3
    ///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    /// |   Chunk Type  |  Chunk Flags  |         Chunk Length          |
    /// </code>
    /// </summary>
    internal static class ChunkHeader
    {
        public const int Length = 4;

        /// <summary>The T bit of ABORT and SHUTDOWN COMPLETE: the verification tag is the receiver's own, reflected (RFC 9260 §8.5.1).</summary>
        public const byte ReflectedTagFlag = 1;

        public static void Write(Span<byte> destination, ChunkType type, byte flags, int length)
        {
            destination[0] = (byte)type;
            destination[1] = flags;
            BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(2), (ushort)length);
        }

        /// <summary>Writes a chunk that is nothing but its header. 0 where it does not fit.</summary>
        public static int WriteAlone(Span<byte> destination, ChunkType type, byte flags = 0)
        {
            if (destination.Length < Length) return 0;
            Write(destination, type, flags, Length);
            return Length;
        }

        /// <summary>Writes a chunk whose value is opaque: COOKIE ECHO (RFC 9260 §3.3.11). 0 where it does not fit.</summary>
        public static int WriteOpaque(Span<byte> destination, ChunkType type, ReadOnlySpan<byte> value)
        {
            if (destination.Length < Length + value.Length) return 0;
            Write(destination, type, 0, Length + value.Length);
            value.CopyTo(destination.Slice(Length));
            return Length + value.Length;
        }
    }
}
