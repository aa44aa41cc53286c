using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.IntegrationTests;

namespace P2PNet.NatLab;

/// <summary>A player at a host of the laboratory, as a run sees it: orders in, events out.</summary>
internal sealed class PlayerProcess : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Laboratory _laboratory;
    private readonly ChildProcess _process;
    private readonly List<PlayerEvent> _events = [];
    private TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _orderedAt;

    private PlayerProcess(Laboratory laboratory, string name, ChildProcess process)
    {
        Name = name;
        _laboratory = laboratory;
        _process = process;
        process.LinePrinted += OnLine;
    }

    public string Name { get; }

    /// <summary>What it told since the last order that enters a lobby.</summary>
    public PlayerEvent[] Events
    {
        get
        {
            lock (_events) return [.. _events.Skip(_orderedAt)];
        }
    }

    /// <summary>The path that it told last; null before the first.</summary>
    public PlayerEvent? Path => Events.LastOrDefault(e => e.Event == PlayerEvent.Path);

    public static async Task<PlayerProcess> StartAsync(Laboratory laboratory, string host, LabCertificate certificate, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string> { [LabCertificate.TrustVariable] = certificate.AuthorityFile };
        var player = new PlayerProcess(laboratory, host, laboratory.Start(host, [.. Programs.Player, host], environment));
        try
        {
            await player.WaitAsync(PlayerEvent.Ready, StartTimeout, cancellationToken);
            return player;
        }
        catch
        {
            player.Dispose();
            throw;
        }
    }

    /// <summary>Gives an order; one that enters a lobby begins <see cref="Events"/> anew.</summary>
    public void Tell(Order order)
    {
        if (order.Do is Order.Create or Order.Join)
            lock (_events) _orderedAt = _events.Count;
        _process.WriteLine(JsonSerializer.Serialize(order, PlayerJson.Default.Order));
    }

    /// <summary>Waits for an event of a kind since the last order that enters a lobby.</summary>
    /// <exception cref="LabException">It did not come in time, or the player failed instead.</exception>
    public Task<PlayerEvent> WaitAsync(string kind, TimeSpan timeout, CancellationToken cancellationToken) =>
        WaitAsync(events => Array.Find(events, e => e.Event == kind), kind, timeout, cancellationToken);

    /// <summary>Waits until the events show what is looked for.</summary>
    /// <exception cref="LabException">They did not in time, or the player failed instead.</exception>
    public async Task<PlayerEvent> WaitAsync(Func<PlayerEvent[], PlayerEvent?> look, string what, TimeSpan timeout, CancellationToken cancellationToken)
    {
        PlayerEvent found = await WatchAsync(events => look(events) ?? Array.Find(events, e => e.Event == PlayerEvent.Failed), what, timeout, cancellationToken);
        return found.Event != PlayerEvent.Failed ? found : throw new LabException($"{Name}: {found.Reason}");
    }

    /// <summary>Has it leave, wherever it is, and waits until it has.</summary>
    public async Task LeaveAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        Tell(new Order { Do = Order.Leave });
        await WatchAsync(events => Array.Find(events, e => e.Event == PlayerEvent.Left), PlayerEvent.Left, timeout, cancellationToken);
    }

    /// <summary>Asks what was counted of the steady traffic.</summary>
    public async Task<Traffic> CountAsync(CancellationToken cancellationToken)
    {
        int before = Events.Count(IsCount);
        Tell(new Order { Do = Order.Count });
        PlayerEvent counted = await WaitAsync(events => events.Where(IsCount).Skip(before).FirstOrDefault(), PlayerEvent.Counted, StartTimeout, cancellationToken);
        return counted.Traffic!;

        static bool IsCount(PlayerEvent e) => e.Event == PlayerEvent.Counted;
    }

    public void Dispose()
    {
        Output.Keep($"{_laboratory.Name}-{Name}", _process.Output);
        _process.Dispose();
    }

    private async Task<PlayerEvent> WatchAsync(Func<PlayerEvent[], PlayerEvent?> look, string what, TimeSpan timeout, CancellationToken cancellationToken)
    {
        DateTime deadline = DateTime.UtcNow + timeout;
        while (true)
        {
            Task told;
            lock (_events) told = _told.Task;
            if (look(Events) is { } found) return found;
            TimeSpan left = deadline - DateTime.UtcNow;
            if (left <= TimeSpan.Zero) throw new LabException($"{Name}: no {what} within {timeout.TotalSeconds:0.#} s");
            await Task.WhenAny(told, Task.Delay(left, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void OnLine(string line)
    {
        if (!line.StartsWith('{')) return;
        PlayerEvent e = JsonSerializer.Deserialize(line, PlayerJson.Default.PlayerEvent)!;
        lock (_events)
        {
            _events.Add(e);
            _told.TrySetResult();
            _told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
