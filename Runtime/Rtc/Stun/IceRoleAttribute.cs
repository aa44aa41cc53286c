using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Stun
{
    /// <summary>ICE-CONTROLLED and ICE-CONTROLLING (RFC 8445 §7.1.3): the sender's role and the number that decides when both have the same.</summary>
    internal readonly struct IceRoleAttribute
    {
        public readonly bool IsControlling;
        public readonly ulong TieBreaker;

        public IceRoleAttribute(bool isControlling, ulong tieBreaker)
        {
            IsControlling = isControlling;
            TieBreaker = tieBreaker;
        }

        public void AddTo(ref StunWriter writer)
        {
            Span<byte> value = writer.Add(IsControlling ? StunAttributeType.IceControlling : StunAttributeType.IceControlled, 8);
            if (!writer.Failed) BinaryPrimitives.WriteUInt64BigEndian(value, TieBreaker);
        }

        /// <summary>False where neither is there, or both are: then nothing is known about the sender's role.</summary>
        public static bool TryRead(in StunMessage message, out IceRoleAttribute attribute)
        {
            attribute = default;
            bool controlling = message.TryFind(StunAttributeType.IceControlling, out ReadOnlySpan<byte> value);
            bool controlled = message.TryFind(StunAttributeType.IceControlled, out ReadOnlySpan<byte> other);
            if (controlling == controlled) return false;
            if (controlled) value = other;
            if (value.Length != 8) return false;
            attribute = new IceRoleAttribute(controlling, BinaryPrimitives.ReadUInt64BigEndian(value));
            return true;
        }
    }
}
