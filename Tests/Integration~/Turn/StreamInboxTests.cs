using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Rtc.Turn;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>The way from the streams to the server's thread: in order, in bounds, and nobody's flood is another's wait.</summary>
internal sealed class StreamInboxTests
{
    private readonly StreamInbox _inbox = new();
    private readonly List<Task> _writes = [];
    private int _arrivals;

    [Test]
    public void KeepsMessagesInOrderAndInBoundsThroughItsRing([Values(5, 6)] int seed)
    {
        var inbox = new StreamInbox();
        StreamShare[] shares = [.. Enumerable.Range(1, 100).Select(i => Share(i, isNewcomer: false))];
        var random = new TestRandom(seed);
        int[] written = new int[shares.Length], read = new int[shares.Length];
        Task?[] waiting = new Task?[shares.Length];
        int waits = 0;
        for (int round = 0; round < 20_000; round++)
        {
            int who = random.Next(shares.Length);
            if (waiting[who] is null or { IsCompleted: true })
            {
                byte[] message = new byte[8 + random.Next(40_000)];
                BitConverter.TryWriteBytes(message, who);
                BitConverter.TryWriteBytes(message.AsSpan(4), written[who]++);
                message.AsSpan(8).Fill((byte)written[who]);
                ValueTask write = inbox.WriteAsync(shares[who], new ReadOnlySequence<byte>(message));
                if (!write.IsCompleted) waits++;
                waiting[who] = write.AsTask();
            }

            if (round % 50 < 48) continue;
            for (int i = random.Next(64); i >= 0 && inbox.TryRead(out StreamMessage taken); i--)
            {
                Assert.That(taken.Offset, Is.EqualTo(TurnServer.Headroom));
                Assert.That(taken.Buffer, Has.Length.EqualTo(TurnServer.Headroom + taken.Length + TurnServer.Tailroom));
                ReadOnlySpan<byte> bytes = taken.Buffer.Span.Slice(taken.Offset, taken.Length);
                int from = BitConverter.ToInt32(bytes);
                Assert.That(taken.Client.Connection, Is.EqualTo(from + 1));
                Assert.That(BitConverter.ToInt32(bytes[4..]), Is.EqualTo(read[from]++), $"seed {seed}");
                Assert.That(bytes[8..].ContainsAnyExcept((byte)read[from]), Is.False, $"seed {seed}");
                // What was read is not written over before it is released.
                taken.Buffer.Span[..TurnServer.Headroom].Fill(0xEE);
            }

            inbox.Release();
        }

        Assert.That(waits, Is.GreaterThan(100), "it has an end");
        for (int idle = 0; idle < 2; inbox.Release())
        {
            if (!inbox.TryRead(out StreamMessage taken)) idle++;
            else read[taken.Client.Connection - 1]++;
        }

        Assert.That(read, Is.EqualTo(written), $"seed {seed}");
    }

    [Test]
    public void AFloodOnOneStreamDelaysTheOthersByItsShareAndNoMore()
    {
        StreamShare eve = Share(1, isNewcomer: false), ann = Share(2, isNewcomer: false);
        int ofEve = 0;
        while (Write(eve, 1000)) ofEve++;
        Assert.That(ofEve, Is.InRange(10, 40), "her share");
        Assert.That(Write(ann, 200), Is.True, "and the rest is everybody's");

        // Each release lets her go on by what was taken, behind Ann.
        for (int i = 0; i < ofEve; i++) Read();
        _inbox.Release();
        Assert.That(_writes.Single().IsCompleted, Is.True);
        Assert.That(Read().Client.Connection, Is.EqualTo(2));
        Assert.That(Read().Client.Connection, Is.EqualTo(1));
    }

    [Test]
    public void AThousandFloodsOfNewcomersLeaveRoomForThoseWhoPlay()
    {
        var newcomers = Enumerable.Range(10, 1000).Select(i => Share(i, isNewcomer: true)).ToList();
        foreach (StreamShare share in newcomers) Write(share, 2000);
        int waitingNewcomers = _writes.Count;
        Assert.That(waitingNewcomers, Is.GreaterThan(300), "the ring is full of them");

        StreamShare ann = Share(1, isNewcomer: false);
        Assert.That(Write(ann, 2000), Is.False);
        Task ofAnn = _writes[^1];
        for (int i = 0; i < 4; i++) Read();
        _inbox.Release();
        Assert.That(ofAnn.IsCompletedSuccessfully, Is.True, "before newcomers that have waited for longer");
        Assert.That(_writes.Count(w => w.IsCompleted), Is.InRange(2, 4), "whose turn it is besides, in their order");
        Assert.That(_writes[0].IsCompleted, Is.True);
    }

    [Test]
    public void ANewcomerHasOneMessageAtATime()
    {
        StreamShare ann = Share(1, isNewcomer: true);
        Assert.That(Write(ann, 20), Is.True);
        Assert.That(Write(ann, 20), Is.False);
        Read();
        ann.IsNewcomer = false;
        _inbox.Release();
        Assert.That(_writes.Single().IsCompleted, Is.True);
        Assert.That(Write(ann, 20), Is.True, "with an allocation it may go on");
    }

    [Test]
    public void TheEndComesAfterEverythingAndIsToldWhenItWasHandled()
    {
        _inbox.Arrived = () => _arrivals++;
        StreamShare ann = Share(1, isNewcomer: false);
        Write(ann, 20);
        _inbox.WriteEnd(ann);
        Assert.That(_arrivals, Is.EqualTo(1));
        Assert.That(Read().IsEnd, Is.False);
        Assert.That(Read().IsEnd, Is.True);
        Assert.That(ann.Ended.IsCompleted, Is.False);
        _inbox.Release();
        Assert.That(ann.Ended.IsCompleted, Is.True);
    }

    // Else the server's thread would sleep on what waited for room.
    [Test]
    public void WhatGetsRoomByAReleaseIsAnnounced()
    {
        _inbox.Arrived = () => _arrivals++;
        StreamShare ann = Share(1, isNewcomer: true);
        Write(ann, 20);
        Write(ann, 20);
        Read();
        Assert.That(_arrivals, Is.EqualTo(1));
        _inbox.Release();
        Assert.That(_arrivals, Is.EqualTo(2));
    }

    [TearDown]
    public void Empty()
    {
        _inbox.Arrived = null;
        for (int idle = 0; idle < 2; _inbox.Release())
        {
            if (!_inbox.TryRead(out _)) idle++;
        }

        _writes.Clear();
        _arrivals = 0;
    }

    private static StreamShare Share(int connection, bool isNewcomer) =>
        new(new ClientTuple(0, TurnTransport.Tcp, TurnBench.Address("203.0.113.7", (ushort)connection), connection)) { IsNewcomer = isNewcomer };

    private StreamMessage Read()
    {
        Assert.That(_inbox.TryRead(out StreamMessage message), Is.True);
        return message;
    }

    /// <summary>Whether it was taken at once.</summary>
    private bool Write(StreamShare share, int length)
    {
        ValueTask write = _inbox.WriteAsync(share, new ReadOnlySequence<byte>(new byte[length]));
        if (write.IsCompleted) return true;
        _writes.Add(write.AsTask());
        return false;
    }
}
