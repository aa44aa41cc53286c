using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace P2PNet.Server;

/// <summary>When the process is asked to stop, tells the clients before Kestrel takes their connections away.</summary>
internal sealed class Farewell(ConnectionDirectory connections, LobbyDirectory lobbies, ILogger<Farewell> logger) : IHostedLifecycleService
{
    private bool _hasBegun;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        // A host that is stopped twice is asked twice.
        if (!Interlocked.Exchange(ref _hasBegun, true)) Log.Stopping(logger, connections.Count, lobbies.Count);
        return connections.StopAsync(cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
