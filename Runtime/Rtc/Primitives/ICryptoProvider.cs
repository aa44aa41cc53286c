using System;

namespace P2PNet.Rtc
{
    /// <summary>
    /// The cryptographic primitives that STUN, TURN and DTLS need. Primitives are never ours: on .NET they come from
    /// System.Security.Cryptography, on Unity's Mono and IL2CPP, which lack half of it, from BouncyCastle.
    /// An instance belongs to one thread. Destination spans have exactly the length of the result.
    /// </summary>
    internal interface ICryptoProvider
    {
        void Sha256(ReadOnlySpan<byte> data, Span<byte> digest);

        void HmacSha256(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac);

        /// <summary>STUN's MESSAGE-INTEGRITY (RFC 8489 §14.5).</summary>
        void HmacSha1(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac);

        /// <summary>The key of STUN's long-term credentials (RFC 8489 §9.2.2); for nothing else.</summary>
        void Md5(ReadOnlySpan<byte> data, Span<byte> digest);

        /// <summary>A fresh P-256 key pair for one ECDHE exchange.</summary>
        IEcdhKeyPair CreateP256KeyPair();

        /// <summary>A fresh P-256 key with a self-signed certificate (RFC 8827 §6.5), valid from a day ago for 30 days.</summary>
        ILocalCertificate CreateCertificate();

        /// <summary>
        /// Reads the P-256 public key out of a certificate and checks <c>ecdsa_secp256r1_sha256</c> (0x0403) over <paramref name="data"/>.
        /// False for a certificate that cannot be read, a key of another kind, or a wrong signature; never an exception.
        /// </summary>
        bool VerifyEcdsaSha256(ReadOnlySpan<byte> certificateDer, ReadOnlySpan<byte> data, ReadOnlySpan<byte> derSignature);

        /// <summary>AES-128-GCM with a 16-byte key, 12-byte nonces and 16-byte tags.</summary>
        IAeadCipher CreateAes128Gcm(ReadOnlySpan<byte> key);
    }

    /// <summary>One side's half of an ECDHE exchange over P-256.</summary>
    internal interface IEcdhKeyPair : IDisposable
    {
        /// <summary>The uncompressed point, 65 bytes (RFC 8422 §5.4.1).</summary>
        ReadOnlySpan<byte> PublicKey { get; }

        /// <summary>Writes the 32-byte x coordinate of the shared point. False where the peer's point is malformed or not on the curve.</summary>
        bool TryDeriveSharedSecret(ReadOnlySpan<byte> peerPublicKey, Span<byte> secret);
    }

    /// <summary>Our certificate and the key behind it. One serves every link of a session.</summary>
    internal interface ILocalCertificate : IDisposable
    {
        ReadOnlySpan<byte> Der { get; }

        CertificateFingerprint Fingerprint { get; }

        /// <summary>Signs with ecdsa_secp256r1_sha256 and returns the length of the DER signature, at most 72.</summary>
        int Sign(ReadOnlySpan<byte> data, Span<byte> derSignature);
    }

    /// <summary>An AEAD under one key. Both calls work in place and allocate nothing.</summary>
    internal interface IAeadCipher : IDisposable
    {
        void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, Span<byte> tag);

        /// <summary>False where the tag does not match; the data is then undefined.</summary>
        bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, ReadOnlySpan<byte> tag);
    }
}
