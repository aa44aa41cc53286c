using System;
using System.Collections.Generic;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>Any bytes, from anybody: no exception, no effect, and a counter moves.</summary>
internal sealed class HostileInputTests
{
    private static readonly TransportAddress Bob = TurnBench.Bob;

    [Test]
    public void SurvivesTruncationOfEveryMessage()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        foreach (byte[] valid in Samples(bench, ann))
        {
            for (int length = 0; length < valid.Length; length++) bench.FromClient(ann.Tuple, valid.AsSpan(0, length));
            bench.Transport.ToClients.Clear();
            bench.Transport.ToPeers.Clear();
        }

        Assert.That(bench.Counters.Malformed, Is.GreaterThan(600));
        Assert.That(ann.Refresh().Error, Is.Null, "what stood still stands");
    }

    [Test]
    public void SurvivesChangedBitsAndNeverDoesWhatWasNotSigned([Values(1, 2, 3)] int seed)
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        List<byte[]> samples = [.. Samples(bench, ann)];
        var random = new TestRandom(seed);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] sample = samples[random.Next(samples.Count)];
            byte[] changed = (byte[])sample.Clone();
            for (int i = random.Next(4); i >= 0; i--) changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            if (changed.AsSpan().SequenceEqual(sample)) continue;
            bench.FromClient(ann.Tuple, changed);
            bench.Transport.ToClients.Clear();
            bench.Transport.ToPeers.Clear();
        }

        Assert.That(bench.Transport.Relays, Has.Count.EqualTo(1), $"seed {seed}");
        Assert.That(bench.Counters.AllocationsMade, Is.EqualTo(1), $"seed {seed}");
    }

    [Test]
    public void SurvivesRandomBytesFromClientsAndPeers([Values(1, 2, 3)] int seed)
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        ann.Allocate();
        ann.Permit(Bob);
        var random = new TestRandom(seed);
        for (int round = 0; round < 30_000; round++)
        {
            byte[] junk = new byte[random.Next(200)];
            random.Fill(junk);
            // Half of them begin like what is understood.
            if (junk.Length > 8 && random.Next(2) == 0)
            {
                junk[0] = random.Next(2) == 0 ? (byte)random.Next(2) : (byte)0x40;
                new byte[] { 0x21, 0x12, 0xA4, 0x42 }.CopyTo(junk, 4);
            }

            bench.FromClient(random.Next(2) == 0 ? ann.Tuple : bench.Client(port: (ushort)(1 + random.Next(60000))).Tuple, junk);
            bench.FromPeer(random.Next(2) == 0 ? Bob : Bob.WithPort((ushort)random.Next(60000)), ann.Relayed, junk);
            bench.Transport.ToClients.Clear();
            bench.Transport.ToPeers.Clear();
        }

        Assert.That(bench.Counters.AllocationsMade, Is.EqualTo(1), $"seed {seed}");
        Assert.That(bench.Counters.ToClients, Is.EqualTo(30_000), "what a permitted peer sends is its business");
    }

    // Looking through 16,000 attributes takes a hundred times as long as through those of a request.
    [Test]
    public void LooksIntoNothingLongOfWhoHasNoAllocation()
    {
        var bench = new TurnBench();
        TurnActor eve = bench.Client(name: "eve");
        foreach (int length in (int[])[4096, 4100, 65_000])
        {
            byte[] request = new byte[length];
            new byte[] { 0, 1, (byte)((length - 20) >> 8), (byte)(length - 20), 0x21, 0x12, 0xA4, 0x42 }.CopyTo(request, 0);
            for (int at = 20; at < length; at += 4) request[at] = 0x80;
            bench.FromClient(eve.Tuple, request);
            Assert.That(bench.Transport.ToClients, Has.Count.EqualTo(length == 4096 ? 1 : 0));
            bench.Transport.ToClients.Clear();
        }

        Assert.That(bench.Counters.TooLong, Is.EqualTo(2));
        TurnActor ann = bench.Client();
        ann.Allocate();
        ann.Permit(Bob);
        ann.Send(Bob, new byte[60_000]);
        Assert.That(bench.Transport.ToPeers.Dequeue().Datagram, Has.Length.EqualTo(60_000));
    }

    // The system refuses to send there, and a batch of which it refuses one leaves piece by piece.
    [Test]
    public void AnswersNobodyAtPort0AndLetsNobodySendThere()
    {
        var bench = new TurnBench();
        TurnActor forged = bench.Client(port: 0);
        bench.FromClient(forged.Tuple, forged.Unsigned(StunMethod.Binding));
        bench.ExpectSilence();
        TurnActor ann = bench.Client();
        ann.Allocate();
        Assert.That(ann.Bind(0x4001, Bob.WithPort(0)).Error, Is.EqualTo(StunErrorCode.BadRequest));
        Assert.That(ann.Permit(Bob.WithPort(0)).Error, Is.Null, "a permission has no port");
        ann.Send(Bob.WithPort(0), [1]);
        bench.ExpectSilence();
        Assert.That(bench.Counters.Malformed, Is.EqualTo(2));
    }

    [Test]
    public void DropsWhatNobodyAskedFor()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        Span<byte> buffer = stackalloc byte[100];
        foreach (StunClass kind in new[] { StunClass.Indication, StunClass.SuccessResponse, StunClass.ErrorResponse })
        {
            var writer = new StunWriter(buffer, kind, StunMethod.Binding, TransactionId.Create(bench.Random));
            bench.FromClient(ann.Tuple, writer.Written);
        }

        byte[] wrongFingerprint = ann.Unsigned(StunMethod.Binding, (ref StunWriter w) => Fingerprint.AddTo(ref w));
        wrongFingerprint[^1] ^= 1;
        bench.FromClient(ann.Tuple, wrongFingerprint);
        ann.SendOn(0x4001, [1]);
        ann.Send(Bob, [1]);
        bench.ExpectSilence();
        Assert.That((bench.Counters.Unexpected, bench.Server.StunCounters.WrongFingerprint), Is.EqualTo((5, 1)));
    }

    [Test]
    public void Answers400ToMethodsThatItDoesNotHave()
    {
        TurnActor ann = new TurnBench().Client();
        foreach (StunMethod method in new[] { StunMethod.Connect, StunMethod.ConnectionBind, (StunMethod)0xFFF })
            Assert.That(ann.Ask(ann.Unsigned(method)).Error, Is.EqualTo(StunErrorCode.BadRequest));
    }

    /// <summary>One of every message that has an effect, of a client that has an allocation.</summary>
    private static IEnumerable<byte[]> Samples(TurnBench bench, TurnActor ann)
    {
        ann.Allocate();
        ann.Bind(0x4001, Bob);
        // It would hide from the rest what was changed.
        ann.AddsFingerprint = false;
        yield return ann.Signed(StunMethod.Allocate, TurnActor.Udp);
        yield return ann.Signed(StunMethod.Refresh, (ref StunWriter w) => LifetimeAttribute.AddTo(ref w, 0));
        yield return ann.Signed(StunMethod.CreatePermission, (ref StunWriter w) => XorAddressAttribute.AddTo(ref w, StunAttributeType.XorPeerAddress, Bob));
        yield return ann.Signed(StunMethod.ChannelBind, (ref StunWriter w) => { ChannelNumberAttribute.AddTo(ref w, 0x4002); XorAddressAttribute.AddTo(ref w, StunAttributeType.XorPeerAddress, Bob); });
        yield return ann.Unsigned(StunMethod.Binding, (ref StunWriter w) => new ChangeRequestAttribute(true, true).AddTo(ref w));
        yield return TurnActor.ChannelData(0x4001, new byte[50]);
        byte[] send = new byte[DataIndication.MaxHeadroom + 51];
        int start = DataIndication.WrapInPlace(send, DataIndication.MaxHeadroom, 48, StunMethod.Send, Bob, TransactionId.Create(bench.Random), out int length);
        yield return send.AsSpan(start, length).ToArray();
    }
}
