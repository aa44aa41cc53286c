using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using P2PNet.Protocol;

namespace P2PNet.Server;

/// <summary>
/// Ends connections that fell silent and removes members that did not come back. One pass over all at a steady beat costs less than
/// a timer for each, which every frame would have to set back.
/// </summary>
internal sealed class Sweeper(ServerOptions options, ConnectionDirectory connections, FrameDispatcher dispatcher, LobbyRequests lobbies, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Nobody is thrown out early, and late by an eighth of the time or half a second at most.
        double shortest = Math.Min(options.Timeout.TotalMilliseconds, Math.Min(options.Grace.TotalMilliseconds, options.JoinGrace.TotalMilliseconds));
        TimeSpan beat = TimeSpan.FromMilliseconds(Math.Clamp(shortest / 8, 10, 500));
        using var timer = new PeriodicTimer(beat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Sweep();
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private void Sweep()
    {
        foreach (Connection connection in connections.All)
        {
            if (connection.Silence < options.Timeout || connection.State >= ConnectionState.Closing) continue;
            connection.CloseAfter(ErrorCode.TimedOut, $"The server heard nothing for {options.Timeout.TotalSeconds} s: send ping every {options.Heartbeat.TotalSeconds} s when there is nothing else to say.", WebSocketCloseStatus.PolicyViolation);
            // Not left to the reader: it waits for bytes that may never come.
            dispatcher.ConnectionEnded(connection);
        }

        lobbies.RemoveLost();
    }
}
