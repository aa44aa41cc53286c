using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Protocol;
using P2PNet.Server;

namespace P2PNet.IntegrationTests.Server;

internal sealed class PresenceTests
{
    private static void Quick(ServerOptions options)
    {
        options.Heartbeat = TimeSpan.FromMilliseconds(200);
        options.Timeout = TimeSpan.FromMilliseconds(1000);
        options.Grace = TimeSpan.FromMilliseconds(300);
    }

    [Test]
    public async Task SuspectsThenRemovesAMemberWhoseConnectionBroke()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => o.Grace = TimeSpan.FromMilliseconds(300));
        RawClient[] clients = await server.MakeLobbyAsync(3);
        var watch = Stopwatch.StartNew();

        clients[0].Abort();

        foreach (RawClient other in clients.Skip(1))
        {
            PlayerPresenceFrame presence = await other.ExpectAsync<PlayerPresenceFrame>();
            Assert.That((presence.PlayerId, presence.Presence), Is.EqualTo((clients[0].PlayerId, PlayerPresence.Suspect)));
            PlayerLeftFrame left = await other.ExpectAsync<PlayerLeftFrame>();
            Assert.That((left.PlayerId, left.Reason, left.Revision), Is.EqualTo((clients[0].PlayerId, LeaveReason.Lost, presence.Revision + 1)));
            Assert.That((await other.ExpectAsync<HostChangedFrame>()).PlayerId, Is.EqualTo(clients[1].PlayerId));
        }

        Assert.That(watch.Elapsed, Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(290)));
    }

    // B: killed while it joins | says that its join is over | comes back: only the first is soon removed
    [Test]
    public async Task SoonForgetsAMemberThatWasStillJoining()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => o.JoinGrace = TimeSpan.FromMilliseconds(300));
        RawClient[] clients = await server.MakeLobbyAsync(4);
        await clients[2].SendAsync(new PingFrame(1, received: 0, isSettled: true));
        await clients[2].ExpectAsync<PongFrame>();
        RawClient back = await server.ConnectAsync();
        await back.ResumeAsync(clients[3]);

        clients[1].Abort();
        clients[2].Abort();
        back.Abort();

        for (int i = 0; i < 3; i++) Assert.That((await clients[0].ExpectAsync<PlayerPresenceFrame>()).Presence, Is.EqualTo(PlayerPresence.Suspect));
        PlayerLeftFrame left = await clients[0].ExpectAsync<PlayerLeftFrame>();
        Assert.That((left.PlayerId, left.Reason), Is.EqualTo((clients[1].PlayerId, LeaveReason.Lost)));
        await Task.Delay(1000);
        await clients[0].ExpectNothingAsync();
    }

    [Test]
    public async Task KeepsThePlaceOfASuspect()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(2);
        RawClient third = await server.ConnectAsync();

        await clients[1].Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", default);
        await clients[0].ExpectAsync<PlayerPresenceFrame>();
        await third.SendAsync(new JoinLobbyByCodeFrame(1, clients[0].Lobby!.Code, new PlayerDescription("a")));
        await third.ExpectErrorAsync(ErrorCode.LobbyFull);
    }

    [Test]
    public async Task PassesOverSuspectsInTheElectionOfAHost()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => o.Grace = TimeSpan.FromSeconds(30));
        RawClient[] clients = await server.MakeLobbyAsync(3);

        clients[1].Abort();
        await clients[0].ExpectAsync<PlayerPresenceFrame>();
        await clients[2].ExpectAsync<PlayerPresenceFrame>();
        await clients[0].SendAsync(new LeaveLobbyFrame(1));

        await clients[2].ExpectAsync<PlayerLeftFrame>();
        Assert.That((await clients[2].ExpectAsync<HostChangedFrame>()).PlayerId, Is.EqualTo(clients[2].PlayerId));
    }

    [Test]
    public async Task EndsASilentConnectionAndSuspectsItsMember()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(Quick);
        RawClient[] clients = await server.MakeLobbyAsync(2);

        // clients[1] is silent, clients[0] sends its heartbeat.
        var events = new List<Frame?>();
        while (events.Count < 2)
        {
            await clients[0].SendAsync(new PingFrame(0));
            await Task.Delay(50);
            Frame? frame = await clients[0].ReceiveAsync();
            if (frame is not PongFrame) events.Add(frame);
        }

        Assert.That(events[0], Is.InstanceOf<PlayerPresenceFrame>());
        Assert.That((events[1] as PlayerLeftFrame)?.Reason, Is.EqualTo(LeaveReason.Lost));
        await clients[1].ExpectErrorAsync(ErrorCode.TimedOut, fatal: true);
        await clients[1].ExpectCloseAsync(WebSocketCloseStatus.PolicyViolation);
    }

    [Test]
    public async Task KeepsAConnectionWithAHeartbeatAlone()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(Quick);
        RawClient client = await server.ConnectAsync();

        for (int i = 0; i < 20; i++)
        {
            await Task.Delay(100);
            await client.ExpectNothingAsync();
        }
    }

    [Test]
    public async Task EndsAConnectionThatNeverSaysHello()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(Quick);
        RawClient client = await server.ConnectAsync(sayHello: false);

        await client.ExpectErrorAsync(ErrorCode.TimedOut, fatal: true);
        await client.ExpectCloseAsync(WebSocketCloseStatus.PolicyViolation);
    }

    [Test]
    public async Task SaysGoodbyeWhenItStops()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(2);
        var watch = Stopwatch.StartNew();

        Task stopping = server.StopAsync();

        foreach (RawClient client in clients)
        {
            await client.ExpectErrorAsync(ErrorCode.ShuttingDown, fatal: true);
            await client.ExpectCloseAsync(WebSocketCloseStatus.EndpointUnavailable);
            await client.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", default);
        }

        await stopping;
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(4)));
    }
}
