using System;

namespace P2PNet.Rtc.Stun
{
    /// <summary>
    /// The 13 characters that a server of RFC 8489 puts before its nonces (§9.2): <c>obMatJos2</c> and, in base64, 24 bits that say what
    /// it can do (§18.1). Because the nonce is under the integrity of every request, nobody on the way can take a feature from the list
    /// unnoticed (§9.2.1).
    /// </summary>
    internal static class NonceCookie
    {
        public const int Length = 13;

        /// <summary>Bit 0: PASSWORD-ALGORITHMS.</summary>
        public const uint PasswordAlgorithms = 0x800000;

        /// <summary>Bit 1: USERHASH.</summary>
        public const uint UsernameAnonymity = 0x400000;

        private const string Prefix = "obMatJos2";
        private const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

        /// <summary>Writes 13 bytes.</summary>
        public static void Write(Span<byte> destination, uint features)
        {
            for (int i = 0; i < Prefix.Length; i++) destination[i] = (byte)Prefix[i];
            for (int i = 0; i < 4; i++) destination[Prefix.Length + i] = (byte)Base64[(int)(features >> (18 - (6 * i))) & 63];
        }

        /// <summary>False where the nonce has no cookie: its server is older than RFC 8489.</summary>
        public static bool TryRead(ReadOnlySpan<byte> nonce, out uint features)
        {
            features = 0;
            if (nonce.Length < Length) return false;
            for (int i = 0; i < Prefix.Length; i++)
            {
                if (nonce[i] != Prefix[i]) return false;
            }

            for (int i = Prefix.Length; i < Length; i++)
            {
                int value = Base64.IndexOf((char)nonce[i]);
                if (value < 0) return false;
                features = (features << 6) | (uint)value;
            }

            return true;
        }
    }
}
