using System;
using System.Buffers.Binary;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>CHANNEL-NUMBER (RFC 8656 §18.1): the channel that a ChannelBind binds. Read as it stands, also outside the range of channels.</summary>
    internal static class ChannelNumberAttribute
    {
        public static void AddTo(ref StunWriter writer, ushort channel)
        {
            // Two bytes of number, two that are reserved.
            Span<byte> value = writer.Add(StunAttributeType.ChannelNumber, 4);
            if (!writer.Failed) BinaryPrimitives.WriteUInt16BigEndian(value, channel);
        }

        public static bool TryRead(in StunMessage message, out ushort channel)
        {
            bool found = message.TryFind(StunAttributeType.ChannelNumber, out ReadOnlySpan<byte> value) && value.Length == 4;
            channel = found ? BinaryPrimitives.ReadUInt16BigEndian(value) : (ushort)0;
            return found;
        }
    }
}
