using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// All handshake messages so far, as though unfragmented. Kept whole rather than hashed along the way, because CertificateVerify signs the
    /// messages themselves (RFC 5246 §7.4.8); a handshake is a few kilobytes and is forgotten when it is done.
    /// </summary>
    internal sealed class HandshakeTranscript
    {
        private byte[] _bytes = new byte[4096];
        private int _length;

        public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

        public void Append(ReadOnlySpan<byte> rawMessage)
        {
            if (_bytes.Length - _length < rawMessage.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + rawMessage.Length));
            rawMessage.CopyTo(_bytes.AsSpan(_length));
            _length += rawMessage.Length;
        }

        /// <summary>A ClientHello without the right cookie and the HelloVerifyRequest do not count (RFC 6347 §4.2.1).</summary>
        public void Reset() => _length = 0;

        /// <summary>Forgets everything, and the memory too.</summary>
        public void Release()
        {
            _bytes = Array.Empty<byte>();
            _length = 0;
        }

        public void Hash(ICryptoProvider crypto, Span<byte> sha256) => crypto.Sha256(Bytes, sha256);
    }
}
