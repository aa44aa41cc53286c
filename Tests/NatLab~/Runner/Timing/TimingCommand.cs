using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Spectre.Console;

namespace P2PNet.NatLab;

/// <summary>Times how long it takes from the joiner's call to the first message, over lines with a known delay.</summary>
internal static class TimingCommand
{
    /// <summary>Joins before the first case, whose time is not taken: server and players have only just been started, and their code is not compiled.</summary>
    private const int UntimedJoins = 3;

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        int joins = arguments.Number("joins", 7);
        bool byFastest = (arguments.Text("judge") ?? "median") switch
        {
            "median" => false,
            "fastest" => true,
            string other => throw new LabException($"--judge is \"{other}\": give median or fastest."),
        };
        double delay = arguments.Milliseconds("delay", 12.5);
        IReadOnlyList<TimingCase> cases = arguments.List("pairs") is { } words ? [.. words.Select(w => new TimingCase(Pair.Parse(w)))] : TimingCase.All;
        arguments.End();

        using var certificate = new LabCertificate();
        await using Arena arena = await Arena.BuildAsync(certificate, delay, cancellationToken);
        double roundTrip = 4 * delay;
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("creates / joins").AddColumn("way");
        foreach (string column in new[] { "first join", "fastest", "median", "slowest", "round trips", "at most", "at the creator" }) table.AddColumn(new TableColumn(column).RightAligned());
        List<TimingResult> results = [];
        if (cases.Count > 0) await TimeAsync(arena, cases[0], UntimedJoins, roundTrip, byFastest, cancellationToken);
        foreach (TimingCase timed in cases)
        {
            Console.WriteLine($"{timed} ({timed.Way}) …");
            TimingResult result = await TimeAsync(arena, timed, joins, roundTrip, byFastest, cancellationToken);
            results.Add(result);
            table.AddRow(Row(result));
        }

        AnsiConsole.Write(table);
        foreach (TimingResult result in results.Where(r => r.Problem != null)) Console.Error.WriteLine($"{result.Case}: {result.Problem}");
        int failed = results.Count(r => !r.IsGood);
        Console.WriteLine($"A round trip between the sites takes {roundTrip:0.#} ms. Of {results.Count} cases {failed} take more round trips than they may, or do not connect.");
        return failed == 0 ? 0 : 1;
    }

    private static async Task<TimingResult> TimeAsync(Arena arena, TimingCase timed, int joins, double roundTrip, bool byFastest, CancellationToken cancellationToken)
    {
        var result = new TimingResult(timed, roundTrip) { ByFastest = byFastest };
        await arena.SetAsync(timed.Pair, cancellationToken);
        try
        {
            for (int i = 0; i < joins; i++)
            {
                PlayerEvent greeted = await arena.MeetAsync(timed.Pair.Meeting with { RelayOnly = timed.RelayOnly }, cancellationToken);
                result.Joiner.Add(greeted.Milliseconds);
                result.Creator.Add((arena.Creator.Events.First(e => e.Event == PlayerEvent.Greeted).At - greeted.Since) / 1e6);
                await arena.PartAsync(cancellationToken);
            }

            return result;
        }
        catch (LabException e)
        {
            await arena.PartAsync(cancellationToken);
            return result with { Problem = e.Message };
        }
    }

    private static IEnumerable<Markup> Row(TimingResult result)
    {
        if (result.Joiner.Count == 0) return [new Markup(Markup.Escape($"{result.Case}")), new Markup(result.Case.Way), new Markup("[red]no path ✗[/]")];
        string[] cells =
        [
            Markup.Escape($"{result.Case}"), result.Case.Way, $"{result.Joiner[0]:0} ms", $"{result.Joiner.Min():0} ms", $"{result.Median:0} ms", $"{result.Joiner.Max():0} ms",
            Output.Verdict($"{result.RoundTrips:0.0}", result.IsGood), $"{result.Case.Limit}", $"{result.CreatorMedian:0} ms",
        ];
        return cells.Select(c => new Markup(c));
    }
}
