using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace P2PNet.Server;

/// <summary>Probes the other relays every ten seconds, so that new members go elsewhere when one is gone.</summary>
internal sealed class RelayMonitor(RelayDirectory relays, TimeProvider time, ILogger<RelayMonitor> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Probes all of them once.</summary>
    public Task ProbeAllAsync(CancellationToken cancellation) => Task.WhenAll(relays.All.Where(r => r.Urls != null).Select(r => ProbeAsync(r, cancellation)));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do await ProbeAllAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task ProbeAsync(RelayServer relay, CancellationToken cancellation)
    {
        bool works = false;
        string? problem;
        try
        {
            (works, problem) = await new RelayProbe(relay, time).RunAsync(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever a relay does, a monitor that ended by it would take the server along.
            problem = e.Message.TrimEnd('.');
        }

        if (!relay.Judge(works, problem)) return;
        if (works) Log.RelayUp(logger, relay.ToString(), problem ?? "all ways to it work");
        else if (relays.All.All(r => r.Health == RelayHealth.Down)) Log.LastRelayDown(logger, relay.ToString(), problem ?? "");
        else Log.RelayDown(logger, relay.ToString(), problem ?? "");
    }
}
