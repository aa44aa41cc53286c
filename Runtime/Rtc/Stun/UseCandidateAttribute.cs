using System;

namespace P2PNet.Rtc.Stun
{
    /// <summary>USE-CANDIDATE (RFC 8445 §7.1.2): a flag, by which the controlling agent nominates the pair.</summary>
    internal static class UseCandidateAttribute
    {
        public static void AddTo(ref StunWriter writer) => writer.Add(StunAttributeType.UseCandidate, ReadOnlySpan<byte>.Empty);

        public static bool IsIn(in StunMessage message) => message.Contains(StunAttributeType.UseCandidate);
    }
}
