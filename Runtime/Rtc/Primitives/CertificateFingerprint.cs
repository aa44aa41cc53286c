using System;
using System.Security.Cryptography;

namespace P2PNet.Rtc
{
    /// <summary>SHA-256 over a certificate's DER (RFC 8122 §5): what signaling vouches for. Comparison takes constant time.</summary>
    internal sealed class CertificateFingerprint
    {
        public const int Length = 32;
        private readonly byte[] _sha256;

        public CertificateFingerprint(ReadOnlySpan<byte> sha256)
        {
            if (sha256.Length != Length) throw new ArgumentException("A SHA-256 fingerprint has 32 bytes, not " + sha256.Length + ".", nameof(sha256));
            _sha256 = sha256.ToArray();
        }

        public bool Matches(ReadOnlySpan<byte> sha256) => CryptographicOperations.FixedTimeEquals(_sha256, sha256);

        public bool Matches(CertificateFingerprint other) => Matches(other._sha256);

        /// <summary>Parses <c>AB:CD:…</c>, 32 pairs of hexadecimal digits of either case.</summary>
        public static bool TryParse(ReadOnlySpan<char> text, out CertificateFingerprint? fingerprint)
        {
            fingerprint = null;
            if (text.Length != (Length * 3) - 1) return false;
            Span<byte> bytes = stackalloc byte[Length];
            for (int i = 0; i < Length; i++)
            {
                int high = Digit(text[i * 3]);
                int low = Digit(text[(i * 3) + 1]);
                if (high < 0 || low < 0 || (i < Length - 1 && text[(i * 3) + 2] != ':')) return false;
                bytes[i] = (byte)((high << 4) | low);
            }

            fingerprint = new CertificateFingerprint(bytes);
            return true;
        }

        /// <summary><c>AB:CD:…</c>, as the value of <c>a=fingerprint:sha-256</c>.</summary>
        public override string ToString() => BitConverter.ToString(_sha256).Replace('-', ':');

        private static int Digit(char c) => c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }
}
