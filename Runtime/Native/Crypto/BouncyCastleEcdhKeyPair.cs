#if !NET || P2PNET_BOUNCYCASTLE
using System;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Agreement;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Utilities;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>One half of an ECDHE exchange over P-256 by BouncyCastle.</summary>
    internal sealed class BouncyCastleEcdhKeyPair : IEcdhKeyPair
    {
        private const int PointLength = 65;
        private const int SecretLength = 32;
        private const byte Uncompressed = 4; // RFC 8422 §5.4.1

        private readonly ECDomainParameters _p256;
        private readonly byte[] _publicKey;
        private AsymmetricKeyParameter? _privateKey;

        public BouncyCastleEcdhKeyPair(ECDomainParameters p256, SecureRandom random)
        {
            _p256 = p256;
            var generator = new ECKeyPairGenerator("ECDH");
            generator.Init(new ECKeyGenerationParameters(p256, random));
            AsymmetricCipherKeyPair pair = generator.GenerateKeyPair();
            _privateKey = pair.Private;
            _publicKey = ((ECPublicKeyParameters)pair.Public).Q.GetEncoded(false);
        }

        public ReadOnlySpan<byte> PublicKey => _publicKey;

        public bool TryDeriveSharedSecret(ReadOnlySpan<byte> peerPublicKey, Span<byte> secret)
        {
            if (_privateKey == null) throw new ObjectDisposedException(nameof(BouncyCastleEcdhKeyPair));
            if (peerPublicKey.Length != PointLength || peerPublicKey[0] != Uncompressed) return false;
            try
            {
                // Decoding refuses a point that is not on the curve, which is what an invalid-curve attack needs.
                var peer = new ECPublicKeyParameters(_p256.Curve.DecodePoint(peerPublicKey.ToArray()), _p256);
                var agreement = new ECDHBasicAgreement();
                agreement.Init(_privateKey);
                byte[] shared = BigIntegers.AsUnsignedByteArray(SecretLength, agreement.CalculateAgreement(peer));
                shared.CopyTo(secret);
                Array.Clear(shared, 0, shared.Length);
                return true;
            }
            catch (Exception e) when (e is ArgumentException || e is InvalidOperationException)
            {
                return false;
            }
        }

        public void Dispose() => _privateKey = null;
    }
}
#endif
