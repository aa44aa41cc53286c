#if !NET || P2PNET_BOUNCYCASTLE
using System;
using Org.BouncyCastle.Crypto.Prng;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>Lets BouncyCastle draw from an <see cref="IRandom"/>, so that keys come from the system in production and from a seed in tests.</summary>
    internal sealed class BouncyCastleRandom : IRandomGenerator
    {
        private readonly IRandom _random;

        public BouncyCastleRandom(IRandom random) => _random = random;

        // The source seeds itself.
        public void AddSeedMaterial(byte[] seed)
        {
        }

        public void AddSeedMaterial(long seed)
        {
        }

        public void NextBytes(byte[] bytes) => _random.Fill(bytes);

        public void NextBytes(byte[] bytes, int start, int len) => _random.Fill(bytes.AsSpan(start, len));
    }
}
#endif
