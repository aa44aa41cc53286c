using System;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace P2PNet.Rtc.Stun
{
    /// <summary>
    /// MESSAGE-INTEGRITY (RFC 8489 §14.5): HMAC-SHA1 over the message up to here, with the header's length as if the message ended
    /// with this attribute. The key is the short-term password's UTF-8, or <see cref="LongTermKey"/>'s.
    /// </summary>
    internal static class MessageIntegrity
    {
        public const int Length = 20;

        /// <summary>
        /// The longest message that is authenticated. It is copied to correct its length; the only longer ones, TURN's Data and
        /// Send indications, carry no integrity.
        /// </summary>
        public const int MaxMessageLength = 2048;

        public static void AddTo(ref StunWriter writer, ICryptoProvider crypto, ReadOnlySpan<byte> key)
        {
            Span<byte> value = writer.Add(StunAttributeType.MessageIntegrity, Length);
            if (!writer.Failed) crypto.HmacSha1(key, writer.Written.Slice(0, writer.Length - 4 - Length), value);
        }

        /// <summary>Whether the message has a MESSAGE-INTEGRITY and it is right under this key. The comparison takes constant time.</summary>
        public static bool Matches(in StunMessage message, ICryptoProvider crypto, ReadOnlySpan<byte> key)
        {
            int at = message.IntegrityOffset;
            if (at < 0 || at > MaxMessageLength) return false;
            Span<byte> copy = stackalloc byte[at];
            CopyWithLength(message, at, Length, copy);
            Span<byte> mac = stackalloc byte[Length];
            crypto.HmacSha1(key, copy, mac);
            return CryptographicOperations.FixedTimeEquals(mac, message.Bytes.Slice(at + 4, Length));
        }

        /// <summary>Copies what lies before the attribute, with the length that the header had when the attribute was the last.</summary>
        internal static void CopyWithLength(in StunMessage message, int at, int valueLength, Span<byte> copy)
        {
            message.Bytes.Slice(0, at).CopyTo(copy);
            BinaryPrimitives.WriteUInt16BigEndian(copy.Slice(2), (ushort)(at + 4 + valueLength - StunHeader.Length));
        }
    }
}
