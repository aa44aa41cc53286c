using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace P2PNet.Demo;

/// <summary>Prints what the players measured, and whether it is as it should be.</summary>
internal static class ResultTable
{
    private const int MoreThanAnyWidth = 10_000;

    /// <summary>The exit code.</summary>
    public static int Write(IReadOnlyList<PlayerProcess> players)
    {
        AnsiConsole.Write(Fitting(players));

        List<string> complaints = [.. players.SelectMany(p => p.Links.Where(l => !l.IsGood).Select(l => Complaint(p, l)))];
        foreach (PlayerProcess player in players.Where(p => p.Links.Count != players.Count - 1))
            complaints.Add($"{player.Name} had {player.Links.Count} links instead of {players.Count - 1}.");
        foreach (string complaint in complaints) Console.Error.WriteLine(complaint);
        if (complaints.Count > 0) return ExitCode.Failed;

        int chats = players.Sum(p => p.Links.Sum(l => l.Chats.Received));
        double? slowest = players.SelectMany(p => p.Links).Max(l => l.ConnectMilliseconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"All {chats} reliable messages arrived in order and every link is direct. Slowest connect: {slowest:0} ms from the join call to the first message."));
        return ExitCode.Ok;
    }

    /// <summary>A line for each link where the terminal is wide enough, and a few where it is not: cells must not break within numbers.</summary>
    private static Table Fitting(IReadOnlyList<PlayerProcess> players)
    {
        Table wide = Filled(Wide(), players, WideRow);
        int width = ((IRenderable)wide).Measure(RenderOptions.Create(AnsiConsole.Console), MoreThanAnyWidth).Max;
        return width <= AnsiConsole.Profile.Width ? wide : Filled(Narrow(), players, NarrowRow);
    }

    private static Table Filled(Table table, IReadOnlyList<PlayerProcess> players, Func<PlayerProcess, LinkReport, IEnumerable<string>> row)
    {
        foreach (PlayerProcess player in players)
            foreach (LinkReport link in player.Links)
                table.AddRow(row(player, link).Select(cell => new Text(cell)));
        return table;
    }

    private static Table Wide() => new Table().Border(TableBorder.Rounded)
        .AddColumns(Left("Player"), Left("Link to"), Left("Path"), Right("Connect"), Right("RTT p50"), Right("p99"))
        .AddColumns(Right("Movement\nsent/recv/lost"), Right("Chat\nsent/recv/lost"), Right("Pings\nsent/recv/lost"), Right("Bytes out"), Right("in"));

    private static Table Narrow() => new Table().Border(TableBorder.Rounded).ShowRowSeparators().AddColumns(Left("Link"), Right("Time"), Right("Sent/recv/lost"), Right("Bytes"));

    private static TableColumn Left(string header) => new TableColumn(header).NoWrap();

    private static TableColumn Right(string header) => Left(header).RightAligned();

    private static IEnumerable<string> WideRow(PlayerProcess player, LinkReport link) =>
    [
        player.Name,
        link.Peer,
        link.Path,
        Milliseconds(link.ConnectMilliseconds, "0"),
        Milliseconds(link.RttP50, "0.00"),
        Milliseconds(link.RttP99, "0.00"),
        Counts(link.Moves),
        Counts(link.Chats),
        Counts(link.Pings),
        Bytes(link.BytesSent),
        Bytes(link.BytesReceived),
    ];

    private static IEnumerable<string> NarrowRow(PlayerProcess player, LinkReport link) =>
    [
        $"{player.Name} to {link.Peer}\n{link.Path}",
        $"connect {Milliseconds(link.ConnectMilliseconds, "0")}\nRTT p50 {Milliseconds(link.RttP50, "0.00")}\np99 {Milliseconds(link.RttP99, "0.00")}",
        $"movement {Counts(link.Moves)}\nchat {Counts(link.Chats)}\npings {Counts(link.Pings)}",
        $"out {Bytes(link.BytesSent)}\nin {Bytes(link.BytesReceived)}",
    ];

    private static string Bytes(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Milliseconds(double? value, string format) => value is null ? "-" : value.Value.ToString(format, CultureInfo.InvariantCulture) + " ms";

    private static string Counts(Tally tally) => $"{tally.Sent}/{tally.Received}/{tally.Lost}";

    private static string Complaint(PlayerProcess player, LinkReport link)
    {
        string what = link switch
        {
            { Failure: string failure } => "the link ended: " + failure,
            { IsComplete: false } => "the last reliable message did not arrive.",
            { Chats.Lost: > 0 } => $"{link.Chats.Lost} reliable messages did not arrive.",
            { OutOfOrder: > 0 } => $"{link.OutOfOrder} reliable messages arrived out of order.",
            _ => $"the path is not direct ({link.Path}).",
        };
        return $"{player.Name} <- {link.Peer}: {what}";
    }
}
