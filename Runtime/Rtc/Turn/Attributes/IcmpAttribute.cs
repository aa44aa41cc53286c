using System;
using System.Buffers.Binary;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>ICMP (RFC 8656 §18.13): in a Data indication in place of DATA, the error that a relayed datagram came back with.</summary>
    internal readonly struct IcmpAttribute
    {
        /// <summary>In the numbers of the ICMP version of the peer's address family.</summary>
        public readonly byte Type;
        public readonly byte Code;

        /// <summary>The next hop's MTU where a datagram was too large, else 0.</summary>
        public readonly uint ErrorData;

        public IcmpAttribute(byte type, byte code, uint errorData)
        {
            Type = type;
            Code = code;
            ErrorData = errorData;
        }

        public void AddTo(ref StunWriter writer)
        {
            Span<byte> value = writer.Add(StunAttributeType.Icmp, 8);
            if (writer.Failed) return;
            value[2] = Type;
            value[3] = Code;
            BinaryPrimitives.WriteUInt32BigEndian(value.Slice(4), ErrorData);
        }

        public static bool TryRead(in StunMessage message, out IcmpAttribute attribute)
        {
            bool found = message.TryFind(StunAttributeType.Icmp, out ReadOnlySpan<byte> value) && value.Length == 8;
            attribute = found ? new IcmpAttribute(value[2], value[3], BinaryPrimitives.ReadUInt32BigEndian(value.Slice(4))) : default;
            return found;
        }
    }
}
