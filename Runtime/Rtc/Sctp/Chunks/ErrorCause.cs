using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>Error cause codes (RFC 9260 §3.3.10).</summary>
    internal enum ErrorCauseCode : ushort
    {
        InvalidStreamIdentifier = 1,
        MissingMandatoryParameter = 2,
        StaleCookie = 3,
        OutOfResource = 4,
        UnresolvableAddress = 5,
        UnrecognizedChunkType = 6,
        InvalidMandatoryParameter = 7,
        UnrecognizedParameters = 8,
        NoUserData = 9,
        CookieReceivedWhileShuttingDown = 10,
        RestartWithNewAddresses = 11,
        UserInitiatedAbort = 12,
        ProtocolViolation = 13,
    }

    /// <summary>
    /// The causes within ERROR and ABORT (RFC 9260 §3.3.7, §3.3.10).
    /// <code>
    ///  0                   1                   2                   3
    ///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    /// |           Cause Code          |       Cause Length            |
    /// /                    Cause-Specific Information                 /
    /// </code>
    /// </summary>
    internal readonly ref struct ErrorCause
    {
        public const int HeaderLength = 4;
        public readonly ErrorCauseCode Code;
        public readonly ReadOnlySpan<byte> Value;

        private ErrorCause(ErrorCauseCode code, ReadOnlySpan<byte> value)
        {
            Code = code;
            Value = value;
        }

        /// <summary>Takes the next cause off the causes that follow a chunk's header; false at the end or where the rest makes no sense.</summary>
        public static bool TryRead(ref ReadOnlySpan<byte> causes, out ErrorCause cause)
        {
            cause = default;
            if (!Parameter.TryRead(ref causes, out Parameter parameter)) return false;
            cause = new ErrorCause((ErrorCauseCode)(ushort)parameter.Type, parameter.Value);
            return true;
        }

        /// <summary>Writes a whole ERROR or ABORT with one cause, whose value is cut to what fits. 0 where not even the header fits.</summary>
        public static int WriteChunk(Span<byte> destination, ChunkType type, byte flags, ErrorCauseCode code, ReadOnlySpan<byte> value)
        {
            if (destination.Length < ChunkHeader.Length + HeaderLength) return 0;
            if (value.Length > destination.Length - ChunkHeader.Length - HeaderLength)
                value = value.Slice(0, destination.Length - ChunkHeader.Length - HeaderLength);
            int length = ChunkHeader.Length + HeaderLength + value.Length;
            ChunkHeader.Write(destination, type, flags, length);
            BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(4), (ushort)code);
            BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(6), (ushort)(HeaderLength + value.Length));
            value.CopyTo(destination.Slice(8));
            return length;
        }
    }
}
