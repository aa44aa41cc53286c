using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Spectre.Console;

namespace P2PNet.Demo;

/// <summary>Prints what the players measured, and whether it is as it should be.</summary>
internal static class ResultTable
{
    /// <summary>The exit code.</summary>
    public static int Write(IReadOnlyList<PlayerProcess> players)
    {
        Table table = new Table().Border(TableBorder.Rounded)
            .AddColumn("Player").AddColumn("Link to").AddColumn("Path")
            .AddColumn(Right("Connect")).AddColumn(Right("RTT p50")).AddColumn(Right("p99"))
            .AddColumn(Right("Movement sent/recv/lost")).AddColumn(Right("Chat sent/recv/lost")).AddColumn(Right("Pings sent/recv/lost"))
            .AddColumn(Right("Bytes out")).AddColumn(Right("in"));
        foreach (PlayerProcess player in players)
            foreach (LinkReport link in player.Links)
                table.AddRow(Row(player, link).Select(cell => new Text(cell)));
        AnsiConsole.Write(table);

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

    private static TableColumn Right(string header) => new TableColumn(header).RightAligned();

    private static IEnumerable<string> Row(PlayerProcess player, LinkReport link) =>
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
        link.BytesSent.ToString("N0", CultureInfo.InvariantCulture),
        link.BytesReceived.ToString("N0", CultureInfo.InvariantCulture),
    ];

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
