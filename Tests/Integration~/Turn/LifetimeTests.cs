using System;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>When allocations, permissions and channels end (RFC 8656 §8, §9, §12).</summary>
internal sealed class LifetimeTests
{
    private static readonly TransportAddress Bob = TurnBench.Bob;
    private static readonly byte[] Hello = [1, 2, 3, 4, 5];

    [Test]
    public void EndsPermissionsAfterFiveMinutesAndChannelsAfterTen()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        ann.Username = RestCredentials.NameFor("ann", DateTimeOffset.FromUnixTimeSeconds(TurnBench.UnixStart + 36_000));
        ann.Allocate((ref StunWriter w) => { TurnActor.Udp(ref w); LifetimeAttribute.AddTo(ref w, 3600); });
        ann.Bind(0x4001, Bob);

        bench.Pass(TimeSpan.FromSeconds(299));
        bench.FromPeer(Bob, ann.Relayed, Hello);
        bench.Transport.ToClients.Dequeue();
        bench.Pass(TimeSpan.FromSeconds(2));
        bench.FromPeer(Bob, ann.Relayed, Hello);
        bench.ExpectSilence();
        ann.SendOn(0x4001, Hello);
        Assert.That(bench.Transport.ToPeers.Dequeue().Peer, Is.EqualTo(Bob), "a channel that stands sends on");

        ann.Permit(Bob);
        bench.FromPeer(Bob, ann.Relayed, Hello);
        Assert.That(bench.OnlyMessageTo(ann.Tuple)[0], Is.EqualTo(0x40), "the channel's permission is the one that was renewed");

        bench.Pass(TimeSpan.FromSeconds(299));
        ann.SendOn(0x4001, Hello);
        bench.ExpectSilence();
        Assert.That(bench.Counters.NoChannel, Is.EqualTo(1));
    }

    [Test]
    public void EndsAnAllocationAtItsTimeAtARefreshOfZeroAndWithItsConnection()
    {
        var bench = new TurnBench();
        var stream = new TurnActor(bench, new ClientTuple(0, TurnTransport.Tls, TurnBench.Address("203.0.113.7", 5000), 1), "ann");
        TurnActor ann = bench.Client();
        TurnActor bob = bench.Client("203.0.113.9", 6000, "bob");
        foreach (TurnActor actor in new[] { stream, ann, bob }) actor.Allocate();

        bench.Server.HandleClientGone(bench.Now, stream.Tuple);
        Assert.That(bench.Transport.Relays, Has.Count.EqualTo(2));
        Assert.That(ann.Refresh(0).Lifetime, Is.Zero);
        Assert.That(bench.Transport.Relays, Has.Count.EqualTo(1));
        bench.Pass(TimeSpan.FromSeconds(300));
        Assert.That(bob.Refresh().Lifetime, Is.EqualTo(600));
        bench.Pass(TimeSpan.FromSeconds(599));
        Assert.That(bench.Counters.Allocations, Is.EqualTo(1));
        bench.Pass(TimeSpan.FromSeconds(2));
        Assert.That(bench.Transport.Relays, Is.Empty);
        Assert.That(bench.Server.NextTimeout, Is.EqualTo(Timestamp.Never), "nothing is left to wait for");
        Assert.That(ann.TryAllocate().Error, Is.Null, "and everybody may come again");
    }

    [Test]
    public void RefreshesAndEndsOneFamilyOfTwo()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        ann.Allocate(AllocateTests.WithBoth);
        TransportAddress six = TurnBench.Address("2001:db8:9::9", 6000);
        ann.Permit(Bob, six);

        Response ended = ann.Request(StunMethod.Refresh, (ref StunWriter w) =>
        {
            LifetimeAttribute.AddTo(ref w, 0);
            AddressFamilyAttribute.AddTo(ref w, StunAttributeType.RequestedAddressFamily, AddressFamily.IPv6);
        });

        Assert.That(ended.Error, Is.Null);
        ann.Send(six, Hello);
        bench.ExpectSilence();
        ann.Send(Bob, Hello);
        Assert.That(bench.Transport.ToPeers, Has.Count.EqualTo(1));
        Assert.That(ann.Request(StunMethod.Refresh, (ref StunWriter w) => AddressFamilyAttribute.AddTo(ref w, StunAttributeType.RequestedAddressFamily, AddressFamily.IPv6)).Error,
            Is.EqualTo(StunErrorCode.PeerAddressFamilyMismatch));
    }
}
