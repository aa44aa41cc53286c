#if NET
using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>A self-signed P-256 certificate of the platform. Name and serial number are random, so that nothing ties two sessions together.</summary>
    internal sealed class SystemCertificate : ILocalCertificate
    {
        private readonly ECDsa _key;
        private readonly byte[] _der;

        public SystemCertificate(DateTimeOffset now)
        {
            _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Span<byte> random = stackalloc byte[24];
            RandomNumberGenerator.Fill(random);
            var subject = new X500DistinguishedName("CN=" + Convert.ToHexString(random.Slice(0, 8)));
            Span<byte> serial = random.Slice(8);
            serial[0] = (byte)((serial[0] & 0x7F) | 0x40); // positive and without a leading zero (RFC 5280 §4.1.2.2)

            var request = new CertificateRequest(subject, _key, HashAlgorithmName.SHA256);
            var generator = X509SignatureGenerator.CreateForECDsa(_key);
            using X509Certificate2 certificate = request.Create(subject, generator, now.AddDays(-1), now.AddDays(30), serial);
            _der = certificate.RawData;
            Fingerprint = new CertificateFingerprint(SHA256.HashData(_der));
        }

        public ReadOnlySpan<byte> Der => _der;

        public CertificateFingerprint Fingerprint { get; }

        public int Sign(ReadOnlySpan<byte> data, Span<byte> derSignature)
        {
            if (!_key.TrySignData(data, derSignature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence, out int length))
                throw new ArgumentException("A signature takes up to 72 bytes.", nameof(derSignature));
            return length;
        }

        public void Dispose() => _key.Dispose();
    }
}
#endif
