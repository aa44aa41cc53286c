using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Spectre.Console;

namespace P2PNet.Demo;

/// <summary>Starts a server and players, has them play, and says how it went.</summary>
internal sealed class ArenaRun : IAsyncDisposable
{
    private static readonly string[] Names =
        ["Ann", "Bob", "Cid", "Dan", "Eve", "Fay", "Gus", "Hal", "Ida", "Jon", "Kim", "Leo", "Mia", "Ned", "Oda", "Pia"];

    private static readonly TimeSpan StepTimeout = TimeSpan.FromSeconds(30);

    private readonly CommandLine _command;
    private readonly List<PlayerProcess> _players = [];
    private ServerProcess? _server;

    private ArenaRun(CommandLine command) => _command = command;

    public static async Task<int> RunAsync(CommandLine command, CancellationToken cancellationToken)
    {
        // Pipes and files have no width; the table's lines must not be broken there.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 180;
        await using var run = new ArenaRun(command);
        var progress = new ProgressLine();
        await progress.RunAsync(line => run.PlayAsync(line, cancellationToken));
        if (command.Network.Conditions is NetworkConditions conditions) Console.WriteLine($"Simulated for every player, sending and receiving each: {conditions}.");
        int result = ResultTable.Write(run._players);
        if (command.RecordPath is string path) Console.WriteLine($"What {Names[0]} sent and received is in {path}; replay {path} prints it.");
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_players.Select(p => p.DisposeAsync().AsTask()));
        if (_server != null) await _server.DisposeAsync();
    }

    private async Task PlayAsync(ProgressLine line, CancellationToken cancellationToken)
    {
        if (_command.Server is null)
        {
            line.Say("Starting the lobby server");
            _server = await ServerProcess.StartAsync(cancellationToken);
        }

        string url = _server?.Url ?? _command.ServerOrDefault;

        line.Say($"Starting {_command.Players} players; lobby server at {url}");
        for (int i = 0; i < _command.Players; i++) _players.Add(PlayerProcess.Start(Names[i], url, _command, i == 0 ? _command.RecordPath : null));
        await ForAllAsync(PlayerLine.Ready, StepTimeout, cancellationToken);
        await GatherAsync(line, cancellationToken);

        foreach (PlayerProcess player in _players) player.Order("start");
        Task reports = ForAllAsync(PlayerLine.Report, TimeSpan.FromSeconds(_command.Seconds) + StepTimeout, cancellationToken);
        await ShowProgressAsync(line, reports);
        await reports;

        line.Say("Leaving");
        await Task.WhenAll(_players.Select(p => p.LeaveAsync(cancellationToken)));
    }

    /// <summary>One creates the lobby; the others join it one after the other, so that each one's connect time is its own.</summary>
    private async Task GatherAsync(ProgressLine line, CancellationToken cancellationToken)
    {
        _players[0].Order("create");
        string code = (await _players[0].WaitForAsync(PlayerLine.Created, StepTimeout, cancellationToken)).Code ?? "";
        foreach (PlayerProcess player in _players.Skip(1))
        {
            line.Say($"{player.Name} joins lobby {code}");
            player.Order("join " + code);
            await player.WaitForAsync(PlayerLine.Joined, StepTimeout, cancellationToken);
        }

        await ForAllAsync(PlayerLine.Linked, StepTimeout, cancellationToken);
    }

    private Task ForAllAsync(string wanted, TimeSpan timeout, CancellationToken cancellationToken) =>
        Task.WhenAll(_players.Select(p => p.WaitForAsync(wanted, timeout, cancellationToken)));

    private async Task ShowProgressAsync(ProgressLine line, Task until)
    {
        long start = Stopwatch.GetTimestamp();
        while (await Task.WhenAny(until, Task.Delay(line.Interval)) != until)
        {
            double elapsed = Math.Min(Stopwatch.GetElapsedTime(start).TotalSeconds, _command.Seconds);
            double? rtt = _players.Max(p => p.Rtt);
            line.Say($"Playing {elapsed:0.0} of {_command.Seconds:0.#} s: {_players.Sum(p => p.Received):N0} messages received, round trip {rtt:0.0} ms");
        }
    }
}
