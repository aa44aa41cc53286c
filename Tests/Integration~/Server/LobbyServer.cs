using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using P2PNet.Protocol;
using P2PNet.Server;

namespace P2PNet.IntegrationTests.Server;

/// <summary>The real server in this process, on free loopback ports, with the clients of one test.</summary>
internal sealed class LobbyServer : IAsyncDisposable
{
    private readonly ServerHost _host;
    private readonly ConcurrentBag<RawClient> _clients = [];

    private LobbyServer(ServerHost host, CapturedLogs logs)
    {
        _host = host;
        Logs = logs;
    }

    public CapturedLogs Logs { get; }

    public ServerAddresses Addresses => _host.Addresses;

    public Uri WebSocketUri => new(_host.Addresses.Http[0].Replace("http://", "ws://") + ProtocolLimits.Path);

    public Uri HttpUri => new(_host.Addresses.Http[0]);

    public IPEndPoint Stun => _host.Addresses.Stun[0];

    public IServiceProvider Services => _host.Services;

    public static async Task<LobbyServer> StartAsync(Action<ServerOptions>? configure = null)
    {
        var options = new ServerOptions { Urls = ["http://127.0.0.1:0"], StunPort = 0, LogLevel = LogLevel.Trace };
        configure?.Invoke(options);
        var logs = new CapturedLogs();
        return new LobbyServer(await ServerHost.StartAsync(options, logging => logging.AddProvider(logs)), logs);
    }

    /// <summary>
    /// A server that hears next to nothing from its clients, for tests that measure these: heartbeats are JSON over a WebSocket, a few bytes every five
    /// seconds, and come here after the measurement.
    /// </summary>
    public static Task<LobbyServer> StartQuietAsync() =>
        StartAsync(o => (o.Heartbeat, o.Timeout) = (TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15)));

    /// <summary>A client that said hello, or not. It ends with the server.</summary>
    public async Task<RawClient> ConnectAsync(bool sayHello = true)
    {
        RawClient client = await RawClient.ConnectAsync(WebSocketUri, sayHello);
        _clients.Add(client);
        return client;
    }

    /// <summary>A lobby with so many members, the host first; every event of the joining is read.</summary>
    public async Task<RawClient[]> MakeLobbyAsync(int members, int? places = null)
    {
        var clients = new RawClient[members];
        for (int i = 0; i < members; i++)
        {
            clients[i] = await ConnectAsync();
            if (i == 0) await clients[0].CreateLobbyAsync(places ?? Math.Max(members, 2));
            else await clients[i].JoinAsync(clients[0].Lobby!.Code);
            foreach (RawClient earlier in clients.Take(i)) await earlier.ExpectAsync<PlayerJoinedFrame>();
        }

        return clients;
    }

    /// <summary>Stops it while its clients are there, as they see it.</summary>
    public Task StopAsync() => _host.DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        // Or the server would wait for each to answer its goodbye.
        foreach (RawClient client in _clients) await client.DisposeAsync();
        await _host.DisposeAsync();
    }
}
