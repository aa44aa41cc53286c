using System;
using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;

namespace P2PNet.Tests.Native.Crypto
{
    /// <summary>What one provider makes, the other understands.</summary>
    public sealed class ProvidersMeetTests
    {
        [Test]
        public void AgreeOnASecret([Values] Provider a, [Values] Provider b)
        {
            using IEcdhKeyPair left = a.Create().CreateP256KeyPair();
            using IEcdhKeyPair right = b.Create().CreateP256KeyPair();
            byte[] fromLeft = new byte[32];
            byte[] fromRight = new byte[32];
            Assert.That(left.PublicKey.Length, Is.EqualTo(65));
            Assert.That(left.TryDeriveSharedSecret(right.PublicKey, fromLeft), Is.True);
            Assert.That(right.TryDeriveSharedSecret(left.PublicKey, fromRight), Is.True);
            Assert.That(fromLeft, Is.EqualTo(fromRight));
            Assert.That(fromLeft, Is.Not.EqualTo(new byte[32]));
        }

        [Test]
        public void RefuseAPointThatIsNotOnTheCurve([Values] Provider provider)
        {
            using IEcdhKeyPair pair = provider.Create().CreateP256KeyPair();
            using IEcdhKeyPair peer = provider.Create().CreateP256KeyPair();
            byte[] secret = new byte[32];
            byte[] point = peer.PublicKey.ToArray();
            point[40] ^= 1;
            Assert.That(pair.TryDeriveSharedSecret(point, secret), Is.False);
            Assert.That(pair.TryDeriveSharedSecret(default, secret), Is.False);
            Assert.That(pair.TryDeriveSharedSecret(new byte[] { 0 }, secret), Is.False, "the point at infinity");
            byte[] zeros = new byte[65];
            zeros[0] = 4;
            Assert.That(pair.TryDeriveSharedSecret(zeros, secret), Is.False);
            byte[] ones = Hex.Repeat(0xFF, 65);
            ones[0] = 4;
            Assert.That(pair.TryDeriveSharedSecret(ones, secret), Is.False, "beyond the field");
            byte[] compressed = peer.PublicKey.Slice(0, 33).ToArray();
            compressed[0] = 2;
            Assert.That(pair.TryDeriveSharedSecret(compressed, secret), Is.False);
        }

        [Test]
        public void VerifyEachOthersSignatures([Values] Provider signer, [Values] Provider verifier)
        {
            using ILocalCertificate certificate = signer.Create().CreateCertificate();
            using ILocalCertificate other = signer.Create().CreateCertificate();
            ICryptoProvider crypto = verifier.Create();
            var random = new SeededRandom(1);
            for (int length = 0; length < 5000; length += 331)
            {
                byte[] data = new byte[length];
                random.Fill(data);
                byte[] signature = new byte[72];
                int written = certificate.Sign(data, signature);
                Assert.That(crypto.VerifyEcdsaSha256(certificate.Der, data, signature.AsSpan(0, written)), Is.True);
                Assert.That(crypto.VerifyEcdsaSha256(other.Der, data, signature.AsSpan(0, written)), Is.False);
                signature[written - 1] ^= 1;
                Assert.That(crypto.VerifyEcdsaSha256(certificate.Der, data, signature.AsSpan(0, written)), Is.False);
            }
        }

        [Test]
        public void OpenWhatTheOtherSealed([Values] Provider sealer, [Values] Provider opener)
        {
            var random = new SeededRandom(2);
            byte[] key = new byte[16];
            random.Fill(key);
            using IAeadCipher seal = sealer.Create().CreateAes128Gcm(key);
            using IAeadCipher open = opener.Create().CreateAes128Gcm(key);
            for (int length = 0; length < 3000; length += 97)
            {
                byte[] plaintext = new byte[length];
                byte[] nonce = new byte[12];
                byte[] aad = new byte[length % 29];
                byte[] tag = new byte[16];
                random.Fill(plaintext);
                random.Fill(nonce);
                random.Fill(aad);
                byte[] data = (byte[])plaintext.Clone();
                seal.Seal(nonce, aad, data, tag);
                byte[] forged = (byte[])data.Clone();
                byte[] forgedTag = (byte[])tag.Clone();
                forgedTag[random.Next(16)] ^= 4;
                Assert.That(open.TryOpen(nonce, aad, forged, forgedTag), Is.False);
                Assert.That(open.TryOpen(nonce, aad, data, tag), Is.True);
                Assert.That(data, Is.EqualTo(plaintext));
            }
        }

        [Test]
        public void MakeCertificatesThatAreValidFromYesterdayForAMonth([Values] Provider provider)
        {
            using ILocalCertificate local = provider.Create().CreateCertificate();
            using ILocalCertificate another = provider.Create().CreateCertificate();
            using X509Certificate2 certificate = Load(local.Der);
            using X509Certificate2 second = Load(another.Der);
            Assert.That(certificate.NotBefore.ToUniversalTime(), Is.EqualTo(DateTime.UtcNow.AddDays(-1)).Within(TimeSpan.FromMinutes(2)));
            Assert.That(certificate.NotAfter.ToUniversalTime(), Is.EqualTo(DateTime.UtcNow.AddDays(30)).Within(TimeSpan.FromMinutes(2)));
            Assert.That(certificate.Subject, Is.EqualTo(certificate.Issuer).And.StartsWith("CN="));
            Assert.That(certificate.SignatureAlgorithm.Value, Is.EqualTo("1.2.840.10045.4.3.2"), "ecdsa-with-SHA256");
            Assert.That(second.Subject, Is.Not.EqualTo(certificate.Subject));
            Assert.That(second.SerialNumber, Is.Not.EqualTo(certificate.SerialNumber));
            byte[] digest = new byte[32];
            provider.Create().Sha256(local.Der, digest);
            Assert.That(local.Fingerprint.Matches(digest), Is.True);
        }

        [Test]
        public void BouncyCastleRepeatsItselfFromASeed()
        {
            var now = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
            string first = Everything(7);
            string again = Everything(7);
            Assert.That(again, Is.EqualTo(first));
            Assert.That(Everything(8), Is.Not.EqualTo(first));

            string Everything(ulong seed)
            {
                var crypto = new BouncyCastleCrypto(new SeededRandom(seed), now);
                using ILocalCertificate certificate = crypto.CreateCertificate();
                using IEcdhKeyPair pair = crypto.CreateP256KeyPair();
                byte[] signature = new byte[72];
                int length = certificate.Sign(new byte[] { 1, 2, 3 }, signature);
                return BitConverter.ToString(certificate.Der.ToArray()) + BitConverter.ToString(pair.PublicKey.ToArray()) + BitConverter.ToString(signature, 0, length);
            }
        }

        private static X509Certificate2 Load(ReadOnlySpan<byte> der)
        {
#if NET
            return X509CertificateLoader.LoadCertificate(der);
#else
            return new X509Certificate2(der.ToArray());
#endif
        }
    }
}
