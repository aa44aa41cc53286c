using System;
using System.Collections.Generic;
using System.Linq;
using Spectre.Console;

namespace P2PNet.NatLab;

/// <summary>What the changes did, as lines while they happen and as tables at the end.</summary>
internal static class ChangesTable
{
    public static void Progress(ChangeResult result) => Console.WriteLine(
        $"{result,-52} silence {result.Silence[0],5:0} and {result.Silence[1],5:0} ms, reliable lost {result.Lost}, doubled {result.Doubled}, unreliable lost {result.UnreliableLost,3}, then {result.Path}"
        + (result.IsGood ? "" : $"  FAILED {result.Problem}"));

    public static void Progress(SeparationResult result) => Console.WriteLine(
        $"{$"{result.Pair}, {result.Site} cut for good",-52} suspect after {Both(result.Suspect)} ms, lost after {Both(result.Lost)} ms of {result.LostAfter}: {string.Join(" | ", result.Reasons)}"
        + (result.IsGood ? "" : $"  FAILED {result.Problem}"));

    public static void Write(IReadOnlyList<Pair> pairs, IReadOnlyList<Change> changes, IReadOnlyList<ChangeResult> changed, IReadOnlyList<SeparationResult> separated)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title("Longest silence at either player, in ms: change at the creator, at the joiner").AddColumn("creates / joins").AddColumn("path");
        foreach (Change change in changes) table.AddColumn(new TableColumn(change.Undoes is null ? change.Name : $"{change.Name} {Change.Outage} s").RightAligned());
        if (separated.Count > 0) table.AddColumn(new TableColumn("suspect").RightAligned()).AddColumn(new TableColumn("lost").RightAligned());
        foreach (Pair pair in pairs)
        {
            string path = changed.FirstOrDefault(r => r.Pair == pair && r.Path != null)?.Path?.ToString() ?? "-";
            List<string> row = [Markup.Escape($"{pair}"), path];
            foreach (Change change in changes) row.Add(string.Join("  ", changed.Where(r => r.Pair == pair && r.Change == change).OrderBy(r => r.Site).Select(Cell)));
            SeparationResult[] cuts = [.. separated.Where(r => r.Pair == pair).OrderBy(r => r.Site)];
            if (separated.Count > 0) row.AddRange([string.Join("  ", cuts.Select(c => Output.Verdict($"{c.Suspect.Max():0}", c.IsGood))), string.Join("  ", cuts.Select(c => Output.Verdict($"{c.Lost.Max():0}", c.IsGood)))]);
            table.AddRow([.. row]);
        }

        AnsiConsole.Write(table);
    }

    private static string Both(double[] values) => $"{values[0]:0} and {values[1]:0}";

    private static string Cell(ChangeResult result) =>
        Output.Verdict(result.Problem != null ? "over" : $"{result.LongestSilence:0}" + (result.Lost + result.Doubled > 0 ? $" lost {result.Lost} doubled {result.Doubled}" : ""), result.IsGood);
}
