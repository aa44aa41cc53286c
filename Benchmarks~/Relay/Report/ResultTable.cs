using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace P2PNet.RelayBenchmark;

/// <summary>Numbers for people.</summary>
internal static class ResultTable
{
    public static string Header => $"{"",-8} {"packets/s",12} {"per CPU second",15} {"CPU",6} {"loss",8} {"RTT p50",10} {"RTT p99",10}";

    public static string Row(string name, RoundResult r) => string.Create(CultureInfo.InvariantCulture,
        $"{name,-8} {r.PacketsPerSecond,12:N0} {r.PacketsPerCpuSecond,15:N0} {r.CpuShare,6:P0} {r.Loss,8:P3} {Time(r.MedianRoundTrip),10} {Time(r.SlowRoundTrip),10}");

    /// <summary>A line for each load, for a page of documentation.</summary>
    public static string Markdown(IEnumerable<ComparisonResult> results)
    {
        var text = new StringBuilder("""
            | load | coturn: packets a CPU second | P2PNet: packets a CPU second | ratio | round trip p50, coturn / P2PNet | lost, coturn / P2PNet |
            |---|---:|---:|---:|---:|---:|

            """);
        foreach (ComparisonResult result in results)
        {
            RoundResult ours = RoundResult.Median(result.Ours);
            RoundResult theirs = RoundResult.Median(result.Theirs);
            text.Append(CultureInfo.InvariantCulture, $"| {result.Load} | {theirs.PacketsPerCpuSecond:N0} | {ours.PacketsPerCpuSecond:N0} | {result.Ratio:0.00} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Time(theirs.MedianRoundTrip)} / {Time(ours.MedianRoundTrip)} | {theirs.Loss:P2} / {ours.Loss:P2} |\n");
        }

        return text.ToString();
    }

    private static string Time(TimeSpan time) => time.TotalMilliseconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:0} us")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms");
}
