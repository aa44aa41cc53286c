using System;
using System.Diagnostics;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.IntegrationTests.Server;
using P2PNet.Messages;

namespace P2PNet.IntegrationTests.Sessions;

/// <summary>
/// 100,000 messages of each kind make no garbage: not where they are sent, on no network thread, and not where they are read and handled. Over real
/// sockets, with all players in this process.
/// </summary>
[TestFixture]
[NonParallelizable]
internal sealed class MessageAllocationTests
{
    private const int Messages = 100_000;

    /// <summary>Messages of one frame: a few datagrams to each player.</summary>
    private const int Frame = 100;

    /// <summary>Messages of a frame before the measurement, by which every queue and pool gets the size that a frame needs and more.</summary>
    private const int WarmUpFrame = 4 * Frame;

    /// <summary>What goes on beside messages after a join: STUN servers that did not answer are given up, and candidates end.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private long _handled;
    private long _checksum;
    private bool _tracked;

    /// <summary>As in a game that is shipped. Tracking allocates nothing either, but makes instances new on purpose.</summary>
    [SetUp]
    public void DoNotTrack()
    {
        (_handled, _checksum, _tracked) = (0, 0, MessagePools.TrackLeaks);
        MessagePools.TrackLeaks = false;
    }

    [TearDown]
    public void Restore() => MessagePools.TrackLeaks = _tracked;

    [Test]
    public async Task StructsThatAreSentToAPeer()
    {
        await using LobbyServer server = await LobbyServer.StartQuietAsync();
        var platform = new MeteredPlatform();
        await using Players players = await Players.JoinAsync(server, 2, platform, autoFlush: false);
        HandleStructs(players);
        Run(platform, players, SendStruct);
        Assert.That(_checksum, Is.GreaterThan(Messages));
    }

    [Test]
    public async Task PooledClassesThatAreSentToAPeer([Values] bool receivedByLease)
    {
        await using LobbyServer server = await LobbyServer.StartQuietAsync();
        var platform = new MeteredPlatform();
        await using Players players = await Players.JoinAsync(server, 2, platform, autoFlush: false);
        HandleClasses(players, receivedByLease);
        Run(platform, players, SendClass);
        Assert.That(_checksum, Is.GreaterThan(Messages));
        Assert.That(MessagePool<Crowd>.Outstanding, Is.EqualTo(0));
    }

    [Test]
    public async Task BroadcastsTo16Peers([Values] bool classes)
    {
        const int Peers = 16;
        await using LobbyServer server = await LobbyServer.StartQuietAsync();
        var platform = new MeteredPlatform();
        await using Players players = await Players.JoinAsync(server, Peers + 1, platform, autoFlush: false);
        if (classes) HandleClasses(players, byLease: false);
        else HandleStructs(players);
        Run(platform, players, classes ? BroadcastClass : BroadcastStruct, Peers);
        Assert.That(MessagePool<Crowd>.Outstanding, Is.EqualTo(0));
    }

    private void Run(MeteredPlatform platform, Players players, Action<Players, int> send, int handledEach = 1)
    {
        Func<long> handled = () => _handled;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < WarmUp)
        {
            SteadyState.Exchange(players, 4 * WarmUpFrame, WarmUpFrame, send, handled, handledEach);
            platform.Stall(Pause);
        }

        long before = _handled;
        new SteadyState(platform).Measure(() => SteadyState.Exchange(players, Messages, Frame, send, handled, handledEach));
        Assert.That(_handled - before, Is.GreaterThanOrEqualTo((long)Messages * handledEach));
    }

    private void HandleStructs(Players players)
    {
        foreach (Session session in players.Sessions)
        {
            session.On((Peer peer, in Tick tick) =>
            {
                _handled++;
                _checksum += tick.Number;
            });
        }
    }

    private void HandleClasses(Players players, bool byLease)
    {
        foreach (Session session in players.Sessions)
        {
            if (byLease)
            {
                session.OnLease<Crowd>((peer, lease) =>
                {
                    Count(lease.Message);
                    lease.Dispose();
                });
            }
            else
            {
                session.On((Peer peer, in Crowd crowd) => Count(crowd));
            }
        }
    }

    private void Count(Crowd crowd)
    {
        _handled++;
        _checksum += crowd.Places[^1] + (long)crowd.Leader.X;
    }

    private static void SendStruct(Players players, int number)
    {
        Session from = players.Sessions[number & 1];
        from.Send(from.Peers[0], new Tick { Number = number, X = number });
    }

    private static void SendClass(Players players, int number)
    {
        Session from = players.Sessions[number & 1];
        MessageLease<Crowd> lease = MessagePool<Crowd>.Rent();
        lease.Message.Fill(number);
        from.Send(from.Peers[0], lease);
    }

    private static void BroadcastStruct(Players players, int number) =>
        players.Sessions[0].Broadcast(new Tick { Number = number, X = number });

    private static void BroadcastClass(Players players, int number)
    {
        MessageLease<Crowd> lease = MessagePool<Crowd>.Rent();
        lease.Message.Fill(number);
        players.Sessions[0].Broadcast(lease);
    }
}
