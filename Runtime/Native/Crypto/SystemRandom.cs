using System;
using System.Security.Cryptography;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>The operating system's cryptographically strong randomness. Stateless, safe on any thread, allocates nothing.</summary>
    internal sealed class SystemRandom : IRandom
    {
        public static readonly SystemRandom Instance = new SystemRandom();

        private SystemRandom()
        {
        }

        public void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
    }
}
