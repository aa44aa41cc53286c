using System;
using System.Text;

namespace P2PNet.Rtc.Stun
{
    /// <summary>
    /// The HMAC key of long-term credentials: MD5, or SHA-256, of <c>username ":" realm ":" password</c> (RFC 8489 §9.2.2). Names and passwords
    /// are taken as they are; who lets people type them prepares them by OpaqueString (RFC 8265) first.
    /// </summary>
    internal static class LongTermKey
    {
        public const int Length = 16;
        public const int Sha256Length = 32;

        /// <summary>Writes the 16-byte key. Allocates: done once for each realm, not for each message.</summary>
        public static void Derive(ICryptoProvider crypto, string username, string realm, string password, Span<byte> key)
            => crypto.Md5(Encoding.UTF8.GetBytes(username + ":" + realm + ":" + password), key);

        /// <summary>Writes the 32-byte key of <see cref="PasswordAlgorithm.Sha256"/> (RFC 8489 §18.5.1.2). Allocates likewise.</summary>
        public static void DeriveSha256(ICryptoProvider crypto, string username, string realm, string password, Span<byte> key)
            => crypto.Sha256(Encoding.UTF8.GetBytes(username + ":" + realm + ":" + password), key);
    }
}
