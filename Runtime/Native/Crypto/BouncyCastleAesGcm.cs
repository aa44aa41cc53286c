#if !NET || P2PNET_BOUNCYCASTLE
using System;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace P2PNet.Native
{
    /// <summary>
    /// AES-128-GCM by BouncyCastle. The key schedule and the multiplication table are made once. But <see cref="GcmBlockCipher"/> makes its state
    /// anew for each nonce and a counter block, 40 bytes, for every 16 bytes of data: garbage that the platform's cipher does not make.
    /// </summary>
    internal sealed class BouncyCastleAesGcm : P2PNet.Rtc.IAeadCipher
    {
        private const int KeyLength = 16;
        private const int NonceLength = 12;
        private const int TagLength = 16;

        private readonly GcmBlockCipher _seal = new GcmBlockCipher(new AesEngine());
        private readonly GcmBlockCipher _open = new GcmBlockCipher(new AesEngine());
        private readonly KeyParameter _key;
        private byte[] _input = new byte[2048];
        private byte[] _output = new byte[2048];
        private bool _sealKeyed;
        private bool _openKeyed;

        public BouncyCastleAesGcm(ReadOnlySpan<byte> key)
        {
            if (key.Length != KeyLength) throw new ArgumentException("AES-128 takes a key of 16 bytes, not " + key.Length + ".", nameof(key));
            _key = new KeyParameter(key.ToArray());
        }

        public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, Span<byte> tag)
        {
            Start(_seal, true, ref _sealKeyed, nonce, associatedData);
            Reserve(data.Length + TagLength);
            data.CopyTo(_input);
            int written = _seal.ProcessBytes(_input, 0, data.Length, _output, 0);
            _seal.DoFinal(_output, written);
            _output.AsSpan(0, data.Length).CopyTo(data);
            _output.AsSpan(data.Length, TagLength).CopyTo(tag);
        }

        public bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, ReadOnlySpan<byte> tag)
        {
            Start(_open, false, ref _openKeyed, nonce, associatedData);
            Reserve(data.Length + TagLength);
            data.CopyTo(_input);
            tag.CopyTo(_input.AsSpan(data.Length));
            try
            {
                int written = _open.ProcessBytes(_input, 0, data.Length + TagLength, _output, 0);
                _open.DoFinal(_output, written);
            }
            catch (InvalidCipherTextException)
            {
                return false;
            }

            _output.AsSpan(0, data.Length).CopyTo(data);
            return true;
        }

        public void Dispose()
        {
            Array.Clear(_input, 0, _input.Length);
            Array.Clear(_output, 0, _output.Length);
        }

        /// <summary>Starts a record. Without a key in the parameters the cipher keeps its own.</summary>
        private void Start(GcmBlockCipher cipher, bool forEncryption, ref bool keyed, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData)
        {
            if (nonce.Length != NonceLength) throw new ArgumentException("A nonce has 12 bytes, not " + nonce.Length + ".", nameof(nonce));
            cipher.Init(forEncryption, new ParametersWithIV(keyed ? null : _key, nonce.ToArray()));
            keyed = true;
            if (associatedData.Length > 0) cipher.ProcessAadBytes(associatedData.ToArray(), 0, associatedData.Length);
        }

        private void Reserve(int length)
        {
            if (_input.Length >= length) return;
            _input = new byte[length];
            _output = new byte[length];
        }
    }
}
#endif
