#if !NET || P2PNET_BOUNCYCASTLE
using System;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>A self-signed P-256 certificate by BouncyCastle. Name and serial number are random, so that nothing ties two sessions together.</summary>
    internal sealed class BouncyCastleCertificate : ILocalCertificate
    {
        private readonly byte[] _der;
        private AsymmetricKeyParameter? _key;

        public BouncyCastleCertificate(SecureRandom random, DateTime now)
        {
            var keys = new ECKeyPairGenerator("ECDSA");
            // By its identifier: the certificate must name the curve, not spell its parameters out.
            keys.Init(new ECKeyGenerationParameters(SecObjectIdentifiers.SecP256r1, random));
            AsymmetricCipherKeyPair pair = keys.GenerateKeyPair();
            _key = pair.Private;

            byte[] name = new byte[8];
            byte[] serial = new byte[16];
            random.NextBytes(name);
            random.NextBytes(serial);
            serial[0] = (byte)((serial[0] & 0x7F) | 0x40); // positive and without a leading zero (RFC 5280 §4.1.2.2)

            var subject = new X509Name("CN=" + BitConverter.ToString(name).Replace("-", string.Empty));
            var generator = new X509V3CertificateGenerator();
            generator.SetSerialNumber(new BigInteger(serial));
            generator.SetIssuerDN(subject);
            generator.SetSubjectDN(subject);
            generator.SetNotBefore(now.AddDays(-1));
            generator.SetNotAfter(now.AddDays(30));
            generator.SetPublicKey(pair.Public);
            _der = generator.Generate(new Asn1SignatureFactory("SHA256WITHECDSA", _key, random)).GetEncoded();

            var sha256 = new Sha256Digest();
            byte[] digest = new byte[CertificateFingerprint.Length];
            sha256.BlockUpdate(_der, 0, _der.Length);
            sha256.DoFinal(digest, 0);
            Fingerprint = new CertificateFingerprint(digest);
        }

        public ReadOnlySpan<byte> Der => _der;

        public CertificateFingerprint Fingerprint { get; }

        public int Sign(ReadOnlySpan<byte> data, Span<byte> derSignature)
        {
            if (_key == null) throw new ObjectDisposedException(nameof(BouncyCastleCertificate));
            // RFC 6979: the nonce comes from key and message, so a weak source of randomness cannot give the key away.
            var signer = new DsaDigestSigner(new ECDsaSigner(new HMacDsaKCalculator(new Sha256Digest())), new Sha256Digest(), StandardDsaEncoding.Instance);
            signer.Init(true, _key);
            byte[] input = data.ToArray();
            signer.BlockUpdate(input, 0, input.Length);
            byte[] signature = signer.GenerateSignature();
            signature.CopyTo(derSignature);
            return signature.Length;
        }

        public void Dispose() => _key = null;
    }
}
#endif
