using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Stun
{
    /// <summary>
    /// The 20 bytes before the attributes (RFC 8489 §5): type (0b00, method and class interleaved), length of what follows, magic
    /// cookie, transaction id. Reading it is enough to route a message; <see cref="StunMessage"/> reads the rest.
    /// </summary>
    internal readonly struct StunHeader
    {
        public const int Length = 20;
        public const uint MagicCookie = 0x2112A442;

        public readonly StunClass Class;
        public readonly StunMethod Method;
        public readonly TransactionId TransactionId;

        /// <summary>Bytes of the whole message with this header: how many to cut out of a stream.</summary>
        public readonly int MessageLength;

        private StunHeader(ushort type, int messageLength, TransactionId transactionId)
        {
            Class = (StunClass)(((type >> 4) & 1) | ((type >> 7) & 2));
            Method = (StunMethod)((type & 0x000F) | ((type & 0x00E0) >> 1) | ((type & 0x3E00) >> 2));
            MessageLength = messageLength;
            TransactionId = transactionId;
        }

        public bool IsResponse => Class >= StunClass.SuccessResponse;

        public static ushort TypeOf(StunClass messageClass, StunMethod method)
        {
            int m = (int)method;
            int c = (int)messageClass;
            return (ushort)((m & 0x000F) | ((m & 0x0070) << 1) | ((m & 0x0F80) << 2) | ((c & 1) << 4) | ((c & 2) << 7));
        }

        /// <summary>
        /// Reads the header. False where these cannot be the first bytes of a STUN message: too few, the wrong leading bits or
        /// cookie (which also leaves out RFC 3489), a length that is no multiple of 4. What follows may still be cut short.
        /// </summary>
        public static bool TryRead(ReadOnlySpan<byte> source, out StunHeader header)
        {
            header = default;
            if (source.Length < Length) return false;
            ushort type = BinaryPrimitives.ReadUInt16BigEndian(source);
            ushort length = BinaryPrimitives.ReadUInt16BigEndian(source.Slice(2));
            if (type > 0x3FFF || (length & 3) != 0 || BinaryPrimitives.ReadUInt32BigEndian(source.Slice(4)) != MagicCookie) return false;
            header = new StunHeader(type, Length + length, TransactionId.Read(source.Slice(8)));
            return true;
        }
    }
}
