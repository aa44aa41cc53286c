using System;
using System.Text;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// The pseudorandom function of TLS 1.2 with SHA-256 (RFC 5246 §5): P_SHA256(secret, label + seed), where
    /// A(0) = label + seed, A(i) = HMAC(secret, A(i-1)), output = HMAC(secret, A(1) + A(0)) + HMAC(secret, A(2) + A(0)) + …
    /// </summary>
    internal static class TlsPrf
    {
        private const int HashLength = 32;

        /// <summary>The longest label and seed together: "key expansion" or "extended master secret" and two randoms.</summary>
        private const int MaxSeedLength = 128;

        /// <summary>Fills <paramref name="output"/>. The seed comes in two parts, because it mostly is two randoms.</summary>
        public static void Compute(ICryptoProvider crypto, ReadOnlySpan<byte> secret, string label, ReadOnlySpan<byte> seed, ReadOnlySpan<byte> seedRest, Span<byte> output)
        {
            Span<byte> buffer = stackalloc byte[HashLength + MaxSeedLength];
            int length = HashLength + Encoding.ASCII.GetBytes(label, buffer.Slice(HashLength));
            seed.CopyTo(buffer.Slice(length));
            seedRest.CopyTo(buffer.Slice(length + seed.Length));
            length += seed.Length + seedRest.Length;

            Span<byte> a = buffer.Slice(0, HashLength); // A(i), with A(0) right behind it
            Span<byte> next = stackalloc byte[HashLength];
            crypto.HmacSha256(secret, buffer.Slice(HashLength, length - HashLength), next);
            while (output.Length > 0)
            {
                next.CopyTo(a);
                crypto.HmacSha256(secret, buffer.Slice(0, length), next);
                int taken = Math.Min(HashLength, output.Length);
                next.Slice(0, taken).CopyTo(output);
                output = output.Slice(taken);
                crypto.HmacSha256(secret, a, next);
            }

            buffer.Clear();
            next.Clear();
        }
    }
}
