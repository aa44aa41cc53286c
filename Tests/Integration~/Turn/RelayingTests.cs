using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>The way of the data: permissions, indications, and from relay to relay (RFC 8656 §9 to §11).</summary>
internal sealed class RelayingTests
{
    private static readonly TransportAddress Bob = TurnBench.Bob;
    private static readonly byte[] Hello = [1, 2, 3, 4, 5];

    [Test]
    public void SendsForClientsWithAPermission()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        ann.Allocate();

        ann.Send(Bob, Hello);
        bench.ExpectSilence();
        Assert.That(ann.Permit(Bob).Error, Is.Null);
        ann.Send(Bob, Hello);
        ann.Send(Bob.WithPort(1), []);

        Assert.That(bench.Transport.ToPeers.Select(p => (p.From, p.Peer, p.Datagram.Length)), Is.EqualTo(new[] { (ann.Relayed, Bob, 5), (ann.Relayed, Bob.WithPort(1), 0) }));
        Assert.That(bench.Transport.ToPeers.Peek().Datagram, Is.EqualTo(Hello));
        Assert.That((bench.Counters.NoPermission, bench.Counters.ToPeers, bench.Counters.BytesToPeers), Is.EqualTo((1, 2, 5)));
    }

    [Test]
    public void BringsPeersInWithAPermissionWhateverTheirPort()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        ann.Allocate();

        bench.FromPeer(Bob, ann.Relayed, Hello);
        bench.ExpectSilence();
        ann.Permit(Bob.WithPort(1));
        bench.FromPeer(Bob, ann.Relayed, Hello);

        ExpectIndication(bench.OnlyMessageTo(ann.Tuple), Bob, Hello);
        bench.FromPeer(TurnBench.Address("203.0.113.10", 6000), ann.Relayed, Hello);
        bench.ExpectSilence();
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(5)]
    [TestCase(1200)]
    [TestCase(9000)]
    public void CarriesDatagramsOfAnyLengthByIndicationAndByChannel(int length)
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        ann.Allocate();
        ann.Permit(Bob);
        byte[] data = new byte[length];
        bench.Random.Fill(data);

        bench.FromPeer(Bob, ann.Relayed, data);
        ExpectIndication(bench.OnlyMessageTo(ann.Tuple), Bob, data);
        ann.Bind(0x4001, Bob);
        bench.FromPeer(Bob, ann.Relayed, data);
        Assert.That(bench.OnlyMessageTo(ann.Tuple), Is.EqualTo(TurnActor.ChannelData(0x4001, data)));
        ann.SendOn(0x4001, data);
        Assert.That(bench.Transport.ToPeers.Dequeue().Datagram, Is.EqualTo(data));
        ann.Send(Bob, data);
        Assert.That(bench.Transport.ToPeers.Dequeue().Datagram, Is.EqualTo(data));
    }

    // Carl is anybody else on this server: to reach a stream he needs no more than Ann's permission for the server's own address.
    [TestCase(65_507, 0)]
    [TestCase(65_508, 1)]
    [TestCase(65_535, 1)]
    public void NeverBreaksAStreamByADatagramThatIsTooLong(int length, int dropped)
    {
        var bench = new TurnBench();
        var ann = new TurnActor(bench, new ClientTuple(0, TurnTransport.Tcp, TurnBench.Address("203.0.113.7", 5000), 1), "ann");
        var carl = new TurnActor(bench, new ClientTuple(0, TurnTransport.Tcp, TurnBench.Address("203.0.113.8", 5000), 2), "carl");
        ann.Allocate();
        carl.Allocate();
        ann.Permit(carl.Relayed);
        carl.Bind(0x4001, ann.Relayed);

        carl.SendOn(0x4001, new byte[length]);

        Assert.That(bench.Counters.TooLong, Is.EqualTo(dropped));
        if (dropped == 0) ExpectIndication(bench.OnlyMessageTo(ann.Tuple), carl.Relayed, new byte[length]);
        else bench.ExpectSilence();
    }

    [TestCase(65_504, 0)]
    [TestCase(65_505, 1)]
    [TestCase(65_527, 1)]
    public void IndicatesNoMoreOfAnIPv6PeerThanTheLengthSays(int length, int dropped)
    {
        var bench = new TurnBench();
        TransportAddress peer = TurnBench.Address("2001:db8:9::9", 6000);
        var ann = new TurnActor(bench, new ClientTuple(1, TurnTransport.Tcp, TurnBench.Address("2001:db8:7::7", 5000), 1), "ann");
        ann.Allocate((ref StunWriter w) =>
        {
            TurnActor.Udp(ref w);
            AddressFamilyAttribute.AddTo(ref w, StunAttributeType.RequestedAddressFamily, AddressFamily.IPv6);
        });
        ann.Permit(peer);

        bench.FromPeer(peer, ann.Relayed, new byte[length]);

        Assert.That(bench.Counters.TooLong, Is.EqualTo(dropped));
        if (dropped == 0) ExpectIndication(bench.OnlyMessageTo(ann.Tuple), peer, new byte[length]);
        else bench.ExpectSilence();
    }

    [Test]
    public void PermitsSeveralPeersOrNone()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        ann.Allocate();
        TransportAddress carl = TurnBench.Address("203.0.113.10", 6000);

        Assert.That(ann.Permit(Bob, TurnBench.Address("10.0.0.1", 1)).Error, Is.EqualTo(StunErrorCode.Forbidden));
        Assert.That(ann.Permit(Bob, TurnBench.Address("2001:db8:9::9", 1)).Error, Is.EqualTo(StunErrorCode.PeerAddressFamilyMismatch));
        Assert.That(ann.Permit().Error, Is.EqualTo(StunErrorCode.BadRequest));
        Assert.That(ann.Request(StunMethod.CreatePermission, (ref StunWriter w) => w.Add(StunAttributeType.XorPeerAddress, [0, 1, 2])).Error, Is.EqualTo(StunErrorCode.BadRequest));
        ann.Send(Bob, Hello);
        bench.ExpectSilence();

        Assert.That(ann.Permit(Bob, carl).Error, Is.Null);
        ann.Send(Bob, Hello);
        ann.Send(carl, Hello);
        Assert.That(bench.Transport.ToPeers, Has.Count.EqualTo(2));
    }

    [Test]
    public void SetsTheDontFragmentBitWhereItCan()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        ann.Allocate();
        ann.Permit(Bob);
        byte[] indication = Indication(bench, (ref StunWriter w) =>
        {
            XorAddressAttribute.AddTo(ref w, StunAttributeType.XorPeerAddress, Bob);
            DontFragmentAttribute.AddTo(ref w);
            w.Add(StunAttributeType.Data, Hello);
        });

        bench.FromClient(ann.Tuple, indication);
        Assert.That(bench.Transport.ToPeers.Dequeue().IsUnfragmented, Is.True);
        bench.Transport.CanSendUnfragmented = false;
        bench.FromClient(ann.Tuple, indication);
        bench.ExpectSilence();
    }

    [Test]
    public void DropsIndicationsThatItCanNotUnderstand()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        ann.Allocate();
        ann.Permit(Bob);
        Build[] wrong =
        [
            (ref StunWriter w) => w.Add(StunAttributeType.Data, Hello),
            (ref StunWriter w) => XorAddressAttribute.AddTo(ref w, StunAttributeType.XorPeerAddress, Bob),
            (ref StunWriter w) => { XorAddressAttribute.AddTo(ref w, StunAttributeType.XorPeerAddress, Bob); w.Add(StunAttributeType.Data, Hello); w.Add((StunAttributeType)0x7ABC, [1]); },
        ];
        foreach (Build build in wrong) bench.FromClient(ann.Tuple, Indication(bench, build));
        bench.ExpectSilence();
        Assert.That(bench.Counters.Malformed, Is.EqualTo(wrong.Length));
    }

    [Test]
    public void PassesFromRelayToRelayWithoutASocket()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        TurnActor bob = bench.Client("203.0.113.9", 6000, "bob");
        ann.Allocate();
        bob.Allocate();
        ann.Bind(0x4001, bob.Relayed);

        // A =0x4001=> Z => Z -> B: dropped until Bob permits the relay's address
        ann.SendOn(0x4001, Hello);
        bench.ExpectSilence();
        bob.Permit(ann.Relayed);
        ann.SendOn(0x4001, Hello);
        ExpectIndication(bench.OnlyMessageTo(bob.Tuple), ann.Relayed, Hello);
        bob.Bind(0x4002, ann.Relayed);
        ann.SendOn(0x4001, Hello);
        Assert.That(bench.OnlyMessageTo(bob.Tuple), Is.EqualTo(TurnActor.ChannelData(0x4002, Hello)));
        bob.Send(ann.Relayed, Hello);
        Assert.That(bench.OnlyMessageTo(ann.Tuple), Is.EqualTo(TurnActor.ChannelData(0x4001, Hello)));
        Assert.That(bench.Counters.BetweenRelays, Is.EqualTo(4));

        bob.Refresh(0);
        ann.SendOn(0x4001, Hello);
        bench.ExpectSilence();
        Assert.That(bench.Counters.Refused, Is.EqualTo(1), "what is no relay at the server's own address is never reached");
    }

    [Test]
    public void PassesBetweenRelaysBehindAOneToOneNat()
    {
        var bench = new TurnBench(o => o with { ExternalAddresses = [TurnBench.Address("192.0.2.99", 0)] });
        TurnActor ann = bench.Client();
        TurnActor bob = bench.Client("203.0.113.9", 6000, "bob");
        ann.Allocate();
        bob.Allocate();
        ann.Permit(bob.Relayed);
        bob.Permit(ann.Relayed);

        ann.Send(bob.Relayed, Hello);

        ExpectIndication(bench.OnlyMessageTo(bob.Tuple), ann.Relayed, Hello);
    }

    [Test]
    public void AllocatesNothingToRelay()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        TurnActor bob = bench.Client("203.0.113.9", 6000, "bob");
        ann.Allocate();
        bob.Allocate();
        ann.Bind(0x4001, Bob);
        ann.Bind(0x4002, bob.Relayed);
        bob.Permit(ann.Relayed);
        byte[] toPeer = TurnActor.ChannelData(0x4001, new byte[200]);
        byte[] toBob = TurnActor.ChannelData(0x4002, new byte[200]);
        byte[] datagram = new byte[200];
        bench.Transport.IsForgetful = true;
        RelayHandle relay = bench.Transport.HandleOf(ann.Relayed);
        byte[] buffer = new byte[TurnServer.Headroom + 300];

        long before = 0;
        for (int i = 0; i < 2000; i++)
        {
            if (i == 1000) before = GC.GetAllocatedBytesForCurrentThread();
            bench.FromClient(ann.Tuple, toPeer);
            bench.FromClient(ann.Tuple, toBob);
            datagram.CopyTo(buffer, TurnServer.Headroom);
            bench.Server.HandlePeer(bench.Now, relay, Bob, buffer, TurnServer.Headroom, datagram.Length);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(bench.Counters.ToPeers, Is.EqualTo(4000));
    }

    private static byte[] Indication(TurnBench bench, Build build)
    {
        Span<byte> buffer = stackalloc byte[400];
        var writer = new StunWriter(buffer, StunClass.Indication, StunMethod.Send, TransactionId.Create(bench.Random));
        build(ref writer);
        return writer.Written.ToArray();
    }

    private static void ExpectIndication(byte[] message, TransportAddress peer, byte[] data)
    {
        Assert.That(StunMessage.TryParse(message, out StunMessage indication), Is.True);
        Assert.That((indication.Class, indication.Method), Is.EqualTo((StunClass.Indication, StunMethod.Data)));
        Assert.That(DataIndication.TryRead(indication, out TransportAddress from, out int at, out int length), Is.True);
        Assert.That(from, Is.EqualTo(peer));
        Assert.That(message.AsSpan(at, length).SequenceEqual(data), Is.True);
    }
}
