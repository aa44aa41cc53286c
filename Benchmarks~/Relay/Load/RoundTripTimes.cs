using System;
using System.Diagnostics;
using System.Numerics;

namespace P2PNet.RelayBenchmark;

/// <summary>A histogram of durations in buckets that are at most an eighth too wide. Takes no memory while it counts.</summary>
internal sealed class RoundTripTimes
{
    private const int StepsPerOctave = 8;
    private readonly long[] _counts = new long[64 * StepsPerOctave];

    public long Count { get; private set; }

    /// <param name="stopwatchTicks">As <see cref="Stopwatch.GetTimestamp"/> counts.</param>
    public void Add(long stopwatchTicks)
    {
        _counts[Bucket(Math.Max(stopwatchTicks, 1))]++;
        Count++;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
    }

    /// <summary>The duration that this share of all does not exceed.</summary>
    public TimeSpan Quantile(double share)
    {
        long wanted = (long)(Count * share);
        for (int i = 0; i < _counts.Length; i++)
        {
            wanted -= _counts[i];
            if (wanted < 0) return TimeSpan.FromSeconds(UpperEnd(i) / Stopwatch.Frequency);
        }

        return TimeSpan.Zero;
    }

    private static int Bucket(long ticks)
    {
        int octave = BitOperations.Log2((ulong)ticks);
        int step = octave >= 3 ? (int)(ticks >> (octave - 3)) & (StepsPerOctave - 1) : (int)(ticks << (3 - octave)) & (StepsPerOctave - 1);
        return octave * StepsPerOctave + step;
    }

    private static double UpperEnd(int bucket) => Math.Pow(2, bucket / StepsPerOctave) * (1 + (bucket % StepsPerOctave + 1) / (double)StepsPerOctave);
}
