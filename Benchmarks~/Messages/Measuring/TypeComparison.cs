using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;

namespace P2PNet.MessageBenchmark.Measuring;

/// <summary>Measures the contenders of one type in turn.</summary>
internal static class TypeComparison<T>
{
    private const int MaxWarmUps = 40;
    private const double Settled = 0.05;
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(60);

    public static TypeResult Run(string type, BenchmarkOptions options, IReadOnlyList<Entrant<T>> entrants)
    {
        foreach (Entrant<T> entrant in entrants) entrant.Verify();
        Settle(type, entrants);
        var writing = entrants.ToDictionary(e => e, _ => new List<double>(options.Rounds));
        var reading = entrants.ToDictionary(e => e, _ => new List<double>(options.Rounds));
        for (int round = 0; round < options.Rounds; round++)
        {
            // Each round begins with another contender, and every other one goes the other way round: nobody always follows the same.
            for (int i = 0; i < entrants.Count; i++)
            {
                int place = round % 2 == 0 ? i : entrants.Count - 1 - i;
                Entrant<T> entrant = entrants[(place + round / 2) % entrants.Count];
                writing[entrant].Add(entrant.Write(options.Slice));
                reading[entrant].Add(entrant.Read(options.Slice));
            }
        }

        foreach (Entrant<T> entrant in entrants) entrant.Verify();
        return new TypeResult(type, [.. entrants.Select(e => ContenderResult.Of(e, writing[e], reading[e]))]);
    }

    /// <summary>
    /// .NET compiles what runs often again, in the background, first with counters in it and then by what they counted. Measuring begins
    /// when no contender's times changed between two warm-ups, with time between them for the compiler.
    /// </summary>
    private static void Settle(string type, IReadOnlyList<Entrant<T>> entrants)
    {
        double[] before = new double[2 * entrants.Count];
        int quiet = 0;
        for (int i = 1; i <= MaxWarmUps && quiet < 3; i++)
        {
            double[] now = [.. entrants.SelectMany(e => new[] { e.Write(WarmUp), e.Read(WarmUp) })];
            bool isSettled = now.Zip(before).All(pair => Math.Abs(pair.First - pair.Second) < Settled * pair.Second);
            quiet = isSettled ? quiet + 1 : 0;
            before = now;
            Thread.Sleep(50);
        }

        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{type}: {(quiet < 3 ? "warmed up; the machine is noisy" : "settled")}"));
    }
}
