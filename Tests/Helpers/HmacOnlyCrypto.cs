using System;
using System.Security.Cryptography;
using P2PNet.Rtc;

namespace P2PNet.Tests
{
    /// <summary>Hashes and HMACs for tests of STUN and ICE, which need no more.</summary>
    internal sealed class HmacOnlyCrypto : ICryptoProvider
    {
        public void Sha256(ReadOnlySpan<byte> data, Span<byte> digest) => SHA256.HashData(data, digest);

        public void HmacSha256(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac) => HMACSHA256.HashData(key, data, mac);

        public void HmacSha1(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac) => HMACSHA1.HashData(key, data, mac);

        public void Md5(ReadOnlySpan<byte> data, Span<byte> digest) => MD5.HashData(data, digest);

        public IEcdhKeyPair CreateP256KeyPair() => throw new NotSupportedException();

        public ILocalCertificate CreateCertificate() => throw new NotSupportedException();

        public bool VerifyEcdsaSha256(ReadOnlySpan<byte> certificateDer, ReadOnlySpan<byte> data, ReadOnlySpan<byte> derSignature) => throw new NotSupportedException();

        public IAeadCipher CreateAes128Gcm(ReadOnlySpan<byte> key) => throw new NotSupportedException();
    }
}
