using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.IntegrationTests.Server;
using P2PNet.Messages;

namespace P2PNet.IntegrationTests.Sessions;

/// <summary>A session over real sockets is recorded, and played to the same handlers.</summary>
[TestFixture]
internal sealed class RecordingTests
{
    private string _path = "";

    [SetUp]
    public void ChooseFile() => _path = Path.Combine(Path.GetTempPath(), "p2pnet-" + Guid.NewGuid().ToString("N") + ".p2prec");

    [TearDown]
    public void DeleteFile() => File.Delete(_path);

    // 5 % lost, 4 deliveries, both ways; then one of them leaves
    [Test]
    public async Task PlayedHandlersHearExactlyWhatTheyHeardLive()
    {
        var live = new List<string>();
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using (Players players = await Players.JoinAsync(server, 2))
        {
            Session bob = players.Sessions[1];
            bob.Simulate(new NetworkConditions { Latency = TimeSpan.FromMilliseconds(10), Jitter = TimeSpan.FromMilliseconds(10), Loss = 0.05, Reorder = 0.05, Seed = 8 });
            Register(bob, live);
            using SessionRecorder recorder = SessionRecorder.Start(bob, _path);
            for (int i = 0; i < 400; i++)
            {
                players.Sessions[0].Broadcast(new Tick { Number = i, X = i * 0.5f }, (Delivery)(i % 4));
                if (i % 50 == 0) players.Sessions[0].Broadcast(new Parcel { Bytes = new byte[i * 100] });
                bob.Broadcast(new Tick { Number = -i }, (Delivery)(i % 4));
                players.Poll();
                Thread.Sleep(2);
            }

            players.PollUntil(() => live.Any(l => l.StartsWith("P0 tick 396 ", StringComparison.Ordinal)) && live.Count(l => l.Contains("parcel")) == 8, "the last reliable messages");
            await players.Sessions[0].LeaveAsync();
            players.PollUntil(() => live.Contains("left P0"), "P0's goodbye");
            recorder.Dispose();
            Assert.That((recorder.MessagesDropped, recorder.Failure), Is.EqualTo((0L, (string?)null)));
            Assert.That(recorder.MessagesRecorded, Is.EqualTo(400 + live.Count(l => l.Contains("tick") || l.Contains("parcel"))));
        }

        var played = new List<string>();
        using SessionPlayer player = SessionPlayer.Open(_path);
        Register(player, played);
        int sent = 0;
        player.OnSent((IReadOnlyList<Peer> to, in Tick tick) => Assert.That((to.Single().Name, tick.Number), Is.EqualTo(("P0", -sent++))));
        player.Speed = 20;
        while (!player.IsAtEnd) player.Poll();
        Assert.That(played, Is.EqualTo(live));
        Assert.That(live.Count, Is.GreaterThan(300));
        Assert.That((sent, player.IsCut, player.MissingMessages, player.Differences.Count), Is.EqualTo((400, false, 0L, 0)));
    }

    [Test]
    public async Task LeavingEndsTheRecording()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using Players players = await Players.JoinAsync(server, 2);
        using SessionRecorder recorder = SessionRecorder.Start(players.Sessions[0], _path);
        await players.Sessions[0].LeaveAsync();
        recorder.Dispose();
        using SessionPlayer player = SessionPlayer.Open(_path);
        Assert.That(player.IsCut, Is.False);
    }

    /// <summary>As a game does it: it does not know whether it is live.</summary>
    private static void Register(IMessageReceiver receiver, List<string> heard)
    {
        receiver.On((Peer peer, in Tick tick) => heard.Add($"{peer.Name} tick {tick.Number} {tick.X}"));
        receiver.On<Parcel>((peer, parcel) => heard.Add($"{peer.Name} parcel {parcel.Bytes.Length}"));
        receiver.PeerStateChanged += peer => heard.Add($"{peer.Name} is {peer.State}");
        receiver.PeerDisconnected += (peer, failure) => heard.Add($"disconnected {peer.Name} {failure}");
        receiver.PlayerHasLeft += player => heard.Add($"left {player.Name}");
        receiver.SessionHostChanged += player => heard.Add($"host {player.Name} {receiver.Lobby.IsHost}");
    }
}
