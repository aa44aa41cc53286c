using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>Floods: refused with the right code, in bounded memory, and others go unharmed.</summary>
internal sealed class FloodTests
{
    private static readonly TransportAddress Bob = TurnBench.Bob;

    [Test]
    public void RefusesAFloodOfAllocationsByTheUser()
    {
        var bench = new TurnBench(o => Limited(o));
        for (ushort port = 1; port <= 4; port++) bench.Client(port: port, name: "eve").Allocate();

        for (ushort port = 5; port <= 300; port++)
        {
            TurnActor eve = bench.Client(port: port, name: "eve");
            Assert.That(eve.TryAllocate().Error, Is.EqualTo(StunErrorCode.AllocationQuotaReached));
        }

        Assert.That(bench.Transport.Relays, Has.Count.EqualTo(4));
        bench.Client("203.0.113.8").Allocate();
        Assert.That(bench.Counters.Errors(StunErrorCode.AllocationQuotaReached), Is.EqualTo(296));
    }

    // A name comes with every connection to the lobby server, so the names of one attacker are without number.
    [TestCase("203.0.113.7", "203.0.113.8")]
    [TestCase("2001:db8:1:1::7", "2001:db8:1:2::7")]
    public void RefusesAFloodOfAllocationsUnderManyNamesFromOneNetwork(string address, string elsewhere)
    {
        var bench = new TurnBench(o => o with { MaxAllocationsOfNetwork = 5 });
        byte listener = (byte)(address.Contains(':') ? 1 : 0);
        TurnActor From(string host, int i) => new(bench, new ClientTuple(listener, TurnBench.Address(listener == 1 ? host + i : host, (ushort)(100 + i))), "user" + i);
        TurnActor[] crowd = [.. Enumerable.Range(0, 5).Select(i => From(address, i))];
        foreach (TurnActor actor in crowd) actor.Allocate(Any(listener));

        Assert.That(From(address, 6).TryAllocate(Any(listener)).Error, Is.EqualTo(StunErrorCode.AllocationQuotaReached));
        Assert.That(From(elsewhere, 7).TryAllocate(Any(listener)).Error, Is.Null);
        crowd[0].Refresh(0);
        Assert.That(From(address, 8).TryAllocate(Any(listener)).Error, Is.Null);
        bench.Pass(TimeSpan.FromMinutes(11));
        Assert.That(From(address, 9).TryAllocate(Any(listener)).Error, Is.Null);
    }

    [Test]
    public void HasNoLimitForANetworkInsideWhereAProxyMayHideEverybody()
    {
        var bench = new TurnBench(o => o with { MaxAllocationsOfNetwork = 1 });
        for (ushort i = 1; i < 10; i++) bench.Client("10.0.0.1", i, "user" + i).Allocate();
    }

    [Test]
    public void RefusesAFloodOfAllocationsByAllUsersAndRecovers()
    {
        var bench = new TurnBench(o => Limited(o));
        TurnActor[] crowd = [.. Enumerable.Range(0, 10).Select(i => bench.Client(port: (ushort)(100 + i), name: "user" + i))];
        foreach (TurnActor actor in crowd) actor.Allocate();

        Assert.That(bench.Client(port: 99).TryAllocate().Error, Is.EqualTo(StunErrorCode.InsufficientCapacity));
        Assert.That(bench.Counters.Refusals(RelayLimit.All), Is.EqualTo(1));
        crowd[0].Refresh(0);
        Assert.That(bench.Client(port: 99).TryAllocate().Error, Is.Null);
    }

    [Test]
    public void CountsReservationsToo()
    {
        var bench = new TurnBench(o => Limited(o));
        for (ushort port = 1; port <= 2; port++) bench.Client(port: port).Allocate(Even);
        Assert.That(bench.Client(port: 3).TryAllocate(Even).Error, Is.EqualTo(StunErrorCode.AllocationQuotaReached));
        Assert.That(bench.Client(port: 3).TryAllocate().Error, Is.EqualTo(StunErrorCode.AllocationQuotaReached));
        bench.Pass(TimeSpan.FromSeconds(31));
        Assert.That(bench.Client(port: 3).TryAllocate().Error, Is.Null);
    }

