using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.IntegrationTests.Server;
using P2PNet.Messages;
using P2PNet.Rtc;
using P2PNet.Server;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Sessions;

/// <summary>The real server, real sockets on loopback, and clients as a game has them, all in this process.</summary>
[TestFixture]
internal sealed class SessionTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Test]
    public async Task EveryDeliveryArrivesBothWays()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using var players = await Players.JoinAsync(server, 2);
        var heard = new List<string>();
        foreach (Session session in players.Sessions)
            session.On<Tick>((peer, tick) => heard.Add(peer.Name + " " + tick.Number));

        foreach (Session session in players.Sessions)
            for (int delivery = 0; delivery < 4; delivery++)
                Assert.That(session.Broadcast(new Tick { Number = delivery }, (Delivery)delivery), Is.EqualTo(SendResult.Sent));

        players.PollUntil(() => heard.Count == 8, "eight messages");
        Assert.That(heard, Is.EquivalentTo(from name in new[] { "P0", "P1" } from number in Enumerable.Range(0, 4) select name + " " + number));
        PathStatistics path = players.Sessions[1].Peers[0].Statistics;
        Assert.That(path.RemoteType, Is.Not.EqualTo(CandidateType.Relayed));
    }

    [Test]
    public async Task PlayersWhoHideTheirAddressesMeetThroughTheServersRelay()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using var players = await Players.JoinAsync(server, 3, policy: IceTransportPolicy.Relay);
        int received = 0;
        foreach (Session session in players.Sessions) session.On((Peer _, in Tick _) => received++);

        foreach (Session session in players.Sessions) session.Broadcast(new Tick { Number = 1 });

        players.PollUntil(() => received == 6, "a message of each to each");
        foreach (Peer peer in players.Sessions.SelectMany(s => s.Peers))
            Assert.That((peer.Statistics.LocalType, peer.Statistics.RemoteType), Is.EqualTo((CandidateType.Relayed, CandidateType.Relayed)));
        TurnCounters counters = ((TurnService)server.Services.GetService(typeof(TurnService))!).Counters;
        Assert.That((counters.Allocations, counters.BetweenRelays > 0), Is.EqualTo((3, true)), "one allocation serves all links of a player");
    }

    [Test]
    public async Task EightClientsAreAFullMesh()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using var players = await Players.JoinAsync(server, 8);
        int received = 0;
        foreach (Session session in players.Sessions) session.On((Peer _, in Tick _) => received++);
        for (int i = 0; i < 20; i++)
        {
            foreach (Session session in players.Sessions) Assert.That(session.Broadcast(new Tick { Number = i }), Is.EqualTo(SendResult.Sent));
            players.Poll();
        }

        players.PollUntil(() => received == 20 * 8 * 7, "all messages of the mesh");
        Assert.That(players.Sessions.All(s => s.Lobby.Players.Count == 8 && s.Lobby.Host!.Name == "P0"));
    }

    [Test]
    public async Task ReliableMessagesArriveInOrder()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using var players = await Players.JoinAsync(server, 2);
        var numbers = new List<int>();
        players.Sessions[1].On<Tick>((_, tick) => numbers.Add(tick.Number));
        for (int sent = 0; sent < 20_000;)
        {
            if (players.Sessions[0].Broadcast(new Tick { Number = sent }) == SendResult.Sent) sent++;
            else players.Poll();
        }

        players.PollUntil(() => numbers.Count == 20_000, "20,000 messages");
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, 20_000)));
    }

    [Test]
    public async Task LeavingIsSeenByAllAndAnotherHosts()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using var players = await Players.JoinAsync(server, 3);
        var heard = new List<string>();
        Session observer = players.Sessions[2];
        observer.PlayerHasLeft += player => heard.Add("left " + player.Name);
        observer.PeerDisconnected += (peer, failure) => heard.Add("disconnected " + peer.Name + " " + failure?.Reason);
        observer.SessionHostChanged += player => heard.Add("host " + player.Name);

        await players.Sessions[0].LeaveAsync().WaitAsync(Limit);
        players.PollUntil(() => heard.Count == 3, "three events");
        Assert.That(heard, Is.EqualTo(new[] { "disconnected P0 ", "left P0", "host P1" }));
        Assert.That(observer.Lobby.Players.Select(p => p.Name), Is.EqualTo(new[] { "P1", "P2" }));
    }

    [Test]
    public async Task LinksGoOnWhenTheServerDies()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using var players = await Players.JoinAsync(server, 3);
        int received = 0;
        foreach (Session session in players.Sessions) session.On((Peer _, in Tick _) => received++);

        await server.StopAsync();
        players.PollUntil(() => players.Sessions.All(s => s.State == SessionState.ServerLost), "the loss of the server");
        for (int i = 0; i < 50; i++)
            foreach (Session session in players.Sessions)
                Assert.That(session.Broadcast(new Tick { Number = i }), Is.EqualTo(SendResult.Sent));
        players.PollUntil(() => received == 50 * 6, "messages without a server");
        Assert.That(players.Sessions.All(s => s.Peers.All(p => p.State == PeerState.Connected)));
    }

    // every WebSocket is cut, twice; then a third player joins
    [Test]
    public async Task ConnectionsThatAreCutAreResumed()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using var players = await Players.JoinAsync(server, 2);
        var connections = (ConnectionDirectory)server.Services.GetService(typeof(ConnectionDirectory))!;
        for (int i = 0; i < 2; i++)
        {
            Connection[] before = [.. connections.All];
            foreach (Connection connection in before) connection.CutOff("cut by the test");
            players.PollUntil(() => connections.All.Count(c => c.Member != null && !before.Contains(c)) == 2, "two other connections");
        }

        await using P2PClient third = Players.NewClient(server, "P2");
        Session joined = await third.JoinLobbyByCodeAsync(players.Sessions[0].Lobby.Code).WaitAsync(Limit);
        players.PollUntil(() => players.Sessions.All(s => s.Peers.Count == 2 && s.Peers.All(p => p.State == PeerState.Connected)), "the third player");
        Assert.That(joined.Peers.Select(p => p.State), Is.All.EqualTo(PeerState.Connected));
        players.PollUntil(() => players.Sessions.All(s => s.State == SessionState.Connected), "the server's return, where its absence was told");
    }

    [Test]
    public async Task WrongCodeFailsWithTheServersSentence()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using P2PClient client = Players.NewClient(server, "P0");
        P2PException e = Assert.ThrowsAsync<P2PException>(() => client.JoinLobbyByCodeAsync("ZZZZZZ"))!;
        Assert.That((e.Stage, e.Code), Is.EqualTo((LinkStage.Server, "lobbyNotFound")));
    }

    [Test]
    public async Task UnreachableServerFailsAtOnce()
    {
        // A port that was just free and has no listener.
        LobbyServer server = await LobbyServer.StartAsync();
        await server.DisposeAsync();
        await using P2PClient client = Players.NewClient(server, "P0");
        var watch = Stopwatch.StartNew();
        P2PException e = Assert.ThrowsAsync<P2PException>(() => client.CreateLobbyAsync())!;
        Assert.That(e.Stage, Is.EqualTo(LinkStage.Server));
        Assert.That(e.Reason, Does.Contain("cannot be reached"));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public async Task CancellingAJoinLeavesTheLobby()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using var players = await Players.JoinAsync(server, 2);
        foreach (int milliseconds in new[] { 0, 1, 3, 5, 8, 12, 20, 30 })
        {
            await using P2PClient client = Players.NewClient(server, "Cid");
            using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(milliseconds));
            try
            {
                Session session = await client.JoinLobbyByCodeAsync(players.Sessions[0].Lobby.Code, cancellationToken: cancellation.Token).WaitAsync(Limit);
                await session.LeaveAsync();
            }
            catch (OperationCanceledException)
            {
            }
        }

        // Everybody is gone again, and nothing went wrong with those who were there.
        players.PollUntil(() => players.Sessions.All(s => s.Lobby.Players.Count == 2), "only the two that stay");
        Assert.That(players.Sessions.All(s => s.Peers.Single().State == PeerState.Connected));
    }

    [Test]
    public async Task ClientCanBeUsedManyTimesAndLeavesNoThread()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using P2PClient host = Players.NewClient(server, "Ann");
        Session ann = await host.CreateLobbyAsync().WaitAsync(Limit);
        for (int i = 0; i < 10; i++)
        {
            await using P2PClient guest = Players.NewClient(server, "Bob");
            Session bob = await guest.JoinLobbyByCodeAsync(ann.Lobby.Code).WaitAsync(Limit);
            Assert.That(bob.Peers.Single().IsConnected);
            ann.Poll();
        }

        var watch = Stopwatch.StartNew();
        while (ann.Lobby.Players.Count > 1 && watch.Elapsed < Limit)
        {
            ann.Poll();
            Thread.Sleep(5);
        }

        Assert.That(ann.Lobby.Players, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task UnobservedFailuresAreNone()
    {
        var unobserved = new ConcurrentBag<Exception>();
        void Observe(object? _, UnobservedTaskExceptionEventArgs e) => unobserved.Add(e.Exception);
        TaskScheduler.UnobservedTaskException += Observe;
        try
        {
            await using LobbyServer server = await LobbyServer.StartAsync();
            await using (await Players.JoinAsync(server, 2))
            {
            }

            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.That(unobserved, Is.Empty);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Observe;
        }
    }
}
