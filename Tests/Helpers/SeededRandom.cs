using System;
using P2PNet.Rtc;

namespace P2PNet.Tests
{
    /// <summary>Repeatable randomness: a failing test prints <see cref="Seed"/> and is run again with it (SplitMix64).</summary>
    internal sealed class SeededRandom : IRandom
    {
        private ulong _state;

        public SeededRandom(ulong seed)
        {
            Seed = seed;
            _state = seed;
        }

        public ulong Seed { get; }

        public ulong Next()
        {
            _state += 0x9E3779B97F4A7C15;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }

        /// <summary>A number from 0 to below <paramref name="limit"/>.</summary>
        public int Next(int limit) => (int)(Next() % (ulong)limit);

        /// <summary>A number from 0 to below 1.</summary>
        public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

        public void Fill(Span<byte> destination)
        {
            for (int i = 0; i < destination.Length; i++) destination[i] = (byte)(Next() >> 32);
        }
    }
}
