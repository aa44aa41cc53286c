using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace P2PNet.RelayBenchmark;

/// <summary>Measures the servers in turn, so that what disturbs the machine disturbs both alike.</summary>
internal sealed class Comparison : IDisposable
{
    private const int MaxFirstRounds = 15;
    private const double Settled = 0.05;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.5);

    private readonly BenchmarkOptions _options;
    private readonly List<IRelayServer> _servers = [];

    private Comparison(BenchmarkOptions options)
    {
        _options = options;
        try
        {
            if (options.OnlyServer != "ours") _servers.Add(new CoturnServer(options.CoturnPath, options.CoturnThreads));
            if (options.OnlyServer != "coturn") _servers.Add(new P2PNetServer());
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether ours relays at least as many packets a CPU second, with every load.</summary>
    public static bool Run(BenchmarkOptions options)
    {
        using var comparison = new Comparison(options);
        foreach (IRelayServer server in comparison._servers) Settle(server, options.Load);
        List<ComparisonResult> results = [.. (options.Sizes ? LoadShape.Table : [options.Load]).Select(comparison.Compare)];
        if (options.Sizes && comparison._servers.Count == 2) Console.WriteLine(Environment.NewLine + ResultTable.Markdown(results));
        return results.All(r => r.Ratio is null or >= 1);
    }

    public void Dispose()
    {
        foreach (IRelayServer server in _servers) server.Dispose();
    }

    /// <summary>
    /// .NET compiles what runs often a second time, in the background, and that takes its time on a busy machine. Measuring begins when a
    /// second of load costs what the second before did, with either server.
    /// </summary>
    private static void Settle(IRelayServer server, LoadShape load)
    {
        double before = 0;
        for (int i = 1; i <= MaxFirstRounds; i++)
        {
            double now = Measure(server, load, TimeSpan.FromSeconds(1)).PacketsPerCpuSecond;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"warming up {server.Name} on {server.EndPoint}: {now:N0} packets a CPU second"));
            if (i > 2 && Math.Abs(now - before) < Settled * now) return;
            before = now;
        }
    }

    private static RoundResult Measure(IRelayServer server, LoadShape load, TimeSpan duration)
    {
        using var traffic = new RelayLoad(server, load);
        return traffic.Run(server.Times, WarmUp, duration);
    }

    private ComparisonResult Compare(LoadShape load)
    {
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{load}; {_options.Rounds} rounds of {_options.Duration.TotalSeconds} s:"));
        Console.WriteLine(ResultTable.Header);
        var rounds = _servers.ToDictionary(s => s, _ => new List<RoundResult>());
        for (int round = 0; round < _options.Rounds; round++)
        {
            foreach (IRelayServer server in round % 2 == 0 ? _servers : _servers.AsEnumerable().Reverse())
            {
                RoundResult result = Measure(server, load, _options.Duration);
                rounds[server].Add(result);
                Console.WriteLine(ResultTable.Row(server.Name, result));
            }
        }

        var comparison = new ComparisonResult(load, RoundsOf<P2PNetServer>(), RoundsOf<CoturnServer>());
        Console.WriteLine("medians:");
        foreach (IRelayServer server in _servers) Console.WriteLine(ResultTable.Row(server.Name, RoundResult.Median(rounds[server])));
        if (comparison.Ratio is double ratio)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"P2PNet relays {ratio:0.00} times as many packets a CPU second as coturn (median of the rounds)."));
        return comparison;

        List<RoundResult> RoundsOf<T>() => rounds.FirstOrDefault(r => r.Key is T).Value ?? [];
    }
}
