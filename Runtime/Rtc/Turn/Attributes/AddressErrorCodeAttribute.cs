using System;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>
    /// ADDRESS-ERROR-CODE (RFC 8656 §18.12): why the server gave no relayed address of this family, in a response that gives one of the
    /// other. As a read value a view over the message.
    /// </summary>
    internal readonly ref struct AddressErrorCodeAttribute
    {
        public AddressErrorCodeAttribute(AddressFamily family, StunErrorCode code, ReadOnlySpan<byte> reason)
        {
            Family = family;
            Code = code;
            Reason = reason;
        }

        public AddressFamily Family { get; }

        /// <summary>300 to 699: 440 or 508 where the server keeps to the RFC.</summary>
        public StunErrorCode Code { get; }

        /// <summary>UTF-8; comes from outside and is not to be shown as it is.</summary>
        public ReadOnlySpan<byte> Reason { get; }

        public void AddTo(ref StunWriter writer)
        {
            Span<byte> value = writer.Add(StunAttributeType.AddressErrorCode, 4 + Reason.Length);
            if (writer.Failed) return;
            value[0] = (byte)Family;
            value[2] = (byte)((int)Code / 100);
            value[3] = (byte)((int)Code % 100);
            Reason.CopyTo(value.Slice(4));
        }

        public static bool TryRead(in StunMessage message, out AddressErrorCodeAttribute attribute)
        {
            attribute = default;
            if (!message.TryFind(StunAttributeType.AddressErrorCode, out ReadOnlySpan<byte> value) || value.Length < 4 || value.Length > 4 + 763) return false;
            int hundreds = value[2] & 7;
            if (hundreds < 3 || hundreds > 6 || value[3] > 99) return false;
            attribute = new AddressErrorCodeAttribute((AddressFamily)value[0], (StunErrorCode)((hundreds * 100) + value[3]), value.Slice(4));
            return true;
        }
    }
}
