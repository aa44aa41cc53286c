using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Stun
{
    /// <summary>
    /// NOMINATION (libwebrtc; never standardized beyond draft-thatcher-ice-renomination): a number by which a controlling agent may choose again, where the peer's
    /// description has the ICE option <c>renomination</c>. The pair with the highest number counts.
    /// </summary>
    internal static class NominationAttribute
    {
        public static void AddTo(ref StunWriter writer, uint number)
        {
            Span<byte> value = writer.Add(StunAttributeType.Nomination, 4);
            if (!writer.Failed) BinaryPrimitives.WriteUInt32BigEndian(value, number);
        }

        /// <summary>The number; 0 where there is none.</summary>
        public static uint Read(in StunMessage message)
            => message.TryFind(StunAttributeType.Nomination, out ReadOnlySpan<byte> value) && value.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(value) : 0;
    }
}
