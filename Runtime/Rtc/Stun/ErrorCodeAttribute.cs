using System;

namespace P2PNet.Rtc.Stun
{
    /// <summary>ERROR-CODE (RFC 8489 §14.8): hundreds and the rest of the code, and a reason for people. As a read value a view over the message.</summary>
    internal readonly ref struct ErrorCodeAttribute
    {
        public ErrorCodeAttribute(StunErrorCode code, ReadOnlySpan<byte> reason)
        {
            Code = code;
            Reason = reason;
        }

        /// <summary>300 to 699; need not be a named value.</summary>
        public StunErrorCode Code { get; }

        /// <summary>UTF-8, fewer than 128 characters; diagnostic only. It comes from outside: not to be shown as it is.</summary>
        public ReadOnlySpan<byte> Reason { get; }

        public void AddTo(ref StunWriter writer)
        {
            Span<byte> value = writer.Add(StunAttributeType.ErrorCode, 4 + Reason.Length);
            if (writer.Failed) return;
            value[2] = (byte)((int)Code / 100);
            value[3] = (byte)((int)Code % 100);
            Reason.CopyTo(value.Slice(4));
        }

        public static bool TryRead(in StunMessage message, out ErrorCodeAttribute attribute)
        {
            attribute = default;
            if (!message.TryFind(StunAttributeType.ErrorCode, out ReadOnlySpan<byte> value) || value.Length < 4 || value.Length > 4 + 763) return false;
            int hundreds = value[2] & 7;
            if (hundreds < 3 || hundreds > 6 || value[3] > 99) return false;
            attribute = new ErrorCodeAttribute((StunErrorCode)((hundreds * 100) + value[3]), value.Slice(4));
            return true;
        }
    }
}
