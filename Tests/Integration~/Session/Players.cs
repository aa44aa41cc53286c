using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.IntegrationTests.Server;
using P2PNet.Rtc;

namespace P2PNet.IntegrationTests.Sessions;

/// <summary>Players of one lobby, named P0, P1 and so on; P0 created it. They leave at the end.</summary>
internal sealed class Players : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly List<P2PClient> _clients = [];

    private Players()
    {
    }

    public List<Session> Sessions { get; } = [];

    public static P2PClient NewClient(LobbyServer server, string name, P2PPlatform? platform = null, IceTransportPolicy policy = IceTransportPolicy.All, bool autoFlush = true) =>
        new(new P2PClientOptions { ServerUrl = server.HttpUri.ToString(), PlayerName = name, LoopbackOnly = true, TransportPolicy = policy, AutoFlush = autoFlush }, platform ?? P2PPlatform.Default);

    /// <summary>They join one after the other; when it completes everybody is connected with everybody.</summary>
    public static async Task<Players> JoinAsync(LobbyServer server, int count, P2PPlatform? platform = null, IceTransportPolicy policy = IceTransportPolicy.All, bool autoFlush = true)
    {
        var players = new Players();
        for (int i = 0; i < count; i++)
        {
            P2PClient client = NewClient(server, "P" + i, platform, policy, autoFlush);
            players._clients.Add(client);
            players.Sessions.Add(await (i == 0
                ? client.CreateLobbyAsync(new CreateLobbyOptions { MaxPlayers = Math.Max(2, count + 1) })
                : client.JoinLobbyByCodeAsync(players.Sessions[0].Lobby.Code)).WaitAsync(Limit));
        }

        players.PollUntil(() => players.Sessions.All(s => s.Peers.Count == count - 1 && s.Peers.All(p => p.IsConnected)), "the full mesh");
        return players;
    }

    public void Poll()
    {
        foreach (Session session in Sessions) session.Poll();
    }

    public void PollUntil(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.That(watch.Elapsed, Is.LessThan(Limit), () => "waited in vain for " + what);
            Poll();
            Thread.Sleep(1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (P2PClient client in _clients) await client.DisposeAsync();
    }
}
