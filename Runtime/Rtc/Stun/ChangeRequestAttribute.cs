using System;

namespace P2PNet.Rtc.Stun
{
    /// <summary>CHANGE-REQUEST (RFC 5780 §7.2): asks for the response from another address, another port, or both, to learn how a NAT filters.</summary>
    internal readonly struct ChangeRequestAttribute
    {
        public readonly bool ChangeAddress;
        public readonly bool ChangePort;

        public ChangeRequestAttribute(bool changeAddress, bool changePort)
        {
            ChangeAddress = changeAddress;
            ChangePort = changePort;
        }

        public void AddTo(ref StunWriter writer)
        {
            Span<byte> value = writer.Add(StunAttributeType.ChangeRequest, 4);
            if (!writer.Failed) value[3] = (byte)((ChangeAddress ? 4 : 0) | (ChangePort ? 2 : 0));
        }

        public static bool TryRead(in StunMessage message, out ChangeRequestAttribute attribute)
        {
            attribute = default;
            if (!message.TryFind(StunAttributeType.ChangeRequest, out ReadOnlySpan<byte> value) || value.Length != 4) return false;
            attribute = new ChangeRequestAttribute((value[3] & 4) != 0, (value[3] & 2) != 0);
            return true;
        }
    }
}
