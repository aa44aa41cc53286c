#if NET
using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>The platform's own cryptography, where the whole of System.Security.Cryptography exists: .NET, not Unity.</summary>
    internal sealed class SystemCrypto : ICryptoProvider
    {
        private const string IdEcPublicKey = "1.2.840.10045.2.1"; // RFC 5480 §2.1.1

        /// <summary>The DER of the object identifier secp256r1, 1.2.840.10045.3.1.7 (RFC 5480 §2.1.1.1).</summary>
        private static ReadOnlySpan<byte> Secp256R1 => new byte[] { 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07 };

        public void Sha256(ReadOnlySpan<byte> data, Span<byte> digest) => SHA256.HashData(data, digest);

        public void HmacSha256(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac) => HMACSHA256.HashData(key, data, mac);

        // Broken for signatures, but what RFC 8489 puts on the wire; as a MAC it still holds.
#pragma warning disable CA5350
        public void HmacSha1(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac) => HMACSHA1.HashData(key, data, mac);
#pragma warning restore CA5350

#pragma warning disable CA5351
        public void Md5(ReadOnlySpan<byte> data, Span<byte> digest) => MD5.HashData(data, digest);
#pragma warning restore CA5351

        public IEcdhKeyPair CreateP256KeyPair() => new SystemEcdhKeyPair();

        public ILocalCertificate CreateCertificate() => new SystemCertificate(DateTimeOffset.UtcNow);

        public bool VerifyEcdsaSha256(ReadOnlySpan<byte> certificateDer, ReadOnlySpan<byte> data, ReadOnlySpan<byte> derSignature)
        {
            // The loader would also take PEM; on the wire there is only DER, a SEQUENCE.
            if (certificateDer.Length == 0 || certificateDer[0] != 0x30) return false;
            try
            {
                using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(certificateDer);
                PublicKey key = certificate.PublicKey;
                if (key.Oid.Value != IdEcPublicKey || !Secp256R1.SequenceEqual(key.EncodedParameters?.RawData)) return false;
                using ECDsa? ecdsa = certificate.GetECDsaPublicKey();
                return ecdsa != null && ecdsa.VerifyData(data, derSignature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            }
            catch (Exception e) when (e is CryptographicException || e is ArgumentException)
            {
                return false;
            }
        }

        public IAeadCipher CreateAes128Gcm(ReadOnlySpan<byte> key) => new SystemAesGcm(key);
    }
}
#endif
