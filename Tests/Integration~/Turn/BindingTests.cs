using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>STUN binding, plain, of RFC 3489, and with the second address of RFC 5780.</summary>
internal sealed class BindingTests
{
    private static readonly TransportAddress Other = TurnBench.Address("198.51.100.2", 3478);

    [Test]
    public void TellsTheAddressThatARequestCameFrom()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        Response response = ann.Ask(ann.Unsigned(StunMethod.Binding));
        Assert.That(response.Mapped, Is.EqualTo(ann.Tuple.Address));
        Assert.That(response.Bytes, Has.Length.LessThan(64));
        Assert.That(bench.Server.StunCounters.Answered, Is.EqualTo(1));
    }

    [TestCase(false, false, null)]
    [TestCase(true, false, StunErrorCode.UnknownAttribute)]
    [TestCase(false, true, StunErrorCode.UnknownAttribute)]
    public void ChangesNothingWithOneAddress(bool address, bool port, StunErrorCode? expected)
    {
        TurnActor ann = new TurnBench().Client();
        Assert.That(ann.Ask(ann.Unsigned(StunMethod.Binding, (ref StunWriter w) => new ChangeRequestAttribute(address, port).AddTo(ref w))).Error, Is.EqualTo(expected));
    }

    [Test]
    public void ListsManyUnknownAttributes()
    {
        TurnActor ann = new TurnBench().Client();
        Response response = ann.Ask(ann.Unsigned(StunMethod.Binding, (ref StunWriter w) =>
        {
            for (int i = 0; i < 40; i++) w.Add((StunAttributeType)(0x7A00 + i), []);
        }));
        Assert.That(response.Error, Is.EqualTo(StunErrorCode.UnknownAttribute));
    }

    // From each of the four listeners (RFC 5780 §6.1, table 1).
    [TestCase(0, false, false, 0)]
    [TestCase(0, false, true, 1)]
    [TestCase(0, true, false, 2)]
    [TestCase(0, true, true, 3)]
    [TestCase(1, false, true, 0)]
    [TestCase(1, true, false, 3)]
    [TestCase(1, true, true, 2)]
    [TestCase(2, true, true, 1)]
    [TestCase(3, true, true, 0)]
    public void AnswersFromTheOtherAddressAndPort(int listener, bool address, bool port, int expected)
    {
        TurnBench bench = WithAlternate();
        var ann = new TurnActor(bench, new ClientTuple((byte)listener, TurnBench.Address("203.0.113.7", 5000)), "ann");

        bench.FromClient(ann.Tuple, ann.Unsigned(StunMethod.Binding, (ref StunWriter w) => new ChangeRequestAttribute(address, port).AddTo(ref w)));

        (ClientTuple to, byte[] bytes) = bench.Transport.ToClients.Single();
        Assert.That((to.Listener, to.Address), Is.EqualTo(((byte)expected, ann.Tuple.Address)));
        Assert.That(StunMessage.TryParse(bytes, out StunMessage message), Is.True);
        Assert.That(AddressAttribute.TryRead(message, StunAttributeType.ResponseOrigin, out TransportAddress origin), Is.True);
        Assert.That(AddressAttribute.TryRead(message, StunAttributeType.OtherAddress, out TransportAddress other), Is.True);
        Assert.That(AddressAttribute.TryRead(message, StunAttributeType.MappedAddress, out TransportAddress mapped), Is.True);
        Assert.That((origin, other, mapped), Is.EqualTo((bench.Options.Listeners[expected].Local, bench.Options.Listeners[3 - listener].Local, ann.Tuple.Address)));
    }

    [Test]
    public void AnswersToAnotherPort()
    {
        TurnBench bench = WithAlternate();
        TurnActor ann = bench.Client();
        bench.FromClient(ann.Tuple, ann.Unsigned(StunMethod.Binding, (ref StunWriter w) => w.Add(StunAttributeType.ResponsePort, [0x12, 0x34, 0, 0])));
        Assert.That(bench.Transport.ToClients.Single().Client.Address, Is.EqualTo(ann.Tuple.Address.WithPort(0x1234)));
    }

    [TestCase(4)]
    [TestCase(1000)]
    [TestCase(1400)]
    public void PadsItsAnswerButNeverBeyondTheRequest(int padding)
    {
        TurnBench bench = WithAlternate();
        TurnActor ann = bench.Client();
        byte[] request = ann.Unsigned(StunMethod.Binding, (ref StunWriter w) => w.Add(StunAttributeType.Padding, padding));
        Response response = ann.Ask(request);
        Assert.That(response.Bytes.Length, Is.InRange(request.Length - 4, Math.Max(request.Length, 100)));
        Assert.That(StunMessage.TryParse(response.Bytes, out StunMessage message), Is.True);
        Assert.That(message.Contains(StunAttributeType.Padding), Is.True);
    }

    [Test]
    public void RefusesPaddingToAnotherPort()
    {
        TurnActor ann = WithAlternate().Client();
        Assert.That(ann.Ask(ann.Unsigned(StunMethod.Binding, (ref StunWriter w) => { w.Add(StunAttributeType.Padding, 8); w.Add(StunAttributeType.ResponsePort, [1, 1, 0, 0]); })).Error, Is.EqualTo(StunErrorCode.BadRequest));
    }

    [TestCase(false, false)]
    [TestCase(true, true)]
    public void AnswersOldClientsInTheirAttributes(bool address, bool port)
    {
        TurnBench bench = WithAlternate();
        TurnActor ann = bench.Client();
        byte[] request = Old(ann, address, port);

        bench.FromClient(ann.Tuple, request);

        (ClientTuple to, byte[] response) = bench.Transport.ToClients.Single();
        Assert.That(to.Listener, Is.EqualTo(address ? 3 : 0));
        Assert.That(response.AsSpan(4, 16).SequenceEqual(request.AsSpan(4, 16)), Is.True, "the whole transaction id of 128 bits");
        new byte[] { 0x21, 0x12, 0xA4, 0x42 }.CopyTo(response, 4);
        Assert.That(StunMessage.TryParse(response, out StunMessage message), Is.True);
        Assert.That(AddressAttribute.TryRead(message, StunAttributeType.MappedAddress, out TransportAddress mapped), Is.True);
        Assert.That(AddressAttribute.TryRead(message, StunAttributeType.SourceAddress, out TransportAddress source), Is.True);
        Assert.That(AddressAttribute.TryRead(message, StunAttributeType.ChangedAddress, out TransportAddress changed), Is.True);
        Assert.That((mapped, source, changed), Is.EqualTo((ann.Tuple.Address, bench.Options.Listeners[address ? 3 : 0].Local, bench.Options.Listeners[3].Local)));
    }

    [Test]
    public void LeavesOldClientsThatAskForMoreThanItHasWithoutAnAnswer()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        bench.FromClient(ann.Tuple, Old(ann, true, true));
        bench.ExpectSilence();
        bench.FromClient(ann.Tuple, Old(ann, false, false));
        Assert.That(bench.Transport.ToClients, Has.Count.EqualTo(1));
    }

    [Test]
    public void AllocatesNothingToAnswer()
    {
        TurnBench bench = WithAlternate();
        TurnActor ann = bench.Client();
        byte[] request = ann.Unsigned(StunMethod.Binding, (ref StunWriter w) => Fingerprint.AddTo(ref w));
        bench.Transport.IsForgetful = true;
        long before = 0;
        for (int i = 0; i < 400; i++)
        {
            if (i == 200) before = GC.GetAllocatedBytesForCurrentThread();
            bench.FromClient(ann.Tuple, request);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(bench.Transport.Sent, Is.EqualTo(400));
    }

    private static byte[] Old(TurnActor actor, bool address, bool port)
    {
        byte[] request = actor.Unsigned(StunMethod.Binding, (ref StunWriter w) => new ChangeRequestAttribute(address, port).AddTo(ref w));
        new byte[] { 9, 8, 7, 6 }.CopyTo(request, 4);
        return request;
    }

    private static TurnBench WithAlternate() => new(o => o with
    {
        Listeners = [new TurnListener(TurnBench.ServerIPv4), new TurnListener(TurnBench.ServerIPv4.WithPort(3479)), new TurnListener(Other), new TurnListener(Other.WithPort(3479))],
        Alternates = [new AlternateListeners(0, 1, 2, 3)],
    });
}