    // Names are free: whoever reserves, lets go and comes back under another name would have all sockets of the server within 30 s.
    [Test]
    public void CountsReservationsOfANetworkUnderManyNames()
    {
        var bench = new TurnBench(o => o with { MaxAllocationsOfNetwork = 4 });
        for (int i = 0; i < 3; i++)
        {
            TurnActor actor = bench.Client(port: (ushort)(100 + i), name: "user" + i);
            actor.Allocate(Even);
            actor.Refresh(0);
        }

        Assert.That(bench.Client(port: 200, name: "more").TryAllocate(Even).Error, Is.EqualTo(StunErrorCode.AllocationQuotaReached));
        Assert.That(bench.Transport.Relays, Has.Count.EqualTo(3));
        Assert.That(bench.Client("203.0.113.8").TryAllocate(Even).Error, Is.Null);
        bench.Pass(TimeSpan.FromSeconds(31));
        Assert.That(bench.Client(port: 200, name: "more").TryAllocate(Even).Error, Is.Null);
    }

    [Test]
    public void CountsBothAddressesOfADualAllocation()
    {
        var bench = new TurnBench(o => Limited(o));
        bench.Client(port: 1).Allocate(Both);
        bench.Client(port: 2).Allocate();
        Response partial = bench.Client(port: 3).TryAllocate(Both);
        Assert.That(partial.Relayed.Single().IsIPv4, Is.True);
        Assert.That(partial.AddressError, Is.EqualTo((AddressFamily.IPv6, StunErrorCode.InsufficientCapacity)));
        Assert.That(bench.Client(port: 4).TryAllocate(Both).Error, Is.EqualTo(StunErrorCode.AllocationQuotaReached));
        Assert.That(bench.Transport.Relays, Has.Count.EqualTo(4));
    }

    [Test]
    public void RefusesAFloodOfPermissionsAndChannels()
    {
        var bench = new TurnBench(o => Limited(o));
        TurnActor eve = bench.Client(name: "eve");
        eve.Allocate();
        for (int i = 0; i < 8; i++) Assert.That(eve.Permit(Peer(i)).Error, Is.Null);
        for (int i = 8; i < 500; i++) Assert.That(eve.Permit(Peer(i)).Error, Is.EqualTo(StunErrorCode.InsufficientCapacity));
        Assert.That(eve.Permit(Peer(0)).Error, Is.Null, "what is there is renewed");
        Assert.That(eve.Permit([.. Enumerable.Range(0, 60).Select(i => Peer(i))]).Error, Is.EqualTo(StunErrorCode.InsufficientCapacity));

        for (int i = 0; i < 3; i++) Assert.That(eve.Bind((ushort)(0x4000 + i), Peer(i)).Error, Is.Null);
        for (int i = 3; i < 8; i++) Assert.That(eve.Bind((ushort)(0x4000 + i), Peer(i)).Error, Is.EqualTo(StunErrorCode.InsufficientCapacity));

        TurnActor ann = bench.Client("203.0.113.8");
        ann.Allocate();
        Assert.That(ann.Permit(Bob).Error, Is.Null);
        bench.Pass(TimeSpan.FromSeconds(301));
        Assert.That(eve.Permit(Peer(20)).Error, Is.Null, "what was not renewed makes room, channels' permissions aside");
    }

