using System;
using System.Collections.Generic;
using System.Globalization;

namespace P2PNet.RelayBenchmark;

/// <summary>What is measured; <see cref="Help"/> explains it.</summary>
internal sealed class BenchmarkOptions
{
    public const string Help = """
        How much a TURN server relays in a second of its CPU time: the server of P2PNet against coturn, on loopback.

        Usage:
          dotnet run -c Release --project Benchmarks~/Relay [-- OPTIONS]

        Options:
          --check           exit code 1 where ours relays fewer packets a CPU second than coturn (median over the rounds)
          --sizes           a table over message sizes and loads, instead of one load
          --server NAME     measure only ours or only coturn
          --clients N       players with an allocation each, 1 to 2000 (default 64)
          --peers N         peers whom each of them talks to, by a channel each, 1 to 64 (default 4)
          --size BYTES      payload of a message, 32 to 1400 (default 200)
          --window N        messages in flight on each channel, 1 to 64 (default 1)
          --together        a client's messages that leave at the same time leave as one datagram that the kernel cuts, and the
                            peers' likewise: as a network card with receive offload delivers a burst
          --rate N          instead of a window: messages a second in all, sent at even intervals whatever comes back
          --seconds S       measured time of a round, 0.5 to 60 (default 3); each is preceded by half a second unmeasured
          --rounds N        rounds of each server, 1 to 100 (default 5)
          --coturn PATH     coturn's program (default turnserver, from Debian's package coturn)
          --coturn-threads N  its relay threads, 0 to 64 (default 0: all in one thread, where it needs the least CPU time)
          --help            this text

        A message goes client -> server -> peer and back: two relayed packets. Clients send ChannelData over UDP from a socket
        each; the peers echo. With a window (the default), a client sends the next message of a channel when the last one came
        back: the server gets as much as it can take, and both servers have the same number of messages in flight. With a rate
        both get exactly the same work. One process makes the load for both, and both are measured in turn, in rounds.

        CPU time is what the kernel charged to the server's process, user and system (/proc/PID/stat). On loopback the kernel
        delivers a packet on the sender's time: the server pays for its sends to the last step, the load generator for its own.
        """;

    public bool HelpIsWanted { get; private set; }

    public bool Check { get; private set; }

    public bool Sizes { get; private set; }

    /// <summary>Null: both.</summary>
    public string? OnlyServer { get; private set; }

    public int Rounds { get; private set; } = 5;

    public string CoturnPath { get; private set; } = "turnserver";

    public int CoturnThreads { get; private set; }

    public LoadShape Load { get; private set; } = new(Clients: 64, PeersOfEach: 4, MessageSize: 200, Window: 1, Rate: 0);

    /// <summary>Measured time of a round.</summary>
    public TimeSpan Duration { get; private set; } = TimeSpan.FromSeconds(3);

    /// <exception cref="UsageException">The arguments make no sense.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> args)
    {
        var options = new BenchmarkOptions();
        for (int i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--help" or "-h" or "-?":
                    options.HelpIsWanted = true;
                    break;
                case "--check":
                    options.Check = true;
                    break;
                case "--together":
                    options.Load = options.Load with { IsTogether = true };
                    break;
                case "--sizes":
                    options.Sizes = true;
                    break;
                default:
                    if (!args[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == args.Count) throw new UsageException($"\"{args[i]}\" is no option, or has no value.");
                    options.Set(args[i], args[++i]);
                    break;
            }
        }

        return options;
    }

    private void Set(string name, string value)
    {
        switch (name)
        {
            case "--server":
                OnlyServer = value is "ours" or "coturn" ? value : throw new UsageException($"--server is ours or coturn, not \"{value}\".");
                break;
            case "--clients":
                Load = Load with { Clients = Number(name, value, 1, 2000) };
                break;
            case "--peers":
                Load = Load with { PeersOfEach = Number(name, value, 1, 64) };
                break;
            case "--size":
                Load = Load with { MessageSize = Number(name, value, 32, 1400) };
                break;
            case "--window":
                Load = Load with { Window = Number(name, value, 1, 64), Rate = 0 };
                break;
            case "--rate":
                Load = Load with { Rate = Number(name, value, 1, 10_000_000) };
                break;
            case "--seconds":
                if (!double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) || seconds is not (>= 0.5 and <= 60))
                    throw new UsageException($"--seconds is a number from 0.5 to 60, not \"{value}\".");
                Duration = TimeSpan.FromSeconds(seconds);
                break;
            case "--rounds":
                Rounds = Number(name, value, 1, 100);
                break;
            case "--coturn":
                CoturnPath = value;
                break;
            case "--coturn-threads":
                CoturnThreads = Number(name, value, 0, 64);
                break;
            default:
                throw new UsageException($"{name} is no option.");
        }
    }

    private static int Number(string name, string value, int min, int max) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max
            ? number
            : throw new UsageException($"{name} is a whole number from {min} to {max}, not \"{value}\".");
}
