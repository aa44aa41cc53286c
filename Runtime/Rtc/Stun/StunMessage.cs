using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Stun
{
    /// <summary>
    /// A STUN message (RFC 8489 §5) read where it lies: a view over the datagram, valid as long as that is. Parsing checks the
    /// structure of all attributes once, so that looking for one cannot fail halfway. Nothing is allocated.
    /// </summary>
    internal readonly ref struct StunMessage
    {
        private const int AttributeHeaderLength = 4;

        private readonly int _attributesEnd;
        private readonly int _integrityAt;
        private readonly int _integritySha256At;
        private readonly int _fingerprintAt;

        private StunMessage(ReadOnlySpan<byte> bytes, StunHeader header, int attributesEnd, int integrityAt, int integritySha256At, int fingerprintAt)
        {
            Bytes = bytes;
            Header = header;
            _attributesEnd = attributesEnd;
            _integrityAt = integrityAt;
            _integritySha256At = integritySha256At;
            _fingerprintAt = fingerprintAt;
        }

        /// <summary>The whole message.</summary>
        public ReadOnlySpan<byte> Bytes { get; }

        public StunHeader Header { get; }

        public StunClass Class => Header.Class;

        public StunMethod Method => Header.Method;

        public TransactionId TransactionId => Header.TransactionId;

        /// <summary>Offset of the MESSAGE-INTEGRITY attribute, -1 where there is none.</summary>
        public int IntegrityOffset => _integrityAt;

        /// <summary>Offset of the MESSAGE-INTEGRITY-SHA256 attribute, -1 where there is none.</summary>
        public int IntegritySha256Offset => _integritySha256At;

        /// <summary>Offset of the FINGERPRINT attribute, -1 where there is none.</summary>
        public int FingerprintOffset => _fingerprintAt;

        /// <summary>
        /// Reads exactly one message. False where the bytes are none: a wrong header, a length that is not the datagram's, an
        /// attribute that reaches beyond the end, an integrity attribute of the wrong size, or something after FINGERPRINT.
        /// </summary>
        public static bool TryParse(ReadOnlySpan<byte> datagram, out StunMessage message)
        {
            message = default;
            if (!StunHeader.TryRead(datagram, out StunHeader header) || header.MessageLength != datagram.Length) return false;

            int integrityAt = -1;
            int sha256At = -1;
            int fingerprintAt = -1;
            int end = -1;
            int position = StunHeader.Length;
            while (position < datagram.Length)
            {
                if (fingerprintAt >= 0) return false;
                if (!TryReadAt(datagram, position, out StunAttributeType type, out ReadOnlySpan<byte> value)) return false;
                switch (type)
                {
                    // What follows the integrity is not covered by it and must be ignored, but for what is listed here
                    // (RFC 8489 §14.5, §14.6).
                    case StunAttributeType.MessageIntegrity when integrityAt < 0 && sha256At < 0:
                        if (value.Length != MessageIntegrity.Length) return false;
                        integrityAt = position;
                        if (end < 0) end = position;
                        break;
                    case StunAttributeType.MessageIntegritySha256 when sha256At < 0:
                        if (!MessageIntegritySha256.IsValidLength(value.Length)) return false;
                        sha256At = position;
                        if (end < 0) end = position;
                        break;
                    case StunAttributeType.Fingerprint:
                        if (value.Length != Fingerprint.Length) return false;
                        fingerprintAt = position;
                        if (end < 0) end = position;
                        break;
                }

                position += AttributeHeaderLength + Padded(value.Length);
            }

            message = new StunMessage(datagram, header, end < 0 ? datagram.Length : end, integrityAt, sha256At, fingerprintAt);
            return true;
        }

        /// <summary>
        /// Steps through the attributes that count, those before the first integrity attribute or FINGERPRINT: takes 0 or what the
        /// last call returned, and returns where the next attribute lies, or -1 after the last.
        /// </summary>
        public int ReadNext(int position, out StunAttributeType type, out ReadOnlySpan<byte> value)
        {
            if (position < StunHeader.Length) position = StunHeader.Length;
            type = default;
            value = default;
            if (position >= _attributesEnd || !TryReadAt(Bytes, position, out type, out value)) return -1;
            return position + AttributeHeaderLength + Padded(value.Length);
        }

        /// <summary>Finds an attribute that counts; of several the first, as RFC 8489 §14 says.</summary>
        public bool TryFind(StunAttributeType wanted, out ReadOnlySpan<byte> value)
        {
            int position = ReadNext(0, out StunAttributeType type, out value);
            while (position >= 0 && type != wanted) position = ReadNext(position, out type, out value);
            return position >= 0;
        }

        public bool Contains(StunAttributeType wanted) => TryFind(wanted, out _);

        /// <summary>
        /// Collects the comprehension-required attributes that the caller does not understand; more than fit are left out.
        /// A request that has any is answered 420 with their types, a response fails its transaction (RFC 8489 §6.3).
        /// </summary>
        /// <returns>How many were written to <paramref name="unknown"/>.</returns>
        public int FindUnknownRequired(ReadOnlySpan<StunAttributeType> understood, Span<StunAttributeType> unknown)
        {
            int count = 0;
            int position = ReadNext(0, out StunAttributeType type, out _);
            for (; position >= 0 && count < unknown.Length; position = ReadNext(position, out type, out _))
            {
                if ((ushort)type < 0x8000 && !Contains(understood, type) && !Contains(unknown.Slice(0, count), type)) unknown[count++] = type;
            }

            return count;
        }

        internal static int Padded(int length) => (length + 3) & ~3;

        private static bool Contains(ReadOnlySpan<StunAttributeType> types, StunAttributeType wanted)
        {
            foreach (StunAttributeType type in types)
            {
                if (type == wanted) return true;
            }

            return false;
        }

        private static bool TryReadAt(ReadOnlySpan<byte> message, int position, out StunAttributeType type, out ReadOnlySpan<byte> value)
        {
            type = default;
            value = default;
            ReadOnlySpan<byte> rest = message.Slice(position);
            if (rest.Length < AttributeHeaderLength) return false;
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest.Slice(2));
            if (Padded(length) > rest.Length - AttributeHeaderLength) return false;
            type = (StunAttributeType)BinaryPrimitives.ReadUInt16BigEndian(rest);
            value = rest.Slice(AttributeHeaderLength, length);
            return true;
        }
    }
}
