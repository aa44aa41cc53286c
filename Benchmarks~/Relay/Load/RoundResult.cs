using System;

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
    double Seconds, long RelayedPackets, long SentMessages, long LostMessages, double CpuSeconds, TimeSpan MedianRoundTrip, TimeSpan SlowRoundTrip)
{
    public double PacketsPerSecond => RelayedPackets / Seconds;

    public double PacketsPerCpuSecond => CpuSeconds > 0 ? RelayedPackets / CpuSeconds : 0;

    public double Loss => SentMessages > 0 ? (double)LostMessages / SentMessages : 0;

    public double CpuShare => CpuSeconds / Seconds;
}
