using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;
using P2PNet.Server.Turn;
using P2PNet.Server.Turn.Io;

namespace P2PNet.IntegrationTests.Turn.Io;

/// <summary>A whole TURN server over real sockets of loopback: what goes in must come out, whole and in order.</summary>
[TestFixture(IoKind.Linux)]
[TestFixture(IoKind.Portable)]
internal sealed class RelayIoTests(IoKind kind)
{
    private const ushort Channel = RelayScene.Channel;

    // Never more on its way than the smallest buffer of a socket on the way takes.
    private const int Burst = 60;

    [SetUp]
    public void RequireTheSystem()
    {
        if (kind == IoKind.Linux && !LinuxSystem.IsUsable()) Assert.Ignore("This system is no 64-bit Linux that permits recvmmsg, sendmmsg and epoll.");
    }

    // client -- ChannelData of any size --> relay --> peer -- the same back --> relay -- ChannelData --> client
    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    public void RelaysBothWaysWholeAndInOrder(string address)
    {
        if (address == "::1" && !Socket.OSSupportsIPv6) Assert.Ignore("This machine has no IPv6.");
        const int Seed = 20260101;
        TestContext.Out.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        using var scene = new RelayScene(kind, IPAddress.Parse(address));

        for (int round = 0; round < 40; round++)
        {
            List<byte[]> messages = Messages(random, round);
            foreach (byte[] message in messages) scene.SendToPeer(message);
            foreach (byte[] message in messages) scene.ExpectAtPeer(message, $"seed {Seed}, round {round}");
            foreach (byte[] message in messages) scene.SendToPlayer(message);
            foreach (byte[] message in messages) scene.ExpectAtPlayer(message, $"seed {Seed}, round {round}");
        }

        IoCounters counters = scene.Host.Io.IoCounters;
        Assert.That((counters.SendErrors, counters.ReceiveErrors, counters.Faults), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public void RelaysTheLargestDatagrams()
    {
        using var scene = new RelayScene(kind);
        var message = new byte[65507 - 4];
        new Random(3).NextBytes(message);

        scene.SendToPeer(message);
        scene.ExpectAtPeer(message);
        scene.SendToPlayer(message);
        scene.ExpectAtPlayer(message);

        // What has no room for the channel's header any more can't be passed on, and harms nothing.
        scene.SendToPlayer(new byte[65507]);
        scene.SendToPlayer([1, 2, 3]);
        scene.ExpectAtPlayer([1, 2, 3]);
        Assert.That(scene.Host.Io.IoCounters.SendErrors, Is.EqualTo(1));
    }

    [Test]
    public void TellsManyClientsAndPeersApart()
    {
        using var host = new RelayHost(kind);
        var players = new List<RelayedPlayer>();
        var peers = new List<Socket>();
        for (int i = 0; i < 8; i++) peers.Add(RelayScene.OpenPeer());
        for (int i = 0; i < 30; i++)
        {
            players.Add(host.Join("player" + i).Allocate());
            for (int j = 0; j < peers.Count; j++) players[i].Bind((ushort)(Channel + j), peers[j].LocalEndPoint!);
        }

        // All at once, so that the batches mix them.
        for (byte i = 0; i < players.Count; i++)
            for (byte j = 0; j < peers.Count; j++)
                players[i].Send((ushort)(Channel + j), [i, j]);
        var buffer = new byte[2048];
        for (byte j = 0; j < peers.Count; j++)
        {
            for (int n = 0; n < players.Count; n++)
            {
                EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                int length = peers[j].ReceiveFrom(buffer, ref from);
                Assert.That((length, buffer[1]), Is.EqualTo((2, j)));
                Assert.That(from, Is.EqualTo(players[buffer[0]].Relayed));
                peers[j].SendTo(buffer.AsSpan(0, 2), SocketFlags.None, from);
            }
        }

        for (byte i = 0; i < players.Count; i++)
        {
            var seen = new HashSet<byte>();
            for (int n = 0; n < peers.Count; n++)
            {
                int length = players[i].Socket.Receive(buffer);
                Assert.That((length, buffer[1] - (Channel & 0xFF), buffer[4], buffer[5]), Is.EqualTo((6, buffer[5], i, buffer[5])));
                seen.Add(buffer[5]);
            }

            Assert.That(seen, Has.Count.EqualTo(peers.Count));
        }

        foreach (RelayedPlayer player in players) player.Dispose();
        foreach (Socket peer in peers) peer.Dispose();
    }

    [Test]
    public void OpensAndClosesRelaysWhileOthersAreBusy()
    {
        using var scene = new RelayScene(kind);
        int files = FilesWithThis();
        using var stop = new CancellationTokenSource();
        int made = 0;
        var coming = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                using RelayedPlayer other = scene.Host.Join("other").Allocate();
                other.Bind(Channel, scene.Peer.LocalEndPoint!);
                other.Words.Release();
                made++;
            }
        });
        coming.Start();

