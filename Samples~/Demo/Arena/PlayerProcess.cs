using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet.Demo;

/// <summary>A player of the run, as the process that measures sees it.</summary>
internal sealed class PlayerProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private PlayerProcess(string name, ChildProcess process)
    {
        Name = name;
        _process = process;
    }

    public string Name { get; }

    /// <summary>Messages that it has handled so far.</summary>
    public long Received { get; private set; }

    /// <summary>Its newest round-trip time in milliseconds.</summary>
    public double? Rtt { get; private set; }

    public IReadOnlyList<LinkReport> Links { get; private set; } = [];

    public static PlayerProcess Start(string name, string server, CommandLine command, string? recordPath)
    {
        ChildProcess process = ChildProcess.StartSelf(
        [
            "player",
            "--server", server,
            "--name", name,
            "--players", command.Players.ToString(CultureInfo.InvariantCulture),
            "--seconds", command.Seconds.ToString(CultureInfo.InvariantCulture),
            .. command.Network.Arguments,
            .. recordPath is null ? Array.Empty<string>() : ["--record", recordPath],
            .. command.IsVerbose ? ["--verbose"] : Array.Empty<string>(),
        ]);
        if (command.IsVerbose) process.ErrorLine += line => Console.Error.WriteLine($"{name}: {line}");
        return new PlayerProcess(name, process);
    }

    public void Order(string order) => _process.WriteLine(order);

    /// <summary>Reads what it says until it says this.</summary>
    public async Task<PlayerLine> WaitForAsync(string wanted, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(timeout);
        try
        {
            while (await _process.ReadLineAsync(timer.Token) is string text)
            {
                PlayerLine line = JsonSerializer.Deserialize(text, PlayerLineContext.Default.PlayerLine) ?? new PlayerLine();
                if (line.Event == PlayerLine.Failed) throw new DemoException($"{Name}: {line.Message}");
                if (line.Event == PlayerLine.Progress) (Received, Rtt) = (line.Received, line.Rtt);
                if (line.Event == PlayerLine.Report) Links = line.Links ?? [];
                if (line.Event == wanted) return line;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DemoException($"{Name} was not {wanted} within {timeout.TotalSeconds:0.#} s. {_process.Errors}");
        }
        catch (JsonException e)
        {
            throw new DemoException($"{Name} wrote a line that is not JSON: {e.Message}");
        }

        throw new DemoException($"{Name}'s process ended before it was {wanted}. {_process.Errors}");
    }

    /// <summary>Has it leave and end.</summary>
    public async Task<int> LeaveAsync(CancellationToken cancellationToken)
    {
        Order("leave");
        try
        {
            return await _process.WaitForExitAsync(cancellationToken).WaitAsync(TimeSpan.FromSeconds(10), cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new DemoException($"{Name} did not leave within 10 s. {_process.Errors}");
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
