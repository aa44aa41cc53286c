using System;
using System.Buffers.Binary;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>RESERVATION-TOKEN (RFC 8656 §18.10): names a relayed address that the server holds in reserve; 8 bytes that mean nothing to others.</summary>
    internal static class ReservationTokenAttribute
    {
        public static void AddTo(ref StunWriter writer, ulong token)
        {
            Span<byte> value = writer.Add(StunAttributeType.ReservationToken, 8);
            if (!writer.Failed) BinaryPrimitives.WriteUInt64BigEndian(value, token);
        }

        public static bool TryRead(in StunMessage message, out ulong token)
        {
            bool found = message.TryFind(StunAttributeType.ReservationToken, out ReadOnlySpan<byte> value) && value.Length == 8;
            token = found ? BinaryPrimitives.ReadUInt64BigEndian(value) : 0;
            return found;
        }
    }
}
