using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// Seals or opens the records of one direction with AES-128-GCM (RFC 5288 §3, RFC 5246 §6.2.3.3).
    /// <code>
    ///   record: header(13) | explicit nonce(8) | ciphertext | tag(16)
    ///   nonce:  write IV(4) | explicit nonce(8)           associated data: epoch and sequence(8) | type(1) | version(2) | plaintext length(2)
    /// </code>
    /// </summary>
    internal sealed class RecordProtection : IDisposable
    {
        public const int KeyLength = 16;
        public const int SaltLength = 4;
        public const int ExplicitNonceLength = 8;
        public const int TagLength = 16;
        private const int NonceLength = SaltLength + ExplicitNonceLength;
        private const int AssociatedDataLength = 13;

        private readonly IAeadCipher _cipher;
        private readonly byte[] _salt;

        public RecordProtection(ICryptoProvider crypto, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
        {
            _cipher = crypto.CreateAes128Gcm(key);
            _salt = salt.ToArray();
        }

        /// <summary>
        /// Seals the body of a record whose plaintext lies behind the room for the explicit nonce. That is epoch and sequence number, which never
        /// come twice under one key.
        /// </summary>
        public void Seal(in RecordHeader header, Span<byte> body)
        {
            int plaintextLength = body.Length - ExplicitNonceLength - TagLength;
            BinaryPrimitives.WriteUInt64BigEndian(body, header.EpochAndSequence);
            Span<byte> nonce = stackalloc byte[NonceLength];
            Span<byte> associatedData = stackalloc byte[AssociatedDataLength];
            Describe(header, body, plaintextLength, nonce, associatedData);
            _cipher.Seal(nonce, associatedData, body.Slice(ExplicitNonceLength, plaintextLength), body.Slice(ExplicitNonceLength + plaintextLength));
        }

        /// <summary>Opens a record's body in place. On success the plaintext starts behind the explicit nonce.</summary>
        public bool TryOpen(in RecordHeader header, Span<byte> body, out int plaintextLength)
        {
            plaintextLength = body.Length - ExplicitNonceLength - TagLength;
            if (plaintextLength < 0) return false;
            Span<byte> nonce = stackalloc byte[NonceLength];
            Span<byte> associatedData = stackalloc byte[AssociatedDataLength];
            Describe(header, body, plaintextLength, nonce, associatedData);
            return _cipher.TryOpen(nonce, associatedData, body.Slice(ExplicitNonceLength, plaintextLength), body.Slice(ExplicitNonceLength + plaintextLength));
        }

        public void Dispose()
        {
            _cipher.Dispose();
            Array.Clear(_salt, 0, _salt.Length);
        }

        private void Describe(in RecordHeader header, ReadOnlySpan<byte> body, int plaintextLength, Span<byte> nonce, Span<byte> associatedData)
        {
            _salt.CopyTo(nonce);
            // The peer chooses its explicit nonce; OpenSSL's counts from a random number.
            body.Slice(0, ExplicitNonceLength).CopyTo(nonce.Slice(SaltLength));
            var writer = new SpanWriter(associatedData);
            writer.WriteUInt64(header.EpochAndSequence);
            writer.WriteByte((byte)header.Type);
            writer.WriteUInt16(ProtocolVersion.Dtls12);
            writer.WriteUInt16((ushort)plaintextLength);
        }
    }
}
