using System;
using System.Text;

namespace P2PNet.Rtc.Stun
{
    /// <summary>
    /// The HMAC key of long-term credentials: MD5 of <c>username ":" realm ":" password</c> (RFC 8489 §9.2.2). Names and passwords
    /// are taken as they are; who lets people type them prepares them by OpaqueString (RFC 8265) first.
    /// </summary>
    internal static class LongTermKey
    {
        public const int Length = 16;

        /// <summary>Writes the 16-byte key. Allocates: done once for each realm, not for each message.</summary>
        public static void Derive(ICryptoProvider crypto, string username, string realm, string password, Span<byte> key)
            => crypto.Md5(Encoding.UTF8.GetBytes(username + ":" + realm + ":" + password), key);
    }
}
