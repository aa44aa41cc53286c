using System;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>EVEN-PORT (RFC 8656 §18.7): asks for an even port and, if so marked, to reserve the next one for a later allocation.</summary>
    internal static class EvenPortAttribute
    {
        public static void AddTo(ref StunWriter writer, bool reservesNext)
        {
            Span<byte> value = writer.Add(StunAttributeType.EvenPort, 1);
            if (!writer.Failed) value[0] = reservesNext ? (byte)0x80 : (byte)0;
        }

        public static bool TryRead(in StunMessage message, out bool reservesNext)
        {
            bool found = message.TryFind(StunAttributeType.EvenPort, out ReadOnlySpan<byte> value) && value.Length == 1;
            reservesNext = found && (value[0] & 0x80) != 0;
            return found;
        }
    }
}
