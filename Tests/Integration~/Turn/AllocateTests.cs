using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>Allocate (RFC 8656 §7.2), each check and each wish.</summary>
internal sealed class AllocateTests
{
    [Test]
    public void GivesARelayedAddressAfterTheChallenge()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();

        // A -> Allocate -> Z; A <- 401 <- Z; A -> Allocate, signed -> Z; A <- relayed address <- Z
        Response response = ann.Allocate();

        Assert.That(response.Relayed.Single().SameAddress(TurnBench.ServerIPv4), Is.True);
        Assert.That(response.Relayed[0].Port, Is.GreaterThanOrEqualTo(49152));
        Assert.That((response.Lifetime, response.Mapped, response.IsSigned), Is.EqualTo((600u, ann.Tuple.Address, true)));
        Assert.That(bench.Transport.Relays, Has.Count.EqualTo(1));
        Assert.That((bench.Counters.Allocations, bench.Counters.AllocationsMade), Is.EqualTo((1, 1)));
    }

    [Test]
    public void AnswersARetransmissionAgainAndAnotherRequestWith437()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        ann.GetNonce();
        byte[] request = ann.Signed(StunMethod.Allocate, TurnActor.Udp);

        Response first = ann.Ask(request);
        bench.Pass(TimeSpan.FromSeconds(1));
        Response again = ann.Ask(request);

        Assert.That(again.Relayed, Is.EqualTo(first.Relayed));
        Assert.That(again.Lifetime, Is.EqualTo(599));
        Assert.That(ann.TryAllocate().Error, Is.EqualTo(StunErrorCode.AllocationMismatch));
        Assert.That(bench.Transport.Relays, Has.Count.EqualTo(1));
    }

    [Test]
    public void TellsTheTransportWhoHasAnAllocation()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        ann.Allocate();
        Assert.That(bench.Transport.Allocated, Is.EqualTo(new[] { ann.Tuple }));
        ann.Refresh(0);
        Assert.That(bench.Transport.Allocated, Is.Empty);
        ann.Allocate();
        bench.Pass(TimeSpan.FromSeconds(602));
        Assert.That(bench.Transport.Allocated, Is.Empty);
    }

    [Test]
    public void GivesAPortOfTheAddressOutsideOnce()
    {
        var bench = new TurnBench(o => o with
        {
            Listeners = [new TurnListener(TurnBench.Address("10.0.0.1", 3478)), new TurnListener(TurnBench.Address("10.0.0.2", 3478))],
            ExternalAddresses = [TurnBench.Address("198.51.100.9", 0)],
            FirstPort = 50_000,
            LastPort = 50_001,
        });
        TransportAddress address = TurnBench.Address("203.0.113.7", 5000);
        TurnActor[] clients = [.. Enumerable.Range(0, 4).Select(i => new TurnActor(bench, new ClientTuple((byte)(i % 2), address.WithPort((ushort)(i + 1))), "ann"))];

        StunErrorCode?[] errors = [.. clients.Select(c => c.TryAllocate().Error)];

        Assert.That(errors, Is.EqualTo(new StunErrorCode?[] { null, null, StunErrorCode.InsufficientCapacity, StunErrorCode.InsufficientCapacity }));
    }

    [Test]
    public void TellsClientsOfOneAddressApartByPortListenerAndConnection()
    {
        var bench = new TurnBench();
        TransportAddress address = TurnBench.Address("203.0.113.7", 5000);
        TurnActor[] clients =
        [
            bench.Client(),
            bench.Client(port: 5001),
            new(bench, new ClientTuple(1, address), "ann"),
            new(bench, new ClientTuple(0, TurnTransport.Tcp, address, 1), "ann"),
            new(bench, new ClientTuple(0, TurnTransport.Tcp, address, 2), "ann"),
            new(bench, new ClientTuple(0, TurnTransport.Tls, address, 3), "ann"),
        ];

        foreach (TurnActor client in clients) client.Allocate();

        Assert.That(bench.Transport.Relays.Values.Distinct().Count(), Is.EqualTo(clients.Length));
    }

    [TestCase(6, StunErrorCode.UnsupportedTransport)]
    [TestCase(255, StunErrorCode.UnsupportedTransport)]
    [TestCase(-1, StunErrorCode.BadRequest)]
    public void RelaysUdpAlone(int protocol, StunErrorCode expected)
    {
        TurnActor ann = new TurnBench().Client();
        Response response = ann.TryAllocate((ref StunWriter w) =>
        {
            if (protocol >= 0) RequestedTransportAttribute.AddTo(ref w, (byte)protocol);
        });
        Assert.That((response.Error, response.IsSigned), Is.EqualTo((expected, true)));
    }

    [TestCase(AddressFamily.IPv4, null)]
    [TestCase(AddressFamily.IPv6, null)]
    [TestCase((AddressFamily)3, StunErrorCode.AddressFamilyNotSupported)]
    public void GivesTheFamilyThatIsAskedFor(AddressFamily family, StunErrorCode? expected)
    {
        Response response = new TurnBench().Client().TryAllocate(WithFamily(family));

        Assert.That(response.Error, Is.EqualTo(expected));
        if (expected is null) Assert.That(response.Relayed.Single().IsIPv6, Is.EqualTo(family == AddressFamily.IPv6));
    }

    [Test]
    public void Answers440WhereItHasNoAddressOfTheFamily()
    {
        var bench = new TurnBench(o => o with { Listeners = [new TurnListener(TurnBench.ServerIPv6)] });
        var ann = new TurnActor(bench, new ClientTuple(0, TurnBench.Address("2001:db8:7::7", 5000)), "ann");

        Assert.That(ann.TryAllocate().Error, Is.EqualTo(StunErrorCode.AddressFamilyNotSupported));
        Assert.That(ann.TryAllocate(WithFamily(AddressFamily.IPv6)).Error, Is.Null);
    }

    [Test]
    public void GivesBothFamiliesAtOnce()
    {
        Response response = new TurnBench().Client().TryAllocate(WithBoth);

        Assert.That(response.Relayed.Select(a => a.IsIPv6), Is.EqualTo(new[] { false, true }));
        Assert.That(response.AddressError, Is.Null);
    }

    [Test]
    public void SaysWhyThereIsIPv6Alone()
    {
        var bench = new TurnBench(o => o with { Listeners = [new TurnListener(TurnBench.ServerIPv6)] });
        Response response = new TurnActor(bench, new ClientTuple(0, TurnBench.Address("2001:db8:7::7", 5000)), "ann").TryAllocate(WithBoth);

        Assert.That(response.Relayed.Single().IsIPv6, Is.True);
        Assert.That(response.AddressError, Is.EqualTo((AddressFamily.IPv4, StunErrorCode.AddressFamilyNotSupported)));
    }

    [Test]
    public void SaysWhyThereIsNoIPv6Besides()
    {
        var bench = new TurnBench(o => o with { Listeners = [new TurnListener(TurnBench.ServerIPv4)] });
        Response response = bench.Client().TryAllocate(WithBoth);

        Assert.That(response.Relayed.Single().IsIPv4, Is.True);
        Assert.That(response.AddressError, Is.EqualTo((AddressFamily.IPv6, StunErrorCode.AddressFamilyNotSupported)));
    }

    [Test]
    public void RefusesContradictions()
    {
        TurnActor ann = new TurnBench().Client();
        Build[] contradictions =
        [
            (ref StunWriter w) => { TurnActor.Udp(ref w); AddressFamilyAttribute.AddTo(ref w, StunAttributeType.RequestedAddressFamily, AddressFamily.IPv4); AddressFamilyAttribute.AddTo(ref w, StunAttributeType.AdditionalAddressFamily, AddressFamily.IPv6); },
            (ref StunWriter w) => { TurnActor.Udp(ref w); AddressFamilyAttribute.AddTo(ref w, StunAttributeType.AdditionalAddressFamily, AddressFamily.IPv4); },
            (ref StunWriter w) => { TurnActor.Udp(ref w); EvenPortAttribute.AddTo(ref w, true); AddressFamilyAttribute.AddTo(ref w, StunAttributeType.AdditionalAddressFamily, AddressFamily.IPv6); },
            (ref StunWriter w) => { TurnActor.Udp(ref w); ReservationTokenAttribute.AddTo(ref w, 7); EvenPortAttribute.AddTo(ref w, false); },
            (ref StunWriter w) => { TurnActor.Udp(ref w); ReservationTokenAttribute.AddTo(ref w, 7); AddressFamilyAttribute.AddTo(ref w, StunAttributeType.RequestedAddressFamily, AddressFamily.IPv4); },
            (ref StunWriter w) => { TurnActor.Udp(ref w); w.Add(StunAttributeType.EvenPort, [1, 2]); },
            (ref StunWriter w) => { TurnActor.Udp(ref w); w.Add(StunAttributeType.ReservationToken, [1]); },
            (ref StunWriter w) => { TurnActor.Udp(ref w); w.Add(StunAttributeType.RequestedAddressFamily, [1]); },
            (ref StunWriter w) => w.Add(StunAttributeType.RequestedTransport, [17]),
        ];
        foreach (Build contradiction in contradictions) Assert.That(ann.TryAllocate(contradiction).Error, Is.EqualTo(StunErrorCode.BadRequest));
    }

    [Test]
    public void Answers420WithWhatItDoesNotKnow()
    {
        TurnActor ann = new TurnBench().Client();
        Response response = ann.TryAllocate((ref StunWriter w) => { TurnActor.Udp(ref w); w.Add((StunAttributeType)0x7ABC, [1]); w.Add((StunAttributeType)0xFABC, [1]); });

        Assert.That((response.Error, response.IsSigned), Is.EqualTo((StunErrorCode.UnknownAttribute, true)));
        Assert.That(StunMessage.TryParse(response.Bytes, out StunMessage message), Is.True);
        var listed = new StunAttributeType[4];
        Assert.That(UnknownAttributes.TryRead(message, listed, out int count), Is.True);
        Assert.That(listed.Take(count), Is.EqualTo(new[] { (StunAttributeType)0x7ABC }));
    }

    [TestCase(true, null)]
    [TestCase(false, StunErrorCode.UnknownAttribute)]
    public void TakesDontFragmentWhereItCanSetTheBit(bool can, StunErrorCode? expected)
    {
        var bench = new TurnBench();
        bench.Transport.CanSendUnfragmented = can;
        Response response = bench.Client().TryAllocate((ref StunWriter w) => { TurnActor.Udp(ref w); DontFragmentAttribute.AddTo(ref w); });
        Assert.That(response.Error, Is.EqualTo(expected));
    }

    [TestCase(null, 600u)]
    [TestCase(1u, 600u)]
    [TestCase(0u, 600u)]
    [TestCase(777u, 777u)]
    [TestCase(3600u, 3600u)]
    [TestCase(uint.MaxValue, 3600u)]
    public void GrantsLifetimesFromTheDefaultToTheLongest(uint? asked, uint granted)
    {
        Response response = new TurnBench().Client().Allocate((ref StunWriter w) =>
        {
            TurnActor.Udp(ref w);
            if (asked is uint seconds) LifetimeAttribute.AddTo(ref w, seconds);
        });
        Assert.That(response.Lifetime, Is.EqualTo(granted));
    }

    [Test]
    public void ReservesTheNextPortForItsOwner()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        Response even = ann.Allocate((ref StunWriter w) => { TurnActor.Udp(ref w); EvenPortAttribute.AddTo(ref w, true); });
        Assert.That(even.Relayed[0].Port % 2, Is.Zero);
        Assert.That(even.Token, Is.Not.Null);
        Assert.That(bench.Transport.Relays, Has.Count.EqualTo(2));

        Assert.That(bench.Client(port: 5001, name: "eve").TryAllocate(WithToken(even.Token!.Value)).Error, Is.EqualTo(StunErrorCode.InsufficientCapacity));
        Response odd = bench.Client(port: 5002).Allocate(WithToken(even.Token.Value));
        Assert.That(odd.Relayed[0], Is.EqualTo(even.Relayed[0].WithPort((ushort)(even.Relayed[0].Port + 1))));
        Assert.That(bench.Client(port: 5003).TryAllocate(WithToken(even.Token.Value)).Error, Is.EqualTo(StunErrorCode.InsufficientCapacity), "a token is for once");
    }

    [Test]
    public void GivesUpAReservationAfterHalfAMinute()
    {
        var bench = new TurnBench();
        Response even = bench.Client().Allocate((ref StunWriter w) => { TurnActor.Udp(ref w); EvenPortAttribute.AddTo(ref w, true); });

        bench.Pass(TimeSpan.FromSeconds(29));
        Assert.That(bench.Transport.Relays, Has.Count.EqualTo(2));
        bench.Pass(TimeSpan.FromSeconds(2));

        Assert.That(bench.Transport.Relays, Has.Count.EqualTo(1));
        Assert.That(bench.Client(port: 5002).TryAllocate(WithToken(even.Token!.Value)).Error, Is.EqualTo(StunErrorCode.InsufficientCapacity));
    }

    [Test]
    public void TakesAnotherPortWhereOneIsTaken()
    {
        var bench = new TurnBench(o => WithPorts(o, 50000, 50003));
        bench.Transport.TakenPorts.UnionWith([50000, 50001, 50003]);

        Assert.That(bench.Client().Allocate().Relayed[0].Port, Is.EqualTo(50002));
        Assert.That(bench.Client(port: 5001).TryAllocate().Error, Is.EqualTo(StunErrorCode.InsufficientCapacity));
    }

    [Test]
    public void Answers508WhereTheSystemHasNoMore()
    {
        var bench = new TurnBench();
        bench.Transport.MaxRelays = 1;
        bench.Client().Allocate();
        Assert.That(bench.Client(port: 5001).TryAllocate().Error, Is.EqualTo(StunErrorCode.InsufficientCapacity));
        Assert.That(bench.Client(port: 5001).TryAllocate((ref StunWriter w) => { TurnActor.Udp(ref w); EvenPortAttribute.AddTo(ref w, true); }).Error, Is.EqualTo(StunErrorCode.InsufficientCapacity));
    }

    [Test]
    public void TellsTheExternalAddressBehindAOneToOneNat()
    {
        var bench = new TurnBench(o => o with { ExternalAddresses = [TurnBench.Address("192.0.2.99", 0)] });
        Response response = bench.Client().Allocate();

        Assert.That(response.Relayed[0].SameAddress(TurnBench.Address("192.0.2.99", 0)), Is.True);
        Assert.That(bench.Transport.Relays.Values.Single(), Is.EqualTo(TurnBench.ServerIPv4.WithPort(response.Relayed[0].Port)));
    }

    public static Build WithFamily(AddressFamily family) => (ref StunWriter w) =>
    {
        TurnActor.Udp(ref w);
        AddressFamilyAttribute.AddTo(ref w, StunAttributeType.RequestedAddressFamily, family);
    };

    public static void WithBoth(ref StunWriter w)
    {
        TurnActor.Udp(ref w);
        AddressFamilyAttribute.AddTo(ref w, StunAttributeType.AdditionalAddressFamily, AddressFamily.IPv6);
    }

    private static Build WithToken(ulong token) => (ref StunWriter w) =>
    {
        TurnActor.Udp(ref w);
        ReservationTokenAttribute.AddTo(ref w, token);
    };

    private static TurnServerOptions WithPorts(TurnServerOptions o, ushort first, ushort last) =>
        new() { Listeners = o.Listeners, Secret = o.Secret, Origin = o.Origin, FirstPort = first, LastPort = last };
}
