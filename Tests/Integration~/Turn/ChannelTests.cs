using System;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>Channels and their data (RFC 8656 §12).</summary>
internal sealed class ChannelTests
{
    private static readonly TransportAddress Bob = TurnBench.Bob;
    private static readonly byte[] Hello = [1, 2, 3, 4, 5];

    [Test]
    public void PadsChannelDataOnStreams()
    {
        var bench = new TurnBench();
        var ann = new TurnActor(bench, new ClientTuple(0, TurnTransport.Tcp, TurnBench.Address("203.0.113.7", 5000), 1), "ann");
        ann.Allocate();
        ann.Bind(0x4001, Bob);

        bench.FromPeer(Bob, ann.Relayed, Hello);

        Assert.That(bench.OnlyMessageTo(ann.Tuple), Is.EqualTo((byte[])[0x40, 1, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0]));
    }

    [Test]
    public void TakesPaddedChannelDataAndDropsWhatIsCutShort()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        ann.Allocate();
        ann.Bind(0x4001, Bob);

        bench.FromClient(ann.Tuple, [0x40, 1, 0, 2, 7, 8, 0, 0]);
        Assert.That(bench.Transport.ToPeers.Dequeue().Datagram, Is.EqualTo((byte[])[7, 8]));
        for (int length = 1; length < 6; length++) bench.FromClient(ann.Tuple, ((byte[])[0x40, 1, 0, 2, 7, 8]).AsSpan(0, length));
        bench.ExpectSilence();
        Assert.That(bench.Counters.Malformed, Is.EqualTo(5));
    }

    [Test]
    public void KeepsTheRulesOfChannels()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        ann.Allocate();
        TransportAddress carl = TurnBench.Address("203.0.113.10", 6000);

        Assert.That(ann.Bind(0x4001, Bob).Error, Is.Null);
        Assert.That(ann.Bind(0x4001, Bob).Error, Is.Null, "the same again renews it");
        Assert.That(ann.Bind(0x4001, carl).Error, Is.EqualTo(StunErrorCode.BadRequest));
        Assert.That(ann.Bind(0x4002, Bob).Error, Is.EqualTo(StunErrorCode.BadRequest));
        Assert.That(ann.Bind(0x3FFF, carl).Error, Is.EqualTo(StunErrorCode.BadRequest));
        Assert.That(ann.Bind(0x8000, carl).Error, Is.EqualTo(StunErrorCode.BadRequest));
        Assert.That(ann.Bind(0x7FFF, carl).Error, Is.Null, "as RFC 5766 allowed");
        Assert.That(ann.Request(StunMethod.ChannelBind, (ref StunWriter w) => ChannelNumberAttribute.AddTo(ref w, 0x4003)).Error, Is.EqualTo(StunErrorCode.BadRequest));
        Assert.That(ann.Request(StunMethod.ChannelBind, (ref StunWriter w) => XorAddressAttribute.AddTo(ref w, StunAttributeType.XorPeerAddress, carl)).Error, Is.EqualTo(StunErrorCode.BadRequest));
        Assert.That(ann.Bind(0x4004, TurnBench.Address("2001:db8:9::9", 1)).Error, Is.EqualTo(StunErrorCode.PeerAddressFamilyMismatch));

        bench.Pass(TimeSpan.FromSeconds(400));
        ann.Refresh();
        bench.Pass(TimeSpan.FromSeconds(201));
        Assert.That(ann.Bind(0x4001, carl).Error, Is.Null, "after its time a number is free");
    }
}
