using System;

namespace P2PNet.Rtc.Stun
{
    /// <summary>
    /// The attributes that are a piece of UTF-8: USERNAME, REALM, NONCE and SOFTWARE (RFC 8489 §14.3, §14.9, §14.10, §14.14).
    /// As a read value it is a view over the message.
    /// </summary>
    internal readonly ref struct TextAttribute
    {
        private TextAttribute(StunAttributeType type, ReadOnlySpan<byte> utf8)
        {
            Type = type;
            Utf8 = utf8;
        }

        public StunAttributeType Type { get; }

        public ReadOnlySpan<byte> Utf8 { get; }

        public static TextAttribute Username(ReadOnlySpan<byte> utf8) => new TextAttribute(StunAttributeType.Username, utf8);

        public static TextAttribute Realm(ReadOnlySpan<byte> utf8) => new TextAttribute(StunAttributeType.Realm, utf8);

        public static TextAttribute Nonce(ReadOnlySpan<byte> utf8) => new TextAttribute(StunAttributeType.Nonce, utf8);

        public static TextAttribute Software(ReadOnlySpan<byte> utf8) => new TextAttribute(StunAttributeType.Software, utf8);

        public void AddTo(ref StunWriter writer) => writer.Add(Type, Utf8);

        /// <summary>False where it is absent or longer than the RFC allows.</summary>
        public static bool TryRead(in StunMessage message, StunAttributeType type, out TextAttribute attribute)
        {
            attribute = default;
            if (!message.TryFind(type, out ReadOnlySpan<byte> value) || value.Length > MaxLength(type)) return false;
            attribute = new TextAttribute(type, value);
            return true;
        }

        private static int MaxLength(StunAttributeType type) => type == StunAttributeType.Username ? 508 : 763;
    }
}
