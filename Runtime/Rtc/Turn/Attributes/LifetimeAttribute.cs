using System;
using System.Buffers.Binary;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>LIFETIME (RFC 8656 §18.2): seconds that the server keeps an allocation without a refresh; 0 in a Refresh ends it.</summary>
    internal static class LifetimeAttribute
    {
        public static void AddTo(ref StunWriter writer, uint seconds)
        {
            Span<byte> value = writer.Add(StunAttributeType.Lifetime, 4);
            if (!writer.Failed) BinaryPrimitives.WriteUInt32BigEndian(value, seconds);
        }

        public static bool TryRead(in StunMessage message, out uint seconds)
        {
            bool found = message.TryFind(StunAttributeType.Lifetime, out ReadOnlySpan<byte> value) && value.Length == 4;
            seconds = found ? BinaryPrimitives.ReadUInt32BigEndian(value) : 0;
            return found;
        }
    }
}
