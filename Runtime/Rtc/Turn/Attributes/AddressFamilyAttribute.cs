using System;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>REQUESTED-ADDRESS-FAMILY and ADDITIONAL-ADDRESS-FAMILY (RFC 8656 §18.6, §18.11): of what family a relayed address shall be.</summary>
    internal static class AddressFamilyAttribute
    {
        public static void AddTo(ref StunWriter writer, StunAttributeType type, AddressFamily family)
        {
            Span<byte> value = writer.Add(type, 4);
            if (!writer.Failed) value[0] = (byte)family;
        }

        public static bool TryRead(in StunMessage message, StunAttributeType type, out AddressFamily family)
        {
            bool found = message.TryFind(type, out ReadOnlySpan<byte> value) && value.Length == 4;
            family = found ? (AddressFamily)value[0] : default;
            return found;
        }
    }
}
