using System;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>DONT-FRAGMENT (RFC 8656 §18.9): a flag, by which what is relayed shall carry the DF bit.</summary>
    internal static class DontFragmentAttribute
    {
        public static void AddTo(ref StunWriter writer) => writer.Add(StunAttributeType.DontFragment, ReadOnlySpan<byte>.Empty);

        public static bool IsIn(in StunMessage message) => message.Contains(StunAttributeType.DontFragment);
    }
}
