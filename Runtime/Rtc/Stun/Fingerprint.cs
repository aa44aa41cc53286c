using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Stun
{
    /// <summary>
    /// FINGERPRINT (RFC 8489 §14.7): the last attribute, a CRC-32 that tells STUN from other traffic on the same socket. It guards
    /// against accidents, not against attackers.
    /// </summary>
    internal static class Fingerprint
    {
        public const int Length = 4;

        // "STUN" in ASCII: so that a CRC-32 of the payload's own does not match by design.
        private const uint Mask = 0x5354554E;

        public static void AddTo(ref StunWriter writer)
        {
            Span<byte> value = writer.Add(StunAttributeType.Fingerprint, Length);
            // The header's length already covers this attribute, as the RFC wants it; the CRC covers what lies before it.
            if (!writer.Failed) BinaryPrimitives.WriteUInt32BigEndian(value, Over(writer.Written.Slice(0, writer.Length - 8)));
        }

        /// <summary>Whether the message has a FINGERPRINT and it is right.</summary>
        public static bool Matches(in StunMessage message)
        {
            int at = message.FingerprintOffset;
            return at >= 0 && BinaryPrimitives.ReadUInt32BigEndian(message.Bytes.Slice(at + 4)) == Over(message.Bytes.Slice(0, at));
        }

        private static uint Over(ReadOnlySpan<byte> data) => Crc32.Compute(data) ^ Mask;
    }
}
