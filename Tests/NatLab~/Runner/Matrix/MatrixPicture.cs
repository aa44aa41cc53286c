using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;

namespace P2PNet.NatLab;

/// <summary>The matrix as an SVG picture.</summary>
internal sealed class MatrixPicture(IReadOnlyList<PairOutcome> outcomes)
{
    private const int CellWidth = 104;
    private const int CellHeight = 46;
    private const int Left = 132;
    private const int Top = 116;
    private const int Margin = 24;

    private readonly List<NatType> _rows = [.. outcomes.Select(o => o.Pair.Creator).Distinct()];
    private readonly List<NatType> _columns = [.. outcomes.Select(o => o.Pair.Joiner).Distinct()];
    private readonly StringBuilder _svg = new();

    public string Write()
    {
        int width = Left + (_columns.Count * CellWidth) + Margin, height = Top + (_rows.Count * CellHeight) + 60;
        _svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif\">\n");
        _svg.Append($"<rect width=\"{width}\" height=\"{height}\" rx=\"10\" fill=\"#ffffff\" stroke=\"#d0d7de\"/>\n");
        Text(Margin, 36, "Every pair of networks connects", "#1f2328", size: 20, weight: 600);
        Text(Margin, 58, "Measured in the laboratory: real processes, real NATs; in milliseconds the time from the joiner's call to its first message", "#59636e", size: 12.5);
        Text(Margin, Top - 14, "creates ↓  joins →", "#59636e", size: 12);
        for (int i = 0; i < _columns.Count; i++) Text(Left + (i * CellWidth) + (CellWidth / 2), Top - 14, _columns[i].Label, "#1f2328", size: 13, weight: 600, isCentred: true);
        for (int i = 0; i < _rows.Count; i++) Text(Margin, Top + (i * CellHeight) + (CellHeight / 2) + 4, _rows[i].Label, "#1f2328", size: 13, weight: 600);
        foreach (PairOutcome outcome in outcomes) Cell(outcome);
        Legend(Top + (_rows.Count * CellHeight) + 34);
        return _svg.Append("</svg>\n").ToString();
    }

    private static (string Fill, string Ink) Colours(PairOutcome outcome) => outcome switch
    {
        { Problem: not null } => ("#ffd7d5", "#a40e26"),
        { IsDirect: true } => ("#c8f0d0", "#0f5323"),
        { Word: "relay udp" } => ("#ffeec2", "#6b4a00"),
        { Word: "relay tcp" } => ("#ffddb5", "#7a3e00"),
        _ => ("#fbcfbf", "#7c2d12"),
    };

    private void Cell(PairOutcome outcome)
    {
        int x = Left + (_columns.IndexOf(outcome.Pair.Joiner) * CellWidth), y = Top + (_rows.IndexOf(outcome.Pair.Creator) * CellHeight);
        (string fill, string ink) = Colours(outcome);
        _svg.Append($"<rect x=\"{x + 2}\" y=\"{y + 2}\" width=\"{CellWidth - 4}\" height=\"{CellHeight - 4}\" rx=\"6\" fill=\"{fill}\"/>\n");
        Text(x + (CellWidth / 2), y + 21, outcome.Word, ink, size: 13, weight: 600, isCentred: true);
        if (outcome.IsConnected) Text(x + (CellWidth / 2), y + 36, $"{outcome.FirstMessage:0} ms", ink, size: 11, isCentred: true);
    }

    private void Legend(int y)
    {
        int direct = outcomes.Count(o => o.IsDirect), relayed = outcomes.Count(o => o.IsConnected && !o.IsDirect), failed = outcomes.Count(o => o.Problem != null);
        string problems = failed == 0 ? "none missed" : $"{failed} not as they must be";
        Text(Margin, y, $"{outcomes.Count} ordered pairs: {direct} direct, {relayed} relayed by the first transport that the networks let through (UDP, else TCP, else TLS on 443); {problems}.", "#59636e", size: 12.5);
    }

    private void Text(int x, int y, string text, string fill, double size, int weight = 400, bool isCentred = false) =>
        _svg.Append($"<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" font-weight=\"{weight}\" fill=\"{fill}\"{(isCentred ? " text-anchor=\"middle\"" : "")}>{WebUtility.HtmlEncode(text)}</text>\n");
}
