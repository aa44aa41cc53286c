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
    [TestCase("2001:20::1", false)]
    [TestCase("2001:200::1", true)]
    [TestCase("::ffff:0:10.0.0.1", false)]
    [TestCase("::ffff:0:203.0.113.9", true)]
    [TestCase("64:ff9b::169.254.169.254", false)]
    [TestCase("64:ff9b::127.0.0.1", false)]
    [TestCase("::ffff:169.254.169.254", false)]
    [TestCase("100::1", false)]
    [TestCase("5f00::1", false)]
    [TestCase("fd00:ec2::254", false)]
    [TestCase("192.0.0.192", false)]
    [TestCase("240.0.0.1", false)]
    [TestCase("239.255.255.250", false)]
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

    [TestCase("172.17.0.1", null, "172.17.0.1", Description = "a container's proxy")]
    [TestCase("172.17.0.1", "203.0.113.9", null)]
    [TestCase("172.17.0.1", "172.17.0.9", null)]
    [TestCase("203.0.113.7", null, null, Description = "a carrier's NAT")]
    [TestCase("127.0.0.1", null, null, Description = "a developer's machine")]
    [TestCase("192.168.1.5", null, null, Description = "the same by another address of its own")]
    public void NoticesWhenEverybodySeemsToComeFromOneAddressInside(string address, string? another, string? suspicion)
    {
        var bench = new TurnBench();
        bench.Options.Peers.Machine.Set([TurnBench.Address("192.168.1.5", 0)], []);
        if (another != null) bench.Client(another, name: "zoe").Allocate();
        for (ushort i = 1; i <= 3; i++) bench.Client(address, i, "user" + i).Allocate();
        bench.Client(address, 9, "user1").Allocate();
        Assert.That(bench.Server.Origins.Suspicion, Is.Null, "three try things out");
        bench.Client(address, 10, "user4").Allocate();
        Assert.That(bench.Server.Origins.Suspicion, Is.EqualTo(suspicion));
    }

    [Test]
    public void LetsNobodyIntoWhatIsDeniedButByName()
    {
        var policy = new PeerPolicy { Denied = [AddressRange.Parse("198.51.100.0/24")], Allowed = [AddressRange.Parse("198.51.100.7")] };
        Assert.That(policy.Allows(TurnBench.Address("198.51.100.8", 1), Outside), Is.False);
        Assert.That(policy.Allows(TurnBench.Address("64:ff9b::198.51.100.8", 1), Outside), Is.False);
        Assert.That(policy.Allows(TurnBench.Address("198.51.100.7", 1), Outside), Is.True);
        Assert.That(policy.Allows(TurnBench.Address("198.51.101.8", 1), Outside), Is.True);
    }

    // A container's proxy shows every client of the Internet at the address of the container's router.
    [Test]
    public void WhoComesFromTheRouterMayBeAnybodyAndIsNotInside()
    {
        var policy = new PeerPolicy();
        policy.Machine.Set([TurnBench.Address("172.17.0.2", 0)], [TurnBench.Address("172.17.0.1", 0)]);
        TransportAddress inside = TurnBench.Address("172.17.0.3", 80);
        Assert.That(policy.Allows(inside, TurnBench.Address("172.17.0.1", 5000)), Is.False);
        Assert.That(policy.Allows(inside, TurnBench.Address("172.17.0.9", 5000)), Is.True);
        Assert.That(new PeerPolicy { AllowPrivate = true, Machine = policy.Machine }.Allows(inside, TurnBench.Address("172.17.0.1", 5000)), Is.True, "where it is said");
    }

    // The machine's second address is public: whoever could name it would be behind the firewall.
    [TestCase("192.0.2.77")]
    [TestCase("64:ff9b::192.0.2.77")]
    [TestCase("2002:c000:24d::1")]
    public void RefusesTheMachinesOtherAddresses(string address)
    {
        var bench = new TurnBench();
        bench.Options.Peers.Machine.Set([TurnBench.ServerIPv4, TurnBench.Address("192.0.2.77", 0)], []);
        TransportAddress other = TurnBench.Address(address, 22);
        TurnActor ann = bench.Client();
        ann.Allocate((ref StunWriter w) =>
        {
            TurnActor.Udp(ref w);
            Rtc.Turn.AddressFamilyAttribute.AddTo(ref w, StunAttributeType.AdditionalAddressFamily, Rtc.Turn.AddressFamily.IPv6);
        });
        Assert.That(ann.Permit(other).Error, Is.EqualTo(StunErrorCode.Forbidden));
        Assert.That(ann.Bind(0x4001, other).Error, Is.EqualTo(StunErrorCode.Forbidden));
        ann.Send(other, [1]);
        bench.ExpectSilence();
        Assert.That(ann.Permit(TurnBench.ServerIPv4).Error, Is.Null, "its own address has relays");
    }

    [Test]
    public void RefusesAnAddressThatTheMachineGetsLater()
    {
        var bench = new TurnBench();
        TransportAddress later = TurnBench.Address("192.0.2.77", 22);
        TurnActor ann = bench.Client();
        ann.Allocate();
        Assert.That(ann.Bind(0x4001, later).Error, Is.Null, "it is somebody else's now");
        ann.SendOn(0x4001, [1]);
        Assert.That(bench.Transport.ToPeers.Dequeue().Peer, Is.EqualTo(later));

        bench.Options.Peers.Machine.Set([later], []);
        ann.Send(later, [1]);
        bench.Pass(System.TimeSpan.FromSeconds(1));
        ann.SendOn(0x4001, [1]);
        bench.ExpectSilence();
        Assert.That(bench.Counters.Refused, Is.EqualTo(2));
        Assert.That(ann.Permit(later).Error, Is.EqualTo(StunErrorCode.Forbidden));

        bench.Options.Peers.Machine.Set([], []);
        bench.Pass(System.TimeSpan.FromSeconds(1));
        ann.SendOn(0x4001, [1]);
        Assert.That(bench.Transport.ToPeers, Has.Count.EqualTo(1));
    }

    [Test]
    public void WhereItListensOnEveryAddressAPublicOneThatComesLaterEndsTheExceptionForThoseInside()
    {
        TransportAddress any = TurnBench.Address("0.0.0.0", 3478), local = TurnBench.Address("192.168.1.2", 3478);
        var bench = new TurnBench(o => o with { Listeners = [new TurnListener(any), new TurnListener(local)] });
        var ann = new TurnActor(bench, new ClientTuple(1, TurnBench.Address("192.168.1.9", 5000)), "ann");
        ann.Allocate();
        TransportAddress peer = TurnBench.Address("192.168.1.8", 80);
        Assert.That(ann.Permit(peer).Error, Is.Null);

        bench.Options.Peers.Machine.Set([local, TurnBench.Address("192.0.2.77", 0)], []);
        bench.Pass(System.TimeSpan.FromSeconds(1));
        Assert.That(ann.Permit(peer).Error, Is.EqualTo(StunErrorCode.Forbidden));
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
        var bench = new TurnBench(o => o with { Listeners = [new TurnListener(local)] });
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
