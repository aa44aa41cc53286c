using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace P2PNet.RelayBenchmark;

/// <summary>Measures the servers in turn, so that what disturbs the machine disturbs all of them alike.</summary>
internal static class Comparison
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.5);

    // A JIT compiles what runs often a second time, in the background: that is over before anything is measured.
    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(3);

    /// <summary>Whether ours relays at least as many packets a CPU second.</summary>
    public static bool Run(BenchmarkOptions options)
    {
        var servers = new List<IRelayServer>();
        try
        {
            if (options.OnlyServer != "ours") servers.Add(new CoturnServer(options.CoturnPath, options.CoturnThreads));
            if (options.OnlyServer != "coturn") servers.Add(new P2PNetServer());
            Console.WriteLine($"{options.Load}; {options.Rounds} rounds of {options.Duration.TotalSeconds} s.");
            foreach (IRelayServer server in servers)
            {
                Console.WriteLine($"warming up {server.Name} on {server.EndPoint}");
                Measure(server, options.Load, FirstWarmUp, TimeSpan.FromSeconds(0.5));
            }

            return Compare(servers, options);
        }
        finally
        {
            foreach (IRelayServer server in servers) server.Dispose();
        }
    }

    private static bool Compare(List<IRelayServer> servers, BenchmarkOptions options)
    {
        var results = servers.ToDictionary(s => s, _ => new List<RoundResult>());
        Console.WriteLine();
        Console.WriteLine(ResultTable.Header);
        for (int round = 1; round <= options.Rounds; round++)
        {
            foreach (IRelayServer server in servers)
            {
                RoundResult result = Measure(server, options.Load, WarmUp, options.Duration);
                results[server].Add(result);
                Console.WriteLine(ResultTable.Row(server.Name, result));
            }

            // The one that came second comes first.
            servers.Reverse();
        }

        Console.WriteLine("medians:");
        foreach ((IRelayServer server, List<RoundResult> rounds) in results.OrderBy(r => r.Key.Name)) Console.WriteLine(ResultTable.Row(server.Name, ResultTable.Median(rounds)));
        if (results.Count < 2) return true;

        List<RoundResult> ours = results.Single(r => r.Key is P2PNetServer).Value;
        List<RoundResult> theirs = results.Single(r => r.Key is CoturnServer).Value;
        double ratio = ResultTable.Median(ours.Zip(theirs, (a, b) => a.PacketsPerCpuSecond / b.PacketsPerCpuSecond));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"P2PNet relays {ratio:0.00} times as many packets a CPU second as coturn (median of the rounds)."));
        return ratio >= 1;
    }

    private static RoundResult Measure(IRelayServer server, LoadShape shape, TimeSpan warmUp, TimeSpan duration)
    {
        using var load = new RelayLoad(server, shape);
        return load.Run(server.Times, warmUp, duration);
    }
}
