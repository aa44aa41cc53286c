#if !NET || P2PNET_BOUNCYCASTLE
using System;
using System.Diagnostics.CodeAnalysis;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>
    /// BouncyCastle's cryptography, for Unity's Mono and IL2CPP, which lack AesGcm, ECDiffieHellman, ECDsa and CertificateRequest.
    /// Given a seeded <see cref="IRandom"/> and a fixed moment, every key, certificate and signature of it can be repeated. What it cannot
    /// do is forget: BouncyCastle keeps private numbers in immutable objects that only the garbage collector clears.
    /// </summary>
    internal sealed class BouncyCastleCrypto : ICryptoProvider
    {
        private readonly SecureRandom _random;
        private readonly DateTime? _now;
        private readonly ECDomainParameters _p256;
        private readonly BouncyCastleScratch _scratch = new BouncyCastleScratch();
        private readonly byte[] _digest = new byte[32];
        private readonly Sha256Digest _sha256 = new Sha256Digest();
        private readonly MD5Digest _md5 = new MD5Digest();
        private readonly BouncyCastleMac _hmacSha256;
        private readonly BouncyCastleMac _hmacSha1;

        /// <summary>Makes a provider.</summary>
        /// <param name="random">Where keys come from; the operating system where null.</param>
        /// <param name="now">The moment that certificates are made at, UTC; the system's clock where null.</param>
        public BouncyCastleCrypto(IRandom? random = null, DateTime? now = null)
        {
            _random = new SecureRandom(new BouncyCastleRandom(random ?? SystemRandom.Instance));
            _now = now;
            X9ECParameters p256 = CustomNamedCurves.GetByOid(SecObjectIdentifiers.SecP256r1);
            _p256 = new ECDomainParameters(p256.Curve, p256.G, p256.N, p256.H);
            _hmacSha256 = new BouncyCastleMac(new Sha256Digest(), _scratch);
            _hmacSha1 = new BouncyCastleMac(new Sha1Digest(), _scratch);
        }

        public void Sha256(ReadOnlySpan<byte> data, Span<byte> digest) => Hash(_sha256, data, digest);

        public void HmacSha256(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac) => _hmacSha256.Compute(key, data, mac);

        public void HmacSha1(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac) => _hmacSha1.Compute(key, data, mac);

        public void Md5(ReadOnlySpan<byte> data, Span<byte> digest) => Hash(_md5, data, digest);

        public IEcdhKeyPair CreateP256KeyPair() => new BouncyCastleEcdhKeyPair(_p256, _random);

        public ILocalCertificate CreateCertificate() => new BouncyCastleCertificate(_random, _now ?? DateTime.UtcNow);

        [SuppressMessage("Design", "CA1031", Justification = "BouncyCastle's ASN.1 parser throws whatever its casts and indexers throw; to the caller all of it is a certificate that cannot be read.")]
        public bool VerifyEcdsaSha256(ReadOnlySpan<byte> certificateDer, ReadOnlySpan<byte> data, ReadOnlySpan<byte> derSignature)
        {
            try
            {
                X509CertificateStructure certificate = X509CertificateStructure.GetInstance(Asn1Object.FromByteArray(certificateDer.ToArray()));
                SubjectPublicKeyInfo info = certificate.SubjectPublicKeyInfo;
                if (!X9ObjectIdentifiers.IdECPublicKey.Equals(info.AlgorithmID.Algorithm)) return false;
                if (!SecObjectIdentifiers.SecP256r1.Equals(info.AlgorithmID.Parameters)) return false;
                // Decoding refuses a point that is not on the curve.
                var key = new ECPublicKeyParameters(_p256.Curve.DecodePoint(info.PublicKeyData.GetBytes()), _p256);
                var verifier = new DsaDigestSigner(new ECDsaSigner(), new Sha256Digest(), StandardDsaEncoding.Instance);
                verifier.Init(false, key);
                while (data.Length > 0) verifier.BlockUpdate(_scratch.Buffer, 0, _scratch.Take(ref data));
                return verifier.VerifySignature(derSignature.ToArray());
            }
            catch (Exception)
            {
                return false;
            }
        }

        public IAeadCipher CreateAes128Gcm(ReadOnlySpan<byte> key) => new BouncyCastleAesGcm(key);

        private void Hash(IDigest algorithm, ReadOnlySpan<byte> data, Span<byte> digest)
        {
            while (data.Length > 0) algorithm.BlockUpdate(_scratch.Buffer, 0, _scratch.Take(ref data));
            algorithm.DoFinal(_digest, 0); // which also resets it
            _digest.AsSpan(0, algorithm.GetDigestSize()).CopyTo(digest);
        }
    }
}
#endif