        byte[] message = new byte[200];
        for (int i = 0; i < 2000 || made < 50; i++)
        {
            BitConverter.TryWriteBytes(message, i);
            scene.SendToPeer(message);
            scene.ExpectAtPeer(message);
            scene.SendToPlayer(message);
            scene.ExpectAtPlayer(message);
        }

        stop.Cancel();
        coming.Join();
        Assert.That(scene.Host.Server.Counters.Allocations, Is.EqualTo(1));
        Assert.That(scene.Host.Faults, Is.Empty);
        if (OperatingSystem.IsLinux()) Assert.That(RelayHost.OpenFiles, Is.LessThanOrEqualTo(files), $"{made} relays were made and closed");
    }

    [Test]
    public void APeerThatIsGoneDisturbsNobody()
    {
        using var scene = new RelayScene(kind);
        EndPoint gone;
        using (Socket other = RelayScene.OpenPeer()) gone = other.LocalEndPoint!;
        scene.Player.Bind(Channel + 1, gone);

        for (byte i = 0; i < Burst; i++)
        {
            scene.Player.Send(Channel + 1, [i]); // comes back as ICMP "port unreachable"
            scene.SendToPeer([i]);
        }

        for (byte i = 0; i < Burst; i++) scene.ExpectAtPeer([i]);
    }

    [Test]
    public void AClientThatIsGoneDisturbsNobody()
    {
        using var scene = new RelayScene(kind);
        RelayedPlayer gone = scene.Host.Join("bob").Allocate();
        gone.Bind(Channel, scene.Peer.LocalEndPoint!);
        gone.Dispose();

        for (byte i = 0; i < Burst; i++)
        {
            scene.Peer.SendTo([i], gone.Relayed);
            scene.SendToPlayer([i]);
        }

        for (byte i = 0; i < Burst; i++) scene.ExpectAtPlayer([i]);
    }

    [Test]
    public void StopsUnderLoadAndStartsAgainOnTheSamePort()
    {
        using Socket peer = RelayScene.OpenPeer();
        int port = 0;
        int files = 0;
        for (int i = 0; i < 5; i++)
        {
            using var host = new RelayHost(kind, port: port);
            port = host.EndPoint.Port;
            using RelayedPlayer player = host.Join().Allocate();
            player.Bind(Channel, peer.LocalEndPoint!);
            var buffer = new byte[2048];
            player.Send(Channel, [(byte)i]);
            Assert.That(peer.Receive(buffer), Is.EqualTo(1));
            Assert.That(buffer[0], Is.EqualTo(i));
            for (int n = 0; n < 500; n++) player.Send(Channel, new byte[100]);
            host.Dispose();
            host.Dispose();
            player.Dispose();
            while (peer.Available > 0) peer.Receive(buffer);
            if (i == 0) files = FilesWithThis();
        }

        if (OperatingSystem.IsLinux()) Assert.That(RelayHost.OpenFiles, Is.LessThanOrEqualTo(files));
    }

    [Test]
    public void SaysWhenAnotherHasThePort()
    {
        using var host = new RelayHost(kind);
        host.Dispose(); // its thread: the doors are the test's now
        using TurnIo io = kind == IoKind.Linux ? new LinuxTurnIo([], () => Timestamp.Zero, _ => { }) : new SocketTurnIo([], () => Timestamp.Zero, _ => { });
        using Socket other = RelayScene.OpenPeer();

        Assert.That(io.TryOpenRelay(TransportAddress.FromEndPoint((IPEndPoint)other.LocalEndPoint!), out _), Is.EqualTo(RelayOpenResult.PortTaken));
        Assert.That(io.TryOpenRelay(TransportAddress.FromBytes([192, 0, 2, 1], 5000), out _), Is.EqualTo(RelayOpenResult.Failed));
        Assert.That(io.TryOpenRelay(TransportAddress.FromBytes([127, 0, 0, 1], 0), out RelayHandle relay), Is.EqualTo(RelayOpenResult.Opened));
        io.CloseRelay(relay);
    }

    // stream -- Allocate --> thread of the sockets -- 401 --> stream; then a relay that ends with the stream
    [Test]
    public void ServesClientsOfStreams()
    {
        using var host = new RelayHost(kind);
        using RelayedPlayer player = host.Join();
        var client = new ClientTuple(1, TurnTransport.Tcp, TransportAddress.FromBytes([127, 0, 0, 1], 5000), connection: 7);
        TransactionId id = TransactionId.Read([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

        host.Streams.Put(client, player.Words.WriteAllocate(id));
        Assert.That(player.Words.TryTakeChallenge(Take(host)), Is.True);
        host.Streams.Put(client, player.Words.WriteAllocate(id));
        Assert.That(StunMessage.TryParse(Take(host), out StunMessage response), Is.True);
        Assert.That(response.Class, Is.EqualTo(StunClass.SuccessResponse));
        Assert.That(host.Server.Counters.Allocations, Is.EqualTo(1));

        host.Streams.PutEnd(client);
        Assert.That(() => host.Server.Counters.Allocations, Is.EqualTo(0).After(5000, 5));
        Assert.That(() => host.Streams.Lent, Is.EqualTo(0).After(5000, 5), "buffers of messages are given back");
    }

    [Test]
    public void GoesOnAfterAFault()
    {
        using var host = new RelayHost(kind);
        using RelayedPlayer player = host.Join();
        host.Streams.IsBroken = true;
        host.Streams.Arrived!();

        player.Allocate();

        // The fault is counted on the server's thread, after the answer has left.
        Assert.That(() => host.Io.IoCounters.Faults, Is.EqualTo(1).After(5000, 10));
        Assert.That(() => host.Faults.Count, Is.EqualTo(1).After(5000, 10));
    }

    [Test]
    public void AllocatesNothingForAPacketButTheListsOfSelect()
    {
        using var scene = new RelayScene(kind);
        (Socket player, Socket peer) = (scene.Player.Socket, scene.Peer);
        byte[] message = TurnActor.ChannelData(Channel, new byte[200]);
        var buffer = new byte[2048];
        peer.Connect(scene.Player.Relayed);
        Exchange(3000);

        long before = GC.GetTotalAllocatedBytes(precise: true);
        Exchange(3000);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        // Other threads of the process may have their own business; a packet's worth would be 6,000 times something. Socket.Select, which the
        // portable one waits by, makes arrays of what it is given, some hundred bytes a call.
        Assert.That(allocated, Is.LessThan(6000 * (kind == IoKind.Portable ? 1024 : 8)));

        void Exchange(int count)
        {
            for (int i = 0; i < count; i++)
            {
                player.Send(message);
                int length = peer.Receive(buffer);
                peer.Send(buffer.AsSpan(0, length));
                player.Receive(buffer);
            }
        }
    }

    private static ReadOnlySpan<byte> Take(RelayHost host)
    {
        Assert.That(host.Streams.Outbox.TryTake(out byte[]? message, TimeSpan.FromSeconds(5)), Is.True);
        return message;
    }

    /// <summary>The number of open files, with room for what this process opens once in its life.</summary>
    private static int FilesWithThis() => OperatingSystem.IsLinux() ? RelayHost.OpenFiles + 3 : 0;

    /// <summary>Runs of one size, with and without a shorter one behind, sizes that grow and shrink, empty ones: what segmentation has to tell apart.</summary>
    private static List<byte[]> Messages(Random random, int round)
    {
        var messages = new List<byte[]>();
        while (messages.Count < Burst)
        {
            int size = random.Next(8) switch { 0 => 0, 1 => 1, 2 => 1400, _ => random.Next(1, 1400) };
            int run = random.Next(4) == 0 ? 1 : random.Next(1, Burst);
            for (int i = 0; i < run && messages.Count < Burst; i++) messages.Add(new byte[size]);
            if (size > 1 && round % 2 == 0) messages.Add(new byte[random.Next(1, size)]);
        }

        foreach (byte[] message in messages) random.NextBytes(message);
        return messages;
    }
}
