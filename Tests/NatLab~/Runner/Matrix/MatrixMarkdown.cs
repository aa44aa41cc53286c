using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace P2PNet.NatLab;

/// <summary>The matrix as a table for a page of the documentation.</summary>
internal static class MatrixMarkdown
{
    public static string Write(IReadOnlyList<PairOutcome> outcomes)
    {
        List<NatType> columns = [.. outcomes.Select(o => o.Pair.Joiner).Distinct()];
        var text = new StringBuilder("| creates \\ joins |");
        foreach (NatType column in columns) text.Append($" {column.Label} |");
        text.Append("\n|---|").Insert(text.Length, "---|", columns.Count).Append('\n');
        foreach (IGrouping<NatType, PairOutcome> row in outcomes.GroupBy(o => o.Pair.Creator))
        {
            text.Append($"| **{row.Key.Label}** |");
            foreach (NatType column in columns) text.Append($" {Cell(row.FirstOrDefault(o => o.Pair.Joiner == column))} |");
            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Cell(PairOutcome? outcome) => outcome switch
    {
        null => "",
        { Problem: not null } => $"**{outcome.Word} ✗**",
        _ => outcome.Word,
    };
}
