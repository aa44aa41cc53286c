using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using P2PNet.Protocol;

namespace P2PNet.Server;

/// <summary>The connections that are open.</summary>
internal sealed class ConnectionDirectory(ServerOptions options, FrameDispatcher dispatcher, TimeProvider time, ILogger<ConnectionDirectory> logger)
{
    private readonly ConcurrentDictionary<long, Connection> _connections = new();
    private long _lastNumber;
    private int _count;
    private volatile bool _isStopping;

    /// <summary>Connections that are open, players in and outside of lobbies.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>In no order; those that come or go meanwhile may be in it or not.</summary>
    public IEnumerable<Connection> All
    {
        get
        {
            foreach (KeyValuePair<long, Connection> entry in _connections) yield return entry.Value;
        }
    }

    /// <summary>Serves a client until its end.</summary>
    /// <param name="socket">Its socket.</param>
    /// <param name="host">The server's host as the client wrote it.</param>
    /// <param name="opening">The frames that its upgrade request carried.</param>
    public async Task ServeAsync(WebSocket socket, string host, IReadOnlyList<byte[]> opening)
    {
        var connection = new Connection(Interlocked.Increment(ref _lastNumber), socket, host, dispatcher, options, time, logger);
        int count = Interlocked.Increment(ref _count);
        _connections[connection.Number] = connection;
        try
        {
            Log.ConnectionOpened(logger, connection.Number, count);
            if (count > options.MaxConnections)
                connection.CloseAfter(ErrorCode.ServerFull, "The server has as many connections as it serves: try again later.", (WebSocketCloseStatus)1013);
            else if (_isStopping)
                Stop(connection);
            await connection.RunAsync(opening);
        }
        finally
        {
            _connections.TryRemove(connection.Number, out _);
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>Tells everybody that the server stops, and waits until all are gone or the time is up.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        _isStopping = true;
        foreach (Connection connection in All) Stop(connection);
        while (Count > 0 && !cancellation.IsCancellationRequested) await Task.Delay(10, CancellationToken.None);
    }

    private static void Stop(Connection connection) => connection.CloseAfter(
        ErrorCode.ShuttingDown, "The server stops: links between players go on; connect again in a while.", WebSocketCloseStatus.EndpointUnavailable);
}
