using System;
using System.Collections.Generic;
using System.Globalization;

namespace P2PNet.MessageBenchmark;

/// <summary>What is measured; <see cref="Help"/> explains it.</summary>
internal sealed class BenchmarkOptions
{
    public const string Help = """
        What writing and reading a message costs: P2PNet's generated code against System.Text.Json, BinaryWriter and BinaryReader, and
        for the movement a span copy written by hand.

        Usage:
          dotnet run -c Release --project Benchmarks~/Messages [-- OPTIONS]

        Options:
          --check           exit code 1 unless writing and reading with P2PNet each take less time than with System.Text.Json and than
                            with BinaryWriter and BinaryReader, on all three types, and at most twice the time of the span copy
          --rounds N        rounds, 5 to 10000 (default 201); all contenders are measured in each
          --slice MS        time that each contender gets in a round, for writing and for reading, 0.1 to 100 (default 0.5)
          --json FILE       writes the results there too
          --help            this text

        Each number is the median of its rounds. What is compared are ratios within one round, and their median: what else the machine
        does in a round disturbs all contenders in it alike.
        """;

    public bool HelpIsWanted { get; private set; }

    public bool Check { get; private set; }

    public int Rounds { get; private set; } = 201;

    /// <summary>Time of a contender in a round, for each direction.</summary>
    public TimeSpan Slice { get; private set; } = TimeSpan.FromMilliseconds(0.5);

    /// <summary>Null: no file is written.</summary>
    public string? JsonFile { get; private set; }

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
            case "--rounds":
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int rounds) || rounds is < 5 or > 10_000)
                    throw new UsageException($"--rounds is a whole number from 5 to 10000, not \"{value}\".");
                Rounds = rounds;
                break;
            case "--slice":
                if (!double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double slice) || slice is not (>= 0.1 and <= 100))
                    throw new UsageException($"--slice is a number of milliseconds from 0.1 to 100, not \"{value}\".");
                Slice = TimeSpan.FromMilliseconds(slice);
                break;
            case "--json":
                JsonFile = value;
                break;
            default:
                throw new UsageException($"{name} is no option.");
        }
    }
}
