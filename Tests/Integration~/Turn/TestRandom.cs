using System;
using P2PNet.Rtc;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>Repeatable randomness.</summary>
internal sealed class TestRandom(int seed) : IRandom
{
    private readonly Random _random = new(seed);

    public int Seed { get; } = seed;

    public void Fill(Span<byte> destination) => _random.NextBytes(destination);

    public int Next(int limit) => _random.Next(limit);
}
