using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Spectre.Console;

namespace P2PNet.NatLab;

/// <summary>Lets players meet in networks that are more than a NAT each.</summary>
internal static class NetworksCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        string[]? names = arguments.List("cases");
        double delay = arguments.Milliseconds("delay", 12.5);
        arguments.End();
        NetworkCase[] cases = [.. NetworkCase.All.Where(c => names is null || names.Contains(c.Name))];
        if (cases.Length == 0) throw new LabException($"--cases: give some of {string.Join(", ", NetworkCase.All.Select(c => c.Name))}.");

        using var certificate = new LabCertificate();
        await using Arena arena = await Arena.BuildAsync(certificate, delay, cancellationToken, clients: 2);
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("case").AddColumn("the players are").AddColumn("way").AddColumn(new TableColumn("first message").RightAligned()).AddColumn("path");
        int failed = 0;
        foreach (NetworkCase network in cases)
        {
            Outcome outcome = await MeetAsync(arena, network, cancellationToken);
            Console.WriteLine($"{network.Name,-20} {outcome.Word,-12} {outcome.Details}");
            table.AddRow(
                network.Name, network.Title, Output.Verdict(outcome.Word, outcome.Problem is null), outcome.IsConnected ? $"{outcome.FirstMessage:0} ms" : "",
                outcome.IsConnected ? $"{outcome.Creator}" : "");
            if (outcome.Problem != null) failed++;
        }

        AnsiConsole.Write(table);
        Console.WriteLine($"{cases.Length} networks, {failed} not as they must be.");
        return failed == 0 ? 0 : 1;
    }

    private static async Task<Outcome> MeetAsync(Arena arena, NetworkCase network, CancellationToken cancellationToken)
    {
        foreach (string command in (string[])["nat b port-restricted", "nat a port-restricted", "v6 a off", "v6 b off", .. network.Commands]) await DoAsync(arena.Laboratory, command, cancellationToken);
        // Fresh processes: what an earlier case knew of the machine's networks does not count.
        await arena.StartPlayersAsync("a1", network.JoinerHost, cancellationToken);
        Outcome outcome = await new MeetingTrial(arena, network.Meeting).RunAsync(cancellationToken);
        foreach (string command in network.Undo) await DoAsync(arena.Laboratory, command, cancellationToken);
        bool isIpv4 = outcome.IsConnected && arena.Creator.Path?.RemoteAddress?.StartsWith('[') == false;
        return network.IsIpv6 && isIpv4 && outcome.Problem is null ? outcome with { Problem = "the path is of IPv4" } : outcome;
    }

    private static Task DoAsync(Laboratory laboratory, string command, CancellationToken cancellationToken)
    {
        string[] words = command.Split(' ');
        return words[0].EndsWith(':') ? laboratory.DoAsync(cancellationToken, ["exec", words[0][..^1], "ip", .. words[1..]]) : laboratory.DoAsync(cancellationToken, words);
    }
}
