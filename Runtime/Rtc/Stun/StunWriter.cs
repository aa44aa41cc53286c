using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Stun
{
    /// <summary>
    /// Builds a STUN message (RFC 8489 §5) in a span. Attributes are appended in the order of the calls; integrity and FINGERPRINT
    /// come last, in this order. It never throws: what does not fit is left out and sets <see cref="Failed"/>, to be asked once at
    /// the end.
    /// </summary>
    internal ref struct StunWriter
    {
        private readonly Span<byte> _destination;

        public StunWriter(Span<byte> destination, StunClass messageClass, StunMethod method, TransactionId transactionId)
        {
            _destination = destination;
            TransactionId = transactionId;
            Length = 0;
            Failed = destination.Length < StunHeader.Length;
            if (Failed) return;
            Length = StunHeader.Length;
            BinaryPrimitives.WriteUInt16BigEndian(destination, StunHeader.TypeOf(messageClass, method));
            BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(2), 0);
            BinaryPrimitives.WriteUInt32BigEndian(destination.Slice(4), StunHeader.MagicCookie);
            transactionId.Write(destination.Slice(8));
        }

        public TransactionId TransactionId { get; }

        /// <summary>Bytes of the message so far; its header is right after every attribute.</summary>
        public int Length { get; private set; }

        /// <summary>Whether anything did not fit.</summary>
        public bool Failed { get; private set; }

        /// <summary>The message so far.</summary>
        public ReadOnlySpan<byte> Written => _destination.Slice(0, Length);

        /// <summary>The same for whoever sends it without copying.</summary>
        public Span<byte> Buffer => _destination.Slice(0, Length);

        /// <summary>Appends an attribute and gives the span of its value to fill; padding is zero. Empty where it does not fit.</summary>
        public Span<byte> Add(StunAttributeType type, int length)
        {
            int padded = StunMessage.Padded(length);
            if (Failed || (uint)length > ushort.MaxValue || padded > _destination.Length - Length - 4 || Length + 4 + padded - StunHeader.Length > ushort.MaxValue)
            {
                Failed = true;
                return default;
            }

            Span<byte> at = _destination.Slice(Length, 4 + padded);
            BinaryPrimitives.WriteUInt16BigEndian(at, (ushort)type);
            BinaryPrimitives.WriteUInt16BigEndian(at.Slice(2), (ushort)length);
            at.Slice(4).Clear();
            Length += at.Length;
            BinaryPrimitives.WriteUInt16BigEndian(_destination.Slice(2), (ushort)(Length - StunHeader.Length));
            return at.Slice(4, length);
        }

        /// <summary>Appends an attribute with this value.</summary>
        public void Add(StunAttributeType type, ReadOnlySpan<byte> value)
        {
            Span<byte> at = Add(type, value.Length);
            if (!Failed) value.CopyTo(at);
        }
    }
}
