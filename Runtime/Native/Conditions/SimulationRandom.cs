namespace P2PNet.Native
{
    /// <summary>Dice that fall alike for the same seed, on every machine: SplitMix64. Nothing secret comes from it.</summary>
    internal struct SimulationRandom
    {
        private ulong _state;

        public SimulationRandom(ulong seed) => _state = seed;

        /// <summary>0 to below 1.</summary>
        public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

        /// <summary>Whether something happens that happens to this part of all. Throws no dice where that is 0.</summary>
        public bool Happens(double part) => part > 0 && NextDouble() < part;

        private ulong Next()
        {
            _state += 0x9E3779B97F4A7C15;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
