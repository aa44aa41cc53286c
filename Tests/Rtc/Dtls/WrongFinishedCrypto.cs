using System;
using System.Text;
using P2PNet.Rtc;

namespace P2PNet.Tests.Rtc.Dtls
{
    /// <summary>A peer that has the right keys and computes the wrong contents of its Finished.</summary>
    internal sealed class WrongFinishedCrypto : ICryptoProvider
    {
        private static readonly byte[] Label = Encoding.ASCII.GetBytes("client finished");
        private readonly ICryptoProvider _crypto;

        public WrongFinishedCrypto(ICryptoProvider crypto) => _crypto = crypto;

        public void Sha256(ReadOnlySpan<byte> data, Span<byte> digest) => _crypto.Sha256(data, digest);

        public void HmacSha256(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac)
        {
            _crypto.HmacSha256(key, data, mac);
            if (data.IndexOf(Label) >= 0) mac[0] ^= 1;
        }

        public void HmacSha1(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac) => _crypto.HmacSha1(key, data, mac);

        public void Md5(ReadOnlySpan<byte> data, Span<byte> digest) => _crypto.Md5(data, digest);

        public IEcdhKeyPair CreateP256KeyPair() => _crypto.CreateP256KeyPair();

        public ILocalCertificate CreateCertificate() => _crypto.CreateCertificate();

        public bool VerifyEcdsaSha256(ReadOnlySpan<byte> certificateDer, ReadOnlySpan<byte> data, ReadOnlySpan<byte> derSignature) =>
            _crypto.VerifyEcdsaSha256(certificateDer, data, derSignature);

        public IAeadCipher CreateAes128Gcm(ReadOnlySpan<byte> key) => _crypto.CreateAes128Gcm(key);
    }
}
