using System;
using System.Collections.Generic;
using System.Globalization;

namespace P2PNet.Demo;

/// <summary>The options that make the network worse, one after the other as they were given.</summary>
internal sealed class ConditionOptions
{
    private const double MaxMilliseconds = 10_000;

    /// <summary>What they amount to; null where none was given.</summary>
    public NetworkConditions? Conditions { get; private set; }

    /// <summary>The same again, for another process.</summary>
    public List<string> Arguments { get; } = [];

    /// <summary>Takes an option. False: it is another one's.</summary>
    /// <exception cref="UsageException">Its value makes no sense.</exception>
    public bool TrySet(string name, string value)
    {
        NetworkConditions before = Conditions ?? new NetworkConditions();
        NetworkConditions? after = name switch
        {
            "--network" => Preset(value),
            "--latency" => before with { Latency = Milliseconds(name, value) },
            "--jitter" => before with { Jitter = Milliseconds(name, value) },
            "--loss" => before with { Loss = Part(name, value) },
            "--duplicate" => before with { Duplicate = Part(name, value) },
            "--reorder" => before with { Reorder = Part(name, value) },
            "--bandwidth" => before with { Bandwidth = Bits(name, value) },
            _ => null,
        };
        if (after is null) return false;
        Conditions = after;
        Arguments.AddRange([name, value]);
        return true;
    }

    /// <summary>What no option alone can get wrong.</summary>
    /// <exception cref="UsageException">They do not go together.</exception>
    public void Check()
    {
        if (Conditions is NetworkConditions c && c.Jitter > c.Latency)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--jitter is from 0 to --latency, which is {c.Latency.TotalMilliseconds:0.###} ms, not {c.Jitter.TotalMilliseconds:0.###} ms."));
    }

    private static NetworkConditions Preset(string value) => value switch
    {
        "cable" => NetworkConditions.Cable,
        "wifi" => NetworkConditions.Wifi,
        "4g" => NetworkConditions.Mobile4G,
        "3g" => NetworkConditions.Mobile3G,
        "poor" => NetworkConditions.Poor,
        _ => throw new UsageException($"--network is cable, wifi, 4g, 3g or poor, not \"{value}\"."),
    };

    private static TimeSpan Milliseconds(string name, string value) =>
        TryRead(value, MaxMilliseconds, out double number) ? TimeSpan.FromMilliseconds(number) : throw new UsageException($"{name} is a number of milliseconds from 0 to 10000, not \"{value}\".");

    private static double Part(string name, string value) =>
        TryRead(value, 1, out double number) ? number : throw new UsageException($"{name} is a part of all datagrams, a number from 0 to 1, not \"{value}\".");

    private static long Bits(string name, string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long bits) && bits is 0 or (>= 8_000 and <= 1_000_000_000)
            ? bits
            : throw new UsageException($"{name} is a whole number of bits a second from 8000 to 1000000000, or 0 for no limit, not \"{value}\".");

    private static bool TryRead(string value, double highest, out double number) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && number >= 0 && number <= highest;
}
