#if !NET || P2PNET_BOUNCYCASTLE
using System;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;

namespace P2PNet.Native
{
    /// <summary>
    /// HMAC over spans by BouncyCastle, which takes arrays alone. It stays keyed between calls: the checks of one link come with one key,
    /// and for a key that it already has nothing is allocated.
    /// </summary>
    internal sealed class BouncyCastleMac
    {
        private readonly HMac _mac;
        private readonly BouncyCastleScratch _scratch;
        private readonly byte[] _result;
        private byte[]? _key;

        public BouncyCastleMac(IDigest digest, BouncyCastleScratch scratch)
        {
            _mac = new HMac(digest);
            _scratch = scratch;
            _result = new byte[_mac.GetMacSize()];
        }

        public void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac)
        {
            if (_key == null || !key.SequenceEqual(_key))
            {
                if (_key != null) Array.Clear(_key, 0, _key.Length);
                _key = key.ToArray();
                _mac.Init(new KeyParameter(_key));
            }

            while (data.Length > 0) _mac.BlockUpdate(_scratch.Buffer, 0, _scratch.Take(ref data));
            _mac.DoFinal(_result, 0); // which also starts the next one under the same key
            _result.CopyTo(mac);
        }
    }
}
#endif
