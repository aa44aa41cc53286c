#if NET
using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using NUnit.Framework;
using P2PNet.Rtc;

namespace P2PNet.Tests.Native.Crypto
{
    /// <summary>Certificates as others make them: what counts is the key, not who signed it or when it was valid.</summary>
    public sealed class CertificateVerificationTests
    {
        private static readonly byte[] Data = { 1, 2, 3, 4 };

        [Test]
        public void TakesAP256KeyWhoeverSignedTheCertificate([Values] Provider provider)
        {
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using RSA authority = RSA.Create(2048);
            var issuer = new X500DistinguishedName("CN=authority");
            var request = new CertificateRequest(new X500DistinguishedName("CN=signed by RSA"), key, HashAlgorithmName.SHA384);
            using X509Certificate2 certificate = request.Create(issuer, X509SignatureGenerator.CreateForRSA(authority, RSASignaturePadding.Pkcs1),
                DateTimeOffset.UtcNow.AddYears(-3), DateTimeOffset.UtcNow.AddYears(-2), new byte[] { 1 });
            byte[] signature = key.SignData(Data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            Assert.That(provider.Create().VerifyEcdsaSha256(certificate.RawData, Data, signature), Is.True);
        }

        [Test]
        public void TakesExtensionsAndUnusualNames([Values] Provider provider)
        {
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=\"näme, with = signs\", O=Ω, C=DE", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
            using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddYears(80));
            byte[] signature = key.SignData(Data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            Assert.That(provider.Create().VerifyEcdsaSha256(certificate.RawData, Data, signature), Is.True);
        }

        [Test]
        public void RefusesKeysOfOtherKinds([Values] Provider provider)
        {
            using RSA rsa = RSA.Create(2048);
            using ECDsa p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
            using X509Certificate2 rsaCertificate = SelfSign(new CertificateRequest("CN=rsa", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
            using X509Certificate2 p384Certificate = SelfSign(new CertificateRequest("CN=p384", p384, HashAlgorithmName.SHA256));
            ICryptoProvider crypto = provider.Create();
            byte[] rsaSignature = rsa.SignData(Data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            byte[] p384Signature = p384.SignData(Data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            Assert.That(crypto.VerifyEcdsaSha256(rsaCertificate.RawData, Data, rsaSignature), Is.False);
            Assert.That(crypto.VerifyEcdsaSha256(p384Certificate.RawData, Data, p384Signature), Is.False);
        }

        [Test]
        public void RefusesPem([Values] Provider provider)
        {
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using X509Certificate2 certificate = SelfSign(new CertificateRequest("CN=pem", key, HashAlgorithmName.SHA256));
            byte[] signature = key.SignData(Data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            Assert.That(provider.Create().VerifyEcdsaSha256(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()), Data, signature), Is.False);
        }

        [Test]
        public void NeverThrowsWhateverTheBytes([Values] Provider provider)
        {
            ICryptoProvider crypto = provider.Create();
            using ILocalCertificate certificate = crypto.CreateCertificate();
            byte[] signature = new byte[72];
            signature = signature.AsSpan(0, certificate.Sign(Data, signature)).ToArray();
            var random = new SeededRandom(3);
            for (int length = 0; length < certificate.Der.Length; length += 5) Assert.That(crypto.VerifyEcdsaSha256(certificate.Der.Slice(0, length), Data, signature), Is.False);
            for (int length = 0; length < signature.Length; length++) Assert.That(crypto.VerifyEcdsaSha256(certificate.Der, Data, signature.AsSpan(0, length)), Is.False);
            int accepted = 0;
            for (int i = 0; i < 200; i++)
            {
                byte[] der = certificate.Der.ToArray();
                der[random.Next(der.Length)] ^= (byte)(1 << random.Next(8));
                if (crypto.VerifyEcdsaSha256(der, Data, signature)) accepted++; // a flip outside the key
                byte[] forged = (byte[])signature.Clone();
                forged[random.Next(forged.Length)] ^= (byte)(1 << random.Next(8));
                Assert.That(crypto.VerifyEcdsaSha256(certificate.Der, Data, forged), Is.False, "seed " + random.Seed + ", " + i);
            }

            Assert.That(accepted, Is.LessThan(200));
        }

        [Test]
        public void SystemSealsAndOpensWithoutGarbage()
        {
            using IAeadCipher cipher = Provider.System.Create().CreateAes128Gcm(new byte[16]);
            byte[] data = new byte[1000];
            byte[] nonce = new byte[12];
            byte[] tag = new byte[16];
            Round();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++) Round();
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

            void Round()
            {
                nonce[0]++;
                cipher.Seal(nonce, default, data, tag);
                cipher.TryOpen(nonce, default, data, tag);
            }
        }

        [Test]
        public void BouncyCastlesGarbageStaysInProportion()
        {
            using IAeadCipher cipher = Provider.BouncyCastle.Create().CreateAes128Gcm(new byte[16]);
            byte[] data = new byte[1000];
            byte[] nonce = new byte[12];
            byte[] tag = new byte[16];
            Round();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++) Round();
            // GcmBlockCipher makes a counter block, 40 bytes, for every 16 bytes of data, and some state a record.
            long each = (GC.GetAllocatedBytesForCurrentThread() - before) / 200;
            Assert.That(each, Is.LessThan(4096));

            void Round()
            {
                nonce[0]++;
                cipher.Seal(nonce, default, data, tag);
                cipher.TryOpen(nonce, default, data, tag);
            }
        }

        private static X509Certificate2 SelfSign(CertificateRequest request) => request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
#endif