    [Test]
    public void AnswersAForgedSourceSoOftenAndNoMore()
    {
        var bench = new TurnBench();
        int answered = 0;
        for (int i = 0; i < 20_000; i++)
        {
            TurnActor forged = bench.Client("203.0.113.66", (ushort)(i + 1));
            bench.FromClient(forged.Tuple, forged.Unsigned(i % 2 == 0 ? StunMethod.Allocate : StunMethod.Binding, TurnActor.Udp));
            answered += bench.Transport.ToClients.Count;
            bench.Transport.ToClients.Clear();
        }

        Assert.That(answered, Is.EqualTo(1200), "six seconds' worth at once");
        Assert.That(bench.Counters.Unanswered, Is.EqualTo(20_000 - 1200));
        bench.Client().Allocate();
        bench.Pass(TimeSpan.FromSeconds(1));
        TurnActor again = bench.Client("203.0.113.66");
        bench.FromClient(again.Tuple, again.Unsigned(StunMethod.Binding));
        Assert.That(bench.Transport.ToClients, Has.Count.EqualTo(1));
    }

    [Test]
    public void CutsAUserToItsBandwidthAndNobodyElse()
    {
        var bench = new TurnBench(o => o with { BytesPerSecondOfUser = 10_000 });
        TurnActor eve = bench.Client(name: "eve");
        TurnActor second = bench.Client(port: 5001, name: "eve");
        TurnActor ann = bench.Client("203.0.113.8");
        foreach (TurnActor actor in new[] { eve, second, ann })
        {
            actor.Allocate();
            actor.Bind(0x4001, Bob);
        }

        // One second's worth at once, then 10,000 bytes a second, over both allocations and both ways.
        for (int millisecond = 0; millisecond < 3000; millisecond++)
        {
            eve.SendOn(0x4001, new byte[100]);
            second.SendOn(0x4001, new byte[100]);
            bench.FromPeer(Bob, eve.Relayed, new byte[100]);
            bench.Pass(TimeSpan.FromMilliseconds(1));
        }

        Assert.That(bench.Counters.BytesToPeers + bench.Counters.BytesToClients, Is.EqualTo(40_000).Within(1_000));
        Assert.That(bench.Counters.Throttled, Is.EqualTo(9000 - 400).Within(10));
        bench.Transport.ToPeers.Clear();
        ann.SendOn(0x4001, new byte[100]);
        Assert.That(bench.Transport.ToPeers, Has.Count.EqualTo(1));
    }

    // 5 users of 10,000 bytes a second each would be 50,000.
    [TestCase("203.0.113.7", "203.0.113.8", 20_000)]
    [TestCase("2001:db8:1:1::7", "2001:db8:1:2::7", 20_000)]
    [TestCase("10.0.0.7", "10.0.0.8", 50_000, Description = "a proxy may hide everybody inside")]
    public void CutsANetworkToItsBandwidthAndNobodyElse(string address, string elsewhere, int bytes)
    {
        var bench = new TurnBench(o => o with { BytesPerSecondOfUser = 10_000, BytesPerSecondOfNetwork = 20_000 });
        byte listener = (byte)(address.Contains(':') ? 1 : 0);
        TransportAddress peer = listener == 1 ? TurnBench.Address("2001:db8:9::9", 6000) : Bob;
        TurnActor From(string host, int i) => new(bench, new ClientTuple(listener, TurnBench.Address(listener == 1 ? host + i : host, (ushort)(100 + i))), "user" + i);
        TurnActor[] crowd = [.. Enumerable.Range(0, 6).Select(i => From(i < 5 ? address : elsewhere, i))];
        foreach (TurnActor actor in crowd)
        {
            actor.Allocate(Any(listener));
            actor.Bind(0x4001, peer);
        }

        for (int i = 0; i < 200; i++)
        {
            foreach (TurnActor actor in crowd[..5]) actor.SendOn(0x4001, new byte[100]);
        }

        Assert.That(bench.Counters.BytesToPeers, Is.EqualTo(bytes));
        Assert.That(bench.Counters.Throttled, Is.EqualTo(1000 - (bytes / 100)));
        crowd[5].SendOn(0x4001, new byte[100]);
        Assert.That(bench.Counters.BytesToPeers, Is.EqualTo(bytes + 100), "another network goes unharmed");
    }

