using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Protocol;

namespace P2PNet.IntegrationTests.Server;

/// <summary>A membership that goes on over another connection.</summary>
internal sealed class ResumeTests
{
    // B: WebSocket dies; B': hello, resumeLobby -> lobbyResumed; A: suspect, connected
    [Test]
    public async Task ComesBackAfterItsConnectionBroke()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(2);

        clients[1].Abort();
        Assert.That((await clients[0].ExpectAsync<PlayerPresenceFrame>()).Presence, Is.EqualTo(PlayerPresence.Suspect));
        RawClient back = await server.ConnectAsync();
        LobbyResumedFrame resumed = await back.ResumeAsync(clients[1]);

        PlayerPresenceFrame presence = await clients[0].ExpectAsync<PlayerPresenceFrame>();
        Assert.That((presence.PlayerId, presence.Presence), Is.EqualTo((clients[1].PlayerId, PlayerPresence.Connected)));
        Assert.That((resumed.PlayerId, resumed.Received), Is.EqualTo((clients[1].PlayerId, 0L)));
        Assert.That(resumed.Lobby.Players.Select(p => p.Id), Is.EqualTo(clients.Select(c => c.PlayerId)));
        Assert.That(resumed.Lobby.Code, Is.EqualTo(clients[0].Lobby!.Code));
        await back.ExpectNothingAsync();
    }

    [Test]
    public async Task NewestConnectionWinsAndNobodyElseHearsOfIt()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(2);
        RawClient back = await server.ConnectAsync();

        await back.ResumeAsync(clients[1]);

        await clients[1].ExpectErrorAsync(ErrorCode.Replaced, fatal: true);
        await clients[1].ExpectCloseAsync(WebSocketCloseStatus.PolicyViolation);
        await clients[0].ExpectNothingAsync();
        await back.SendAsync(new LinkEndedFrame(SignalRoute.ToPlayer(clients[0].PlayerId, "x", 1)));
        Assert.That((await clients[0].ExpectAsync<LinkEndedFrame>()).From, Is.EqualTo(clients[1].PlayerId));
    }

    [Test]
    public async Task SignalsThatWereMissedComeAgainInOrderAndNoneTwice()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(2);
        await SendAsync(clients[0], clients[1], 1, 3);
        for (int i = 1; i <= 3; i++) Assert.That((await clients[1].ExpectAsync<CandidateFrame>()).Sequence, Is.EqualTo(i));

        // Two of them are known, two more come while nobody is there, and one that is sent again counts once.
        clients[1].Abort();
        await clients[0].ExpectAsync<PlayerPresenceFrame>();
        await SendAsync(clients[0], clients[1], 4, 5);
        await SendAsync(clients[0], clients[1], 5, 5);
        RawClient back = await server.ConnectAsync();
        await back.ResumeAsync(clients[1], received: 2);

        for (int i = 3; i <= 5; i++)
        {
            CandidateFrame signal = await back.ExpectAsync<CandidateFrame>();
            Assert.That((signal.Sequence, signal.Candidate), Is.EqualTo(((long?)i, "candidate:" + i)));
        }

        await back.ExpectNothingAsync();
    }

    [Test]
    public async Task SaysWhichSignalsItHasAndTakesNoneTwice()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(2);
        await SendAsync(clients[1], clients[0], 1, 4);
        await clients[1].SendAsync(new PingFrame(9));
        Assert.That((await clients[1].ExpectAsync<PongFrame>()).Received, Is.EqualTo(4));

        RawClient back = await server.ConnectAsync();
        Assert.That((await back.ResumeAsync(clients[1])).Received, Is.EqualTo(4));
        await SendAsync(back, clients[0], 3, 6);

        for (int i = 1; i <= 6; i++) Assert.That((await clients[0].ExpectAsync<CandidateFrame>()).Candidate, Is.EqualTo("candidate:" + i));
        await clients[0].ExpectNothingAsync();
    }

    [Test]
    public async Task AcknowledgedSignalsAreForgotten()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(2);
        await SendAsync(clients[0], clients[1], 1, 3);
        await clients[0].ExpectNothingAsync();
        await clients[1].SendAsync(new PingFrame(9, received: 3));
        for (int i = 1; i <= 3; i++) await clients[1].ExpectAsync<CandidateFrame>();
        await clients[1].ExpectAsync<PongFrame>();

        RawClient back = await server.ConnectAsync();
        await back.ResumeAsync(clients[1], received: 0);
        await back.ExpectNothingAsync();
    }

    [Test]
    public async Task KeepsABoundedNumberOfSignalsForASuspect()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => o.FrameBurst = 100_000);
        RawClient[] clients = await server.MakeLobbyAsync(2);
        clients[1].Abort();
        await clients[0].ExpectAsync<PlayerPresenceFrame>();

        await SendAsync(clients[0], clients[1], 1, UnacknowledgedSignals.MaxFrames + 1);

        Assert.That((await clients[0].ExpectErrorAsync(ErrorCode.PlayerUnreachable)).Link, Is.EqualTo("x"));
        await clients[0].ExpectNothingAsync();
    }

    [TestCase("aaaaaaaaaaaaaaaaaaaa", true)]
    [TestCase("x", true)]
    [TestCase(null, false)]
    public async Task RefusesAWrongTokenAndAnUnknownLobby(string? token, bool isKnownLobby)
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(2);
        RawClient thief = await server.ConnectAsync();

        await thief.SendAsync(new ResumeLobbyFrame(1, isKnownLobby ? clients[0].Lobby!.Id : "nowhere", token ?? clients[1].ResumeToken!, 0));

        Assert.That((await thief.ExpectErrorAsync(ErrorCode.ResumeFailed)).Id, Is.EqualTo(1));
        foreach (RawClient client in clients) await client.ExpectNothingAsync();
    }

    [Test]
    public async Task RefusesWhenTheTimeIsOver()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => o.Grace = TimeSpan.FromMilliseconds(100));
        RawClient[] clients = await server.MakeLobbyAsync(2);
        clients[1].Abort();
        await clients[0].ExpectAsync<PlayerPresenceFrame>();
        await clients[0].ExpectAsync<PlayerLeftFrame>();

        RawClient late = await server.ConnectAsync();
        await late.SendAsync(new ResumeLobbyFrame(1, clients[1].Lobby!.Id, clients[1].ResumeToken!, 0));
        await late.ExpectErrorAsync(ErrorCode.ResumeFailed);
    }

    // lost at 0, back at 0.2, lost at 0.3: the time of the first loss, over at 0.5, ends nothing
    [Test]
    public async Task EachLossHasItsOwnGraceTime()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => o.Grace = TimeSpan.FromMilliseconds(1000));
        RawClient[] clients = await server.MakeLobbyAsync(2);
        clients[1].Abort();
        await clients[0].ExpectAsync<PlayerPresenceFrame>();
        await Task.Delay(500);
        RawClient back = await server.ConnectAsync();
        await back.ResumeAsync(clients[1]);
        await clients[0].ExpectAsync<PlayerPresenceFrame>();
        back.Abort();
        await clients[0].ExpectAsync<PlayerPresenceFrame>();
        await Task.Delay(700);

        RawClient again = await server.ConnectAsync();
        await again.ResumeAsync(clients[1]);
        Assert.That((await clients[0].ExpectAsync<PlayerPresenceFrame>()).Presence, Is.EqualTo(PlayerPresence.Connected));
    }

    [Test]
    public async Task ManyConnectionsThatRaceForOnePlaceLeaveOne()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(2);
        var racers = new List<RawClient>();
        for (int i = 0; i < 8; i++) racers.Add(await server.ConnectAsync());

        await Task.WhenAll(racers.Select(r => r.ResumeAsync(clients[1])));

        int replaced = 0;
        foreach (RawClient racer in racers)
        {
            await racer.SendAsync(new PingFrame(99));
            if (await racer.ReceiveAsync() is ErrorFrame { Code: ErrorCode.Replaced }) replaced++;
        }

        Assert.That(replaced, Is.EqualTo(7));
        await clients[0].ExpectNothingAsync();
    }

    // B goes on to send over the old connection while B' takes over: what comes too late is not answered, since B' sends it again
    [Test]
    public async Task OldConnectionHearsOfNothingButItsEnd()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => o.FrameBurst = 100_000);
        for (int round = 0; round < 20; round++)
        {
            RawClient[] clients = await server.MakeLobbyAsync(2);
            RawClient back = await server.ConnectAsync();
            Task sending = SendAsync(clients[1], clients[0], 1, 200);
            await Task.Delay(round % 4);
            await back.ResumeAsync(clients[1]);
            try
            {
                await sending;
            }
            catch (WebSocketException)
            {
                // The server has ended it in the middle, as it should.
            }

            await clients[1].ExpectErrorAsync(ErrorCode.Replaced, fatal: true);
            await clients[1].ExpectCloseAsync(WebSocketCloseStatus.PolicyViolation);
        }
    }

    private static async Task SendAsync(RawClient from, RawClient to, int first, int last)
    {
        for (int i = first; i <= last; i++) await from.SendAsync(new CandidateFrame(SignalRoute.ToPlayer(to.PlayerId, "x", i), "candidate:" + i));
    }
}
