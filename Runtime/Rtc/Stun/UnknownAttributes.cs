using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Stun
{
    /// <summary>UNKNOWN-ATTRIBUTES (RFC 8489 §14.13): goes with error 420 and lists the attribute types that were not understood.</summary>
    internal static class UnknownAttributes
    {
        public static void AddTo(ref StunWriter writer, ReadOnlySpan<StunAttributeType> types)
        {
            Span<byte> value = writer.Add(StunAttributeType.UnknownAttributes, types.Length * 2);
            if (writer.Failed) return;
            for (int i = 0; i < types.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(value.Slice(i * 2), (ushort)types[i]);
        }

        /// <summary>Reads as many types as fit. False where the attribute is absent or has an odd length.</summary>
        public static bool TryRead(in StunMessage message, Span<StunAttributeType> types, out int count)
        {
            count = 0;
            if (!message.TryFind(StunAttributeType.UnknownAttributes, out ReadOnlySpan<byte> value) || (value.Length & 1) != 0) return false;
            count = Math.Min(types.Length, value.Length / 2);
            for (int i = 0; i < count; i++) types[i] = (StunAttributeType)BinaryPrimitives.ReadUInt16BigEndian(value.Slice(i * 2));
            return true;
        }
    }
}