    [Test]
    public void WhatTheServerHasNoRoomForIsNotChargedToTheUser()
    {
        var bench = new TurnBench(o => o with { BytesPerSecondOfUser = 3_000, BytesPerSecond = 1_000 });
        TurnActor ann = bench.Client();
        ann.Allocate();
        ann.Bind(0x4001, Bob);
        for (int i = 0; i < 100; i++) ann.SendOn(0x4001, new byte[100]);
        bench.Pass(TimeSpan.FromMilliseconds(500));
        for (int i = 0; i < 100; i++) ann.SendOn(0x4001, new byte[100]);
        Assert.That(bench.Counters.BytesToPeers, Is.EqualTo(1_500));
    }

    [Test]
    public void ASlowBucketFillsAtItsRateHoweverOftenItIsAsked()
    {
        var bucket = new TokenBucket(1_000);
        int taken = 0;
        for (Timestamp now = Timestamp.Zero; now < Timestamp.FromMilliseconds(10_000); now += TimeSpan.FromMilliseconds(1.9))
        {
            if (!bucket.Has(now, 10)) continue;
            bucket.Take(10);
            taken += 10;
        }

        Assert.That(taken, Is.EqualTo(11_000).Within(20));
    }

    [Test]
    public void CutsAllUsersToTheServersBandwidth()
    {
        var bench = new TurnBench(o => o with { BytesPerSecondOfUser = 0, BytesPerSecond = 1_000 });
        TurnActor ann = bench.Client();
        ann.Allocate();
        ann.Bind(0x4001, Bob);
        for (int i = 0; i < 100; i++) ann.SendOn(0x4001, new byte[100]);
        Assert.That(bench.Transport.ToPeers, Has.Count.EqualTo(10));
    }

    [Test]
    public void ForgetsUsersAndAllocationsThatAreOver()
    {
        var bench = new TurnBench(o => o with { UnprovenAnswersPerSecond = 1_000_000 });
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 500; i++)
            {
                TurnActor actor = bench.Client(port: (ushort)(1000 + i), name: $"user{round}-{i}");
                actor.Allocate();
                actor.Bind(0x4001, Bob);
            }

            bench.Pass(TimeSpan.FromMinutes(11));
        }

        Assert.That(bench.Transport.Relays, Is.Empty);
        Assert.That((bench.Counters.Allocations, bench.Counters.AllocationsMade), Is.EqualTo((0, 1500)));
        Assert.That(bench.Server.NextTimeout, Is.EqualTo(Timestamp.Never));
    }

    private static Build Any(byte listener) => (ref StunWriter w) =>
    {
        TurnActor.Udp(ref w);
        if (listener == 1) AddressFamilyAttribute.AddTo(ref w, StunAttributeType.RequestedAddressFamily, AddressFamily.IPv6);
    };

    private static void Even(ref StunWriter w)
    {
        TurnActor.Udp(ref w);
        EvenPortAttribute.AddTo(ref w, true);
    }

    private static void Both(ref StunWriter w)
    {
        TurnActor.Udp(ref w);
        AddressFamilyAttribute.AddTo(ref w, StunAttributeType.AdditionalAddressFamily, AddressFamily.IPv6);
    }

    private static TransportAddress Peer(int i) => TransportAddress.FromBytes([203, 0, (byte)(114 + (i / 250)), (byte)(1 + (i % 250))], 1000);

    private static TurnServerOptions Limited(TurnServerOptions o) => new()
    {
        Listeners = o.Listeners,
        Secret = o.Secret,
        Origin = o.Origin,
        MaxAllocations = 10,
        MaxAllocationsOfUser = 4,
        MaxPermissions = 8,
        MaxChannels = 3,
    };
}
