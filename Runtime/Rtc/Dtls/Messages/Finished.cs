using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>Finished (RFC 5246 §7.4.9): verify_data(12).</summary>
    internal static class Finished
    {
        public const int Length = 12;

        public static bool TryParse(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> verifyData)
        {
            verifyData = body;
            return body.Length == Length;
        }
    }
}
