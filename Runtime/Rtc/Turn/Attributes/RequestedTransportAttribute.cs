using System;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>REQUESTED-TRANSPORT (RFC 8656 §18.8): how the relayed address talks to peers, as an IP protocol number.</summary>
    internal static class RequestedTransportAttribute
    {
        /// <summary>The only protocol that RFC 8656 relays.</summary>
        public const byte Udp = 17;

        public static void AddTo(ref StunWriter writer, byte protocol)
        {
            Span<byte> value = writer.Add(StunAttributeType.RequestedTransport, 4);
            if (!writer.Failed) value[0] = protocol;
        }

        public static bool TryRead(in StunMessage message, out byte protocol)
        {
            bool found = message.TryFind(StunAttributeType.RequestedTransport, out ReadOnlySpan<byte> value) && value.Length == 4;
            protocol = found ? value[0] : (byte)0;
            return found;
        }
    }
}
