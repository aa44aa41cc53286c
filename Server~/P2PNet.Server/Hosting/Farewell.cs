using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;

namespace P2PNet.Server;

/// <summary>When the process is asked to stop, tells the clients before Kestrel takes their connections away.</summary>
internal sealed class Farewell(ConnectionDirectory connections) : IHostedLifecycleService
{
    public Task StoppingAsync(CancellationToken cancellationToken) => connections.StopAsync(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
