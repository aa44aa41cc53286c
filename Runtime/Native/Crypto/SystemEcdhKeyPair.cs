#if NET
using System;
using System.Security.Cryptography;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>One half of an ECDHE exchange over P-256 by the platform.</summary>
    internal sealed class SystemEcdhKeyPair : IEcdhKeyPair
    {
        private const int CoordinateLength = 32;
        private const int PointLength = 1 + (2 * CoordinateLength);
        private const byte Uncompressed = 4; // RFC 8422 §5.4.1

        private readonly ECDiffieHellman _ecdh;
        private readonly byte[] _publicKey = new byte[PointLength];

        public SystemEcdhKeyPair()
        {
            _ecdh = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
            ECPoint point = _ecdh.ExportParameters(includePrivateParameters: false).Q;
            _publicKey[0] = Uncompressed;
            point.X!.CopyTo(_publicKey, 1);
            point.Y!.CopyTo(_publicKey, 1 + CoordinateLength);
        }

        public ReadOnlySpan<byte> PublicKey => _publicKey;

        public bool TryDeriveSharedSecret(ReadOnlySpan<byte> peerPublicKey, Span<byte> secret)
        {
            if (peerPublicKey.Length != PointLength || peerPublicKey[0] != Uncompressed) return false;
            var parameters = new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint
                {
                    X = peerPublicKey.Slice(1, CoordinateLength).ToArray(),
                    Y = peerPublicKey.Slice(1 + CoordinateLength).ToArray(),
                },
            };
            try
            {
                // The import refuses a point that is not on the curve, which is what an invalid-curve attack needs.
                using ECDiffieHellman peer = ECDiffieHellman.Create(parameters);
                using ECDiffieHellmanPublicKey peerKey = peer.PublicKey;
                byte[] shared = _ecdh.DeriveRawSecretAgreement(peerKey);
                shared.CopyTo(secret);
                CryptographicOperations.ZeroMemory(shared);
                return true;
            }
            catch (CryptographicException)
            {
                return false;
            }
        }

        public void Dispose() => _ecdh.Dispose();
    }
}
#endif
