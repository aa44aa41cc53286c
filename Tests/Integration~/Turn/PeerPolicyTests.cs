using System.Text;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>A relay is no way into the network behind it.</summary>
internal sealed class PeerPolicyTests
{
    private static readonly TransportAddress Outside = TurnBench.Address("203.0.113.7", 5000);

    [TestCase("203.0.113.9", true)]
    [TestCase("2001:db8::9", true)]
    [TestCase("0.0.0.0", false)]
    [TestCase("0.1.2.3", false)]
    [TestCase("10.1.2.3", false)]
    [TestCase("100.64.0.1", false)]
    [TestCase("127.0.0.1", false)]
    [TestCase("169.254.169.254", false)]
    [TestCase("172.16.0.1", false)]
    [TestCase("172.32.0.1", true)]
    [TestCase("192.168.1.1", false)]
    [TestCase("198.18.0.1", false)]
    [TestCase("224.0.0.1", false)]
    [TestCase("255.255.255.255", false)]
    [TestCase("::", false)]
    [TestCase("::1", false)]
    [TestCase("fd12::1", false)]
    [TestCase("fe80::1", false)]
    [TestCase("fec0::1", false)]
    [TestCase("ff02::1", false)]
    [TestCase("::ffff:10.0.0.1", false)]
    [TestCase("::10.0.0.1", false)]
    [TestCase("64:ff9b::10.0.0.1", false)]
    [TestCase("64:ff9b::203.0.113.9", true)]
    [TestCase("64:ff9b:1::1", false)]
    [TestCase("2002:a00:1::1", false)]
    [TestCase("2002:cb00:7109::1", true)]
    [TestCase("2001:0:1::1", false)]
    public void IsForTheInternetAlone(string peer, bool allowed)
    {
        Assert.That(new PeerPolicy { HasPublicIPv4 = true, HasPublicIPv6 = true }.Allows(TurnBench.Address(peer, 1), Outside), Is.EqualTo(allowed));
        Assert.That(new PeerPolicy().Allows(TurnBench.Address(peer, 1), Outside), Is.EqualTo(allowed), "a client from outside gains nothing by a server that is inside");
    }

    [TestCase("127.0.0.1", "127.0.0.1", true)]
    [TestCase("192.168.1.2", "192.168.1.3", true)]
    [TestCase("192.168.1.2", "127.0.0.1", true)]
    [TestCase("192.168.1.2", "169.254.169.254", false)]
    [TestCase("192.168.1.2", "224.0.0.1", false)]
    [TestCase("::1", "::1", true)]
    public void LetsThoseInsideReachEachOtherWhereNothingIsPublic(string client, string peer, bool allowed)
    {
        Assert.That(new PeerPolicy().Allows(TurnBench.Address(peer, 1), TurnBench.Address(client, 1)), Is.EqualTo(allowed));
        Assert.That(new PeerPolicy { HasPublicIPv4 = true, HasPublicIPv6 = true }.Allows(TurnBench.Address(peer, 1), TurnBench.Address(client, 1)), Is.False);
        Assert.That(new PeerPolicy { AllowPrivate = false }.Allows(TurnBench.Address(peer, 1), TurnBench.Address(client, 1)), Is.False);
    }

    [Test]
    public void LetsIntoWhatIsNamed()
    {
        var policy = new PeerPolicy { HasPublicIPv4 = true, Allowed = [AddressRange.Parse("10.1.0.0/16"), AddressRange.Parse("fd00:1::/32"), AddressRange.Parse("127.0.0.1")] };
        Assert.That(policy.Allows(TurnBench.Address("10.1.255.1", 1), Outside), Is.True);
        Assert.That(policy.Allows(TurnBench.Address("10.2.0.1", 1), Outside), Is.False);
        Assert.That(policy.Allows(TurnBench.Address("fd00:1::5", 1), Outside), Is.True);
        Assert.That(policy.Allows(TurnBench.Address("fd00:2::5", 1), Outside), Is.False);
        Assert.That(policy.Allows(TurnBench.Address("127.0.0.1", 1), Outside), Is.True);
        Assert.That(new PeerPolicy { AllowPrivate = true }.Allows(TurnBench.Address("10.2.0.1", 1), Outside), Is.True);
    }

    [Test]
    public void Answers403AndReachesNothing()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        ann.Allocate();
        TransportAddress inside = TurnBench.Address("10.0.0.1", 53);

        Assert.That(ann.Permit(inside).Error, Is.EqualTo(StunErrorCode.Forbidden));
        Assert.That(ann.Bind(0x4001, inside).Error, Is.EqualTo(StunErrorCode.Forbidden));
        ann.Send(inside, [1]);
        ann.SendOn(0x4001, [1]);
        bench.ExpectSilence();
    }

    [Test]
    public void NeverLoopsIntoItself()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        ann.Allocate();

        Assert.That(ann.Bind(0x4001, TurnBench.ServerIPv4).Error, Is.EqualTo(StunErrorCode.Forbidden));
        Assert.That(ann.Permit(TurnBench.ServerIPv4).Error, Is.Null, "other relays are at this address");
        ann.Send(TurnBench.ServerIPv4, [1]);
        bench.ExpectSilence();
        Assert.That(bench.Counters.Refused, Is.EqualTo(1));
    }

    [Test]
    public void WorksOnLoopbackWithNothingConfigured()
    {
        TransportAddress local = TurnBench.Address("127.0.0.1", 3478);
        var bench = new TurnBench(o => new TurnServerOptions { Listeners = [new TurnListener(local)], Secret = Encoding.UTF8.GetBytes(TurnBench.Secret), Origin = o.Origin });
        TurnActor ann = bench.Client("127.0.0.1");
        ann.Allocate();
        TransportAddress peer = TurnBench.Address("127.0.0.1", 9999);

        Assert.That(ann.Permit(peer).Error, Is.Null);
        ann.Send(peer, [1]);
        Assert.That(bench.Transport.ToPeers.Dequeue().Peer, Is.EqualTo(peer));
        ann.Send(local, [1]);
        bench.ExpectSilence();
    }
}
