using System;
using System.Collections.Generic;
using System.Linq;

namespace P2PNet.RelayBenchmark;

/// <summary>What one server did in one round.</summary>
/// <param name="Seconds">Measured time.</param>
/// <param name="RelayedPackets">Packets that came out of the server at either side.</param>
/// <param name="SentMessages">Messages that clients sent.</param>
/// <param name="LostMessages">Those of them that did not come back.</param>
/// <param name="CpuSeconds">User and system time of the server's process.</param>
/// <param name="MedianRoundTrip">Of a message.</param>
/// <param name="SlowRoundTrip">The one that 99 of 100 messages do not exceed.</param>
internal sealed record RoundResult(
    double Seconds, double RelayedPackets, long SentMessages, long LostMessages, double CpuSeconds, TimeSpan MedianRoundTrip, TimeSpan SlowRoundTrip)
{
    public double PacketsPerSecond => RelayedPackets / Seconds;

    public double PacketsPerCpuSecond => CpuSeconds > 0 ? RelayedPackets / CpuSeconds : 0;

    public double Loss => SentMessages > 0 ? (double)LostMessages / SentMessages : 0;

    public double CpuShare => CpuSeconds / Seconds;

    /// <summary>A second with the median rates of all rounds, and with the losses of all.</summary>
    public static RoundResult Median(IReadOnlyList<RoundResult> rounds)
    {
        double rate = Median(rounds.Select(r => r.PacketsPerSecond));
        double perCpuSecond = Median(rounds.Select(r => r.PacketsPerCpuSecond));
        return new RoundResult(1, rate, rounds.Sum(r => r.SentMessages), rounds.Sum(r => r.LostMessages), perCpuSecond > 0 ? rate / perCpuSecond : 0,
            TimeSpan.FromTicks((long)Median(rounds.Select(r => (double)r.MedianRoundTrip.Ticks))), TimeSpan.FromTicks((long)Median(rounds.Select(r => (double)r.SlowRoundTrip.Ticks))));
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
