using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.IntegrationTests.Server;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet.IntegrationTests.Sessions;

/// <summary>Simulated network conditions under real sockets on loopback, as a game sees them.</summary>
[TestFixture]
internal sealed class ConditionsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    // A simulates 50 ms ± 10 ms both ways: A -> tick -> B -> tick -> A takes 100 ms ± 20 ms and what the machine adds
    [Test]
    public async Task RoundTripGrowsByTwiceTheLatency()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using var players = await Players.JoinAsync(server, 2);
        Session near = players.Sessions[0], far = players.Sessions[1];
        double[] before = MeasureRoundTrips(players, 50);

        near.Simulate(new NetworkConditions { Latency = TimeSpan.FromMilliseconds(50), Jitter = TimeSpan.FromMilliseconds(10), Seed = 5 });
        double[] during = MeasureRoundTrips(players, 60);
        TestContext.Out.WriteLine($"round trips: {before[25]:0.0} ms as it is; simulated {during[0]:0.0} to {during[^1]:0.0} ms, median {during[30]:0.0} ms");
        Assert.That(during[0], Is.GreaterThanOrEqualTo(80), "none is shorter than the shortest way there and back");
        Assert.That(during[30], Is.InRange(90, 140));
        Assert.That(during[^1] - during[0], Is.GreaterThan(5), "they vary");

        // What the engine measures by itself agrees.
        players.PollUntil(() => near.Peers[0].RoundTripTime > TimeSpan.FromMilliseconds(70) && far.Peers[0].RoundTripTime > TimeSpan.FromMilliseconds(70), "a smoothed round-trip time of about 100 ms");
        Assert.That(near.Peers[0].State, Is.EqualTo(PeerState.Connected));

        near.Simulate(null);
        double[] after = MeasureRoundTrips(players, 50);
        Assert.That(after[25], Is.LessThan(50), "it is over at once");
    }

    // 10 % lost each way at the receiver: unreliable ones vanish at that rate, reliable ones are sent again
    [Test]
    public async Task LossTakesUnreliableMessagesAndDelaysReliableOnes()
    {
        const int sent = 3000;
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using var players = await Players.JoinAsync(server, 2);
        var reliable = new List<int>();
        var unreliable = new List<int>();
        players.Sessions[1].On((Peer _, in Tick tick) => (tick.X == 1 ? reliable : unreliable).Add(tick.Number));

        players.Sessions[0].Simulate(new NetworkConditions { Loss = 0.1, Seed = 11 }, null);
        for (int i = 0; i < sent; i++)
        {
            // One datagram each, so that one datagram lost is one message lost.
            players.Sessions[0].Broadcast(new Tick { Number = i }, Delivery.Unreliable);
            if (i % 10 == 0) Assert.That(players.Sessions[0].Broadcast(new Tick { Number = i, X = 1 }, Delivery.ReliableOrdered), Is.EqualTo(SendResult.Sent));
            players.Poll();
            Thread.Sleep(1);
        }

        players.PollUntil(() => reliable.Count == sent / 10, "the reliable messages");
        double lost = 1 - (unreliable.Count / (double)sent);
        TestContext.Out.WriteLine($"{lost:P1} of the unreliable messages were lost");
        Assert.That(reliable, Is.EqualTo(Enumerable.Range(0, sent / 10).Select(i => i * 10)), "each once and in order");
        Assert.That(unreliable, Is.Unique);
        // sqrt(0.09 / 3000) = 0.55 %; some messages share a datagram, where the machine pauses.
        Assert.That(lost, Is.InRange(0.07, 0.13));
    }

    // A datagram that comes twice is a message that comes once; one out of order is put back into it where the delivery asks
    [Test]
    public async Task DuplicatesAndReorderingNeverShowInReliableMessages()
    {
        const int sent = 1000;
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using var players = await Players.JoinAsync(server, 2);
        var ordered = new List<int>();
        var sequenced = new List<int>();
        players.Sessions[1].On((Peer _, in Tick tick) => (tick.X == 1 ? ordered : sequenced).Add(tick.Number));
        players.Sessions[1].Simulate(null, new NetworkConditions { Duplicate = 0.3, Reorder = 0.2, Latency = TimeSpan.FromMilliseconds(5), Jitter = TimeSpan.FromMilliseconds(5), Seed = 3 });
        for (int i = 0; i < sent; i++)
        {
            players.Sessions[0].Broadcast(new Tick { Number = i, X = 1 }, Delivery.ReliableOrdered);
            players.Sessions[0].Broadcast(new Tick { Number = i }, Delivery.UnreliableSequenced);
            players.Poll();
            Thread.Sleep(1);
        }

        players.PollUntil(() => ordered.Count == sent, "the ordered messages");
        Assert.That(ordered, Is.EqualTo(Enumerable.Range(0, sent)));
        Assert.That(sequenced, Is.Ordered.And.Unique);
        Assert.That(players.Sessions[1].Statistics.Overtaken, Is.GreaterThan(0));
    }

    // 4 Mbit/s: 300 messages of 4 KiB are 9.8 Mbit, and take about 2.5 s and not less
    [Test]
    public async Task BandwidthHoldsATransferBack()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using var players = await Players.JoinAsync(server, 2);
        int received = 0;
        players.Sessions[1].On((Peer _, in Parcel _) => received++);
        players.Sessions[0].Simulate(new NetworkConditions { Bandwidth = 4_000_000, Latency = TimeSpan.FromMilliseconds(5) }, null);
        var parcel = new Parcel { Bytes = new byte[4096] };
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < 300; i++) Assert.That(players.Sessions[0].Broadcast(parcel), Is.EqualTo(SendResult.Sent));
        players.PollUntil(() => received == 300, "300 messages");
        double rate = 300 * 4096 * 8 / watch.Elapsed.TotalSeconds;
        TestContext.Out.WriteLine($"{rate / 1e6:0.00} Mbit/s of messages through 4 Mbit/s");
        Assert.That(rate, Is.InRange(1e6, 4e6));
    }

    // the conditions of the options hold during the join, a session's only until it ends
    [Test]
    public async Task ConditionsOfTheOptionsHoldFromTheFirstDatagram()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using P2PClient host = Players.NewClient(server, "Ann");
        Session ann = await host.CreateLobbyAsync().WaitAsync(Limit);
        await using var guest = new P2PClient(new P2PClientOptions
        {
            ServerUrl = server.HttpUri.ToString(),
            PlayerName = "Bob",
            LoopbackOnly = true,
            Conditions = new NetworkConditions { Latency = TimeSpan.FromMilliseconds(100) },
        });
        for (int i = 0; i < 2; i++)
        {
            Session bob = await guest.JoinLobbyByCodeAsync(ann.Lobby.Code).WaitAsync(Limit);
            // The first path may be a relay over TCP, which is not simulated; the direct one takes its place.
            var watch = Stopwatch.StartNew();
            while (bob.Peers[0].Statistics is not { LocalType: CandidateType.Host, RemoteType: CandidateType.Host } || bob.Peers[0].RoundTripTime < TimeSpan.FromMilliseconds(200))
            {
                Assert.That(watch.Elapsed, Is.LessThan(Limit), () => $"session {i}: {bob.Peers[0].Statistics.LocalType} to {bob.Peers[0].Statistics.RemoteType}, {bob.Peers[0].RoundTripTime}");
                bob.Poll();
                ann.Poll();
                await Task.Delay(5);
            }

            bob.Simulate(null);
            await bob.LeaveAsync().WaitAsync(Limit);
        }
    }

    // Bob simulates 300 ms, sends and leaves in the same moment: Ann gets it all, and Bob's goodbye
    [Test]
    public async Task WhatIsUnderWayAtTheEndArrives()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using var players = await Players.JoinAsync(server, 2);
        var numbers = new List<int>();
        bool isGone = false;
        players.Sessions[0].On((Peer _, in Tick tick) => numbers.Add(tick.Number));
        players.Sessions[0].PeerDisconnected += (_, failure) => isGone = failure == null;
        players.Sessions[1].Simulate(new NetworkConditions { Latency = TimeSpan.FromMilliseconds(300) });
        for (int i = 0; i < 20; i++) players.Sessions[1].Broadcast(new Tick { Number = i });
        _ = players.Sessions[1].LeaveAsync();
        players.PollUntil(() => isGone, "the end of the link in good order");
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, 20)));
    }

    /// <summary>Of unreliable messages, 10 ms apart; sorted, in milliseconds.</summary>
    private static double[] MeasureRoundTrips(Players players, int count)
    {
        var taken = new List<double>();
        var sentAt = new Dictionary<int, long>();
        MessageHandler<Peer, Tick> echo = (Peer peer, in Tick tick) => players.Sessions[1].Send(peer, tick, Delivery.Unreliable);
        MessageHandler<Peer, Tick> note = (Peer _, in Tick tick) => taken.Add(Stopwatch.GetElapsedTime(sentAt[tick.Number]).TotalMilliseconds);
        players.Sessions[1].On(echo);
        players.Sessions[0].On(note);
        for (int i = 0; i < count; i++)
        {
            sentAt[i] = Stopwatch.GetTimestamp();
            players.Sessions[0].Broadcast(new Tick { Number = i }, Delivery.Unreliable);
            var pause = Stopwatch.StartNew();
            while (pause.ElapsedMilliseconds < 10)
            {
                players.Poll();
                Thread.Sleep(1);
            }
        }

        players.PollUntil(() => taken.Count == count, "the answers");
        players.Sessions[1].Off(echo);
        players.Sessions[0].Off(note);
        taken.Sort();
        return [.. taken];
    }
}
