using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Stun
{
    /// <summary>PRIORITY (RFC 8445 §7.1.1): the priority that a peer-reflexive candidate discovered by this check would have.</summary>
    internal static class PriorityAttribute
    {
        public static void AddTo(ref StunWriter writer, uint priority)
        {
            Span<byte> value = writer.Add(StunAttributeType.Priority, 4);
            if (!writer.Failed) BinaryPrimitives.WriteUInt32BigEndian(value, priority);
        }

        public static bool TryRead(in StunMessage message, out uint priority)
        {
            bool found = message.TryFind(StunAttributeType.Priority, out ReadOnlySpan<byte> value) && value.Length == 4;
            priority = found ? BinaryPrimitives.ReadUInt32BigEndian(value) : 0;
            return found;
        }
    }
}
