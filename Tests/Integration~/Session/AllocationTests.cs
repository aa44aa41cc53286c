using System;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.IntegrationTests.Server;
using P2PNet.Messages;

namespace P2PNet.IntegrationTests.Sessions;

/// <summary>In the steady state nothing makes garbage: neither the game's thread nor the network thread, over real sockets.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class AllocationTests
{
    private const int WarmUpFrames = 300;

    /// <summary>Frames whose messages wait at once: more than two seconds of the game.</summary>
    private const int Backlog = 400;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private int _received;

    [Test]
    public async Task MessagesAllocateNothingOnEitherThread()
    {
        await using LobbyServer server = await LobbyServer.StartQuietAsync();
        var platform = new MeteredPlatform();
        await using Players players = await JoinAsync(server, platform);
        int before = _received;
        new SteadyState(platform).Measure(() => RunFrames(players, 600, messagesEvery: 1));
        Assert.That(_received - before, Is.GreaterThan(600 * 5));
    }

    // Checks of consent (5 s, of an idle link 400 ms), STUN and TURN to keep NATs open (15 s), statistics (100 ms), all several times
    [Test]
    public async Task WhatHappensBesideMessagesAllocatesNothingEither()
    {
        await using LobbyServer server = await LobbyServer.StartQuietAsync();
        var platform = new MeteredPlatform();
        await using Players players = await JoinAsync(server, platform);
        new SteadyState(platform).Measure(() =>
        {
            RunFrames(players, 3200, messagesEvery: 1);
            RunFrames(players, 3200, messagesEvery: int.MaxValue);
        });
    }

    /// <summary>Two players, whose queues and pools have reached the size that they need after a pause of the machine.</summary>
    private async Task<Players> JoinAsync(LobbyServer server, MeteredPlatform platform)
    {
        Players players = await Players.JoinAsync(server, 2, platform);
        _received = 0;
        foreach (Session session in players.Sessions)
        {
            session.On((Peer peer, in Tick tick) =>
            {
                _received++;
                // An answer, as a game would give: the network thread sends within the same poll.
                if (tick.Number % 10 == 0) session.Send(peer, new Tick { Number = 1 }, Delivery.Unreliable);
            });
        }

        for (int i = 0; i < 2; i++)
        {
            RunFrames(players, WarmUpFrames, messagesEvery: 1);
            for (int frame = 0; frame < Backlog; frame++) Send(players, frame);
            int expected = _received + (Backlog * 2 * 2);
            players.PollUntil(() => _received >= expected, "the reliable messages of the backlog");
            platform.Stall(Pause);
            RunFrames(players, WarmUpFrames, messagesEvery: 1);
        }

        // The last that a join does: STUN servers that did not answer are given up, and candidates end.
        RunFrames(players, 1000, messagesEvery: 10);
        return players;
    }

    /// <summary>Somewhat faster than a game at 60 Hz.</summary>
    private static void RunFrames(Players players, int count, int messagesEvery)
    {
        for (int frame = 1; frame <= count; frame++)
        {
            if (frame % messagesEvery == 0) Send(players, frame);
            for (int i = 0; i < players.Sessions.Count; i++) players.Sessions[i].Poll();
            Thread.Sleep(5);
        }
    }

    private static void Send(Players players, int number)
    {
        for (int i = 0; i < players.Sessions.Count; i++)
        {
            Session session = players.Sessions[i];
            session.Broadcast(new Tick { Number = number, X = number }, Delivery.UnreliableSequenced);
            session.Broadcast(new Tick { Number = number, X = number }, Delivery.ReliableOrdered);
            session.Send(session.Peers[0], new Tick { Number = number, Y = number }, Delivery.ReliableUnordered);
        }
    }
}
