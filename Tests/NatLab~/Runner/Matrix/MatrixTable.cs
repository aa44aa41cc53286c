using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Spectre.Console;

namespace P2PNet.NatLab;

/// <summary>The matrix on the console: in a terminal a table that fills, elsewhere a line a pair and the table at the end.</summary>
internal static class MatrixTable
{
    public static async Task<IReadOnlyList<PairOutcome>> ShowAsync(MatrixOptions options, Func<Action<PairOutcome>, Task<IReadOnlyList<PairOutcome>>> run)
    {
        List<NatType> rows = [.. options.Pairs.Select(p => p.Creator).Distinct()], columns = [.. options.Pairs.Select(p => p.Joiner).Distinct()];
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("creates \\ joins");
        foreach (NatType column in columns) table.AddColumn(new TableColumn(column.Label).Centered());
        foreach (NatType row in rows) table.AddRow([row.Label, .. columns.Select(c => options.Pairs.Contains(new Pair(row, c)) ? "[grey]·[/]" : "")]);

        if (Output.IsTerminal)
        {
            return await AnsiConsole.Live(table).StartAsync(live => run(outcome =>
            {
                Fill(outcome);
                live.Refresh();
            }));
        }

        int done = 0;
        IReadOnlyList<PairOutcome> outcomes = await run(outcome =>
        {
            Fill(outcome);
            Console.WriteLine($"[{++done,2}/{options.Pairs.Count}] {outcome.Pair,-35} {outcome.Word,-14} {outcome.Details}");
        });
        AnsiConsole.Write(table);
        return outcomes;

        void Fill(PairOutcome outcome) =>
            table.UpdateCell(rows.IndexOf(outcome.Pair.Creator), 1 + columns.IndexOf(outcome.Pair.Joiner), new Markup(Cell(outcome)));
    }

    private static string Cell(PairOutcome outcome)
    {
        string colour = outcome.Problem != null ? "red" : outcome.IsDirect ? "green" : "yellow";
        string time = outcome.IsConnected ? $"\n[grey]{outcome.FirstMessage:0} ms[/]" : "";
        return $"[{colour}]{Markup.Escape(outcome.Word)}{(outcome.Problem != null ? " ✗" : "")}[/]{time}";
    }
}
