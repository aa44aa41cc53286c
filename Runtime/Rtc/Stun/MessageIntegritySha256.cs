using System;
using System.Security.Cryptography;

namespace P2PNet.Rtc.Stun
{
    /// <summary>MESSAGE-INTEGRITY-SHA256 (RFC 8489 §14.6): as <see cref="MessageIntegrity"/>, with HMAC-SHA256, which may be cut to 16 bytes or more.</summary>
    internal static class MessageIntegritySha256
    {
        public const int Length = 32;

        public static bool IsValidLength(int length) => length >= 16 && length <= Length && (length & 3) == 0;

        public static void AddTo(ref StunWriter writer, ICryptoProvider crypto, ReadOnlySpan<byte> key)
        {
            Span<byte> value = writer.Add(StunAttributeType.MessageIntegritySha256, Length);
            if (!writer.Failed) crypto.HmacSha256(key, writer.Written.Slice(0, writer.Length - 4 - Length), value);
        }

        /// <summary>Whether the message has the attribute and it is right under this key. The comparison takes constant time.</summary>
        public static bool Matches(in StunMessage message, ICryptoProvider crypto, ReadOnlySpan<byte> key)
        {
            int at = message.IntegritySha256Offset;
            if (at < 0 || at > MessageIntegrity.MaxMessageLength) return false;
            int length = message.Bytes[at + 3]; // 16 to 32, checked when it was parsed
            Span<byte> copy = stackalloc byte[at];
            MessageIntegrity.CopyWithLength(message, at, length, copy);
            Span<byte> mac = stackalloc byte[Length];
            crypto.HmacSha256(key, copy, mac);
            return CryptographicOperations.FixedTimeEquals(mac.Slice(0, length), message.Bytes.Slice(at + 4, length));
        }
    }
}
