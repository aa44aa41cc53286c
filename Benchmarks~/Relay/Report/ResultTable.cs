using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace P2PNet.RelayBenchmark;

/// <summary>Numbers for people.</summary>
internal static class ResultTable
{
    public static string Header => $"{"",-8} {"packets/s",12} {"per CPU second",15} {"CPU",6} {"loss",8} {"RTT p50",10} {"RTT p99",10}";

    public static string Row(string name, RoundResult r) => string.Create(CultureInfo.InvariantCulture,
        $"{name,-8} {r.PacketsPerSecond,12:N0} {r.PacketsPerCpuSecond,15:N0} {r.CpuShare,6:P0} {r.Loss,8:P3} {Time(r.MedianRoundTrip),10} {Time(r.SlowRoundTrip),10}");

    /// <summary>The medians of each number by itself.</summary>
    public static RoundResult Median(IReadOnlyList<RoundResult> rounds)
    {
        // The ratios are those of rounds, not of sums: one disturbed round shall not weigh.
        double rate = Median(rounds.Select(r => r.PacketsPerSecond));
        double perCpu = Median(rounds.Select(r => r.PacketsPerCpuSecond));
        long sent = rounds.Sum(r => r.SentMessages);
        return new RoundResult(1, (long)rate, sent, rounds.Sum(r => r.LostMessages), perCpu > 0 ? rate / perCpu : 0,
            TimeSpan.FromTicks((long)Median(rounds.Select(r => (double)r.MedianRoundTrip.Ticks))), TimeSpan.FromTicks((long)Median(rounds.Select(r => (double)r.SlowRoundTrip.Ticks))));
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Time(TimeSpan time) => time.TotalMilliseconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:0} us")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms");
}
