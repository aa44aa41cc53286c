#if NET
using System;
using System.Security.Cryptography;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>AES-128-GCM of the platform; in place, without garbage.</summary>
    internal sealed class SystemAesGcm : IAeadCipher
    {
        private const int KeyLength = 16;
        private const int TagLength = 16;
        private readonly AesGcm _cipher;

        public SystemAesGcm(ReadOnlySpan<byte> key)
        {
            if (key.Length != KeyLength) throw new ArgumentException("AES-128 takes a key of 16 bytes, not " + key.Length + ".", nameof(key));
            _cipher = new AesGcm(key, TagLength);
        }

        public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, Span<byte> tag) =>
            _cipher.Encrypt(nonce, data, data, tag, associatedData);

        public bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, ReadOnlySpan<byte> tag)
        {
            try
            {
                _cipher.Decrypt(nonce, data, tag, data, associatedData);
                return true;
            }
            catch (AuthenticationTagMismatchException)
            {
                return false;
            }
        }

        public void Dispose() => _cipher.Dispose();
    }
}
#endif
