using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Stun
{
    /// <summary>
    /// The attributes whose address is masked by cookie and transaction id, because some NATs rewrite every address that they find in
    /// a payload: XOR-MAPPED-ADDRESS (RFC 8489 §14.2), XOR-PEER-ADDRESS and XOR-RELAYED-ADDRESS (RFC 8656 §18.3, §18.5).
    /// </summary>
    internal static class XorAddressAttribute
    {
        public static void AddTo(ref StunWriter writer, StunAttributeType type, in TransportAddress address)
        {
            Span<byte> value = writer.Add(type, 4 + address.AddressLength);
            if (writer.Failed) return;
            value[1] = address.IsIPv6 ? (byte)2 : (byte)1;
            BinaryPrimitives.WriteUInt16BigEndian(value.Slice(2), (ushort)(address.Port ^ (StunHeader.MagicCookie >> 16)));
            address.WriteAddress(value.Slice(4));
            Mask(value.Slice(4), writer.TransactionId);
        }

        /// <summary>False where it is absent, of an unknown family or of the wrong length.</summary>
        public static bool TryRead(in StunMessage message, StunAttributeType type, out TransportAddress address)
        {
            address = default;
            return message.TryFind(type, out ReadOnlySpan<byte> value) && TryDecode(value, message.TransactionId, out address);
        }

        /// <summary>Reads an attribute's value, for messages that carry several of a type.</summary>
        public static bool TryDecode(ReadOnlySpan<byte> value, TransactionId transactionId, out TransportAddress address)
        {
            address = default;
            if (!AddressAttribute.IsWellFormed(value)) return false;
            Span<byte> bytes = stackalloc byte[16];
            bytes = bytes.Slice(0, value.Length - 4);
            value.Slice(4).CopyTo(bytes);
            Mask(bytes, transactionId);
            address = TransportAddress.FromBytes(bytes, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(value.Slice(2)) ^ (StunHeader.MagicCookie >> 16)));
            return true;
        }

        private static void Mask(Span<byte> address, TransactionId transactionId)
        {
            Span<byte> mask = stackalloc byte[16];
            BinaryPrimitives.WriteUInt32BigEndian(mask, StunHeader.MagicCookie);
            transactionId.Write(mask.Slice(4));
            for (int i = 0; i < address.Length; i++) address[i] ^= mask[i];
        }
    }
}
