using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Stun
{
    /// <summary>
    /// The attributes that carry an address in the clear: MAPPED-ADDRESS (RFC 8489 §14.1), ALTERNATE-SERVER (§14.15), and
    /// RESPONSE-ORIGIN and OTHER-ADDRESS (RFC 5780 §7.3, §7.4).
    /// </summary>
    internal static class AddressAttribute
    {
        public static void AddTo(ref StunWriter writer, StunAttributeType type, in TransportAddress address)
        {
            Span<byte> value = writer.Add(type, 4 + address.AddressLength);
            if (writer.Failed) return;
            value[1] = address.IsIPv6 ? (byte)2 : (byte)1;
            BinaryPrimitives.WriteUInt16BigEndian(value.Slice(2), address.Port);
            address.WriteAddress(value.Slice(4));
        }

        /// <summary>False where it is absent, of an unknown family or of the wrong length.</summary>
        public static bool TryRead(in StunMessage message, StunAttributeType type, out TransportAddress address)
        {
            address = default;
            return message.TryFind(type, out ReadOnlySpan<byte> value) && TryRead(value, out address);
        }

        /// <summary>Reads the value of one of several such attributes, as <see cref="StunMessage.ReadNext"/> gives them.</summary>
        public static bool TryRead(ReadOnlySpan<byte> value, out TransportAddress address)
        {
            address = default;
            if (!IsWellFormed(value)) return false;
            address = TransportAddress.FromBytes(value.Slice(4), BinaryPrimitives.ReadUInt16BigEndian(value.Slice(2)));
            return true;
        }

        internal static bool IsWellFormed(ReadOnlySpan<byte> value) => (value.Length == 8 && value[1] == 1) || (value.Length == 20 && value[1] == 2);
    }
}
