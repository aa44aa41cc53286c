using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Sctp;

namespace P2PNet.Tests.Rtc.Sctp
{
    internal sealed class FlowControlTests
    {
        private static readonly SctpOptions Small = new SctpOptions { ReceiveWindow = 100_000, MaxMessageSize = 30_000 };

        [Test]
        public void AReaderThatStopsStopsTheSenderAndNothingIsLost()
        {
            SctpPair pair = new SctpPair(1, Small, Small).Established();
            pair.Z.IsReading = false;
            for (int i = 0; i < 200; i++) Assert.That(pair.Send(pair.A, 0, 1000, i), Is.EqualTo(SendStatus.Accepted));
            pair.RunFor(TimeSpan.FromSeconds(60));
            Assert.That(pair.Z.Association.Receiver.HeldBytes, Is.InRange(90_000, 100_000));
            Assert.That(pair.A.Failure, Is.Null, "A shut window is no failure, however long.");
            Assert.That(pair.A.Association.Counters.WindowProbes, Is.GreaterThan(0));

            pair.Z.IsReading = true;
            pair.RunUntil(() => pair.Z.Messages.Count == 200, TimeSpan.FromSeconds(30));
            Assert.That(pair.Z.Messages.Select(m => m.Payload[0]), Is.EqualTo(Enumerable.Range(0, 200).Select(i => (byte)i)));
            pair.AssertNoLeaks();
        }

        [Test]
        public void AShutWindowOpensEvenWhenTheUpdateIsLost()
        {
            SctpPair pair = new SctpPair(1, Small, Small).Established();
            pair.Z.IsReading = false;
            for (int i = 0; i < 200; i++) pair.Send(pair.A, 0, 1000, i);
            pair.RunFor(TimeSpan.FromSeconds(5));
            Timestamp silence = pair.Now + TimeSpan.FromMilliseconds(50);
            pair.Drop = (from, _) => from == pair.Z && pair.Now < silence;
            pair.Z.IsReading = true;
            pair.RunUntil(() => pair.Z.Messages.Count == 200, TimeSpan.FromSeconds(60));
            pair.AssertNoLeaks();
        }

        [Test]
        public void AFullSendBufferRefusesAndTellsWhenThereIsRoom()
        {
            var options = new SctpOptions { SendBufferLimit = 100_000 };
            SctpPair pair = new SctpPair(1, options).Established();
            int accepted = 0;
            while (pair.Send(pair.A, 3, 10_000) == SendStatus.Accepted) accepted++;
            Assert.That(accepted, Is.EqualTo(5), "One stream may hold half.");
            Assert.That(pair.Send(pair.A, 4, 10_000), Is.EqualTo(SendStatus.Accepted), "The other half is for the others.");
            Assert.That(pair.A.Association.BufferedAmountOf(new StreamId(3)), Is.EqualTo(50_000));
            pair.RunFor(TimeSpan.FromSeconds(2));
            Assert.That(pair.A.Events.Count(e => e.Kind == SctpEventKind.BufferedAmountLow && e.Stream.Value == 3), Is.EqualTo(1));
            Assert.That(pair.A.Events.Count(e => e.Kind == SctpEventKind.BufferedAmountLow), Is.EqualTo(1));
            Assert.That(pair.A.Association.BufferedAmountOf(new StreamId(3)), Is.Zero);
            pair.AssertNoLeaks();
        }

        [Test]
        public void WhatThePeerDoesNotTakeIsRefused()
        {
            SctpPair pair = new SctpPair().Established();
            pair.A.Association.PeerMaxMessageSize = 1000;
            Assert.That(pair.Send(pair.A, 0, 1001), Is.EqualTo(SendStatus.TooLarge));
            Assert.That(pair.Send(pair.A, 0, 1000), Is.EqualTo(SendStatus.Accepted));
            Assert.That(pair.Send(pair.A, 1024, 10), Is.EqualTo(SendStatus.NotOpen), "The peer takes 1024 streams.");
            pair.AssertNoLeaks();
        }

        [Test]
        public void AMessageLargerThanAnnouncedEndsTheAssociation()
        {
            SctpPair pair = new SctpPair(1, null, Small).Established();
            pair.A.Association.PeerMaxMessageSize = 100_000;
            pair.Send(pair.A, 0, 40_000);
            pair.RunFor(TimeSpan.FromSeconds(2));
            Assert.That(pair.Z.Failure, Does.Contain("larger"));
            Assert.That(pair.A.Failure, Is.Not.Null);
            pair.AssertNoLeaks();
        }

        [Test]
        public void SmallMessagesDoNotWaitBehindBulk()
        {
            SctpPair pair = new SctpPair { Bandwidth = 5_000_000 }.Established();
            for (int i = 0; i < 40; i++) pair.Send(pair.A, 0, 16_000);
            pair.RunFor(TimeSpan.FromMilliseconds(200));
            Timestamp sent = pair.Now;
            pair.Send(pair.A, 1, 20);
            pair.RunUntil(() => pair.Z.Messages.Any(m => m.Stream == 1), TimeSpan.FromSeconds(2));
            Assert.That(pair.Now - sent, Is.LessThan(TimeSpan.FromMilliseconds(300)));
            Assert.That(pair.Z.Messages, Has.Count.LessThan(40), "Bulk still runs.");
            pair.AssertNoLeaks();
        }

        [Test]
        public void BulkFillsALinkOf20MbitAnd40Ms()
        {
            var options = new SctpOptions { SendBufferLimit = 4_000_000 };
            SctpPair pair = new SctpPair(1, options, options, false) { Delay = TimeSpan.FromMilliseconds(20), Bandwidth = 20_000_000 }.Established();
            long accepted = 0;
            Timestamp start = pair.Now;
            while (pair.Now < start + TimeSpan.FromSeconds(10))
            {
                while (pair.Send(pair.A, 0, 16_000) == SendStatus.Accepted) accepted++;
                pair.RunFor(TimeSpan.FromMilliseconds(20));
            }

            double bits = pair.Z.Messages.Sum(m => (double)m.Payload.Length) * 8 / 10;
            TestContext.Out.WriteLine("{0:0.00} Mbit/s of payload, {1} retransmissions of {2} chunks", bits / 1e6,
                pair.A.Association.Counters.Retransmissions, pair.A.Association.Counters.DataChunksSent);
            Assert.That(bits, Is.GreaterThan(16_000_000));
            pair.AssertNoLeaks();
        }

        // Three messages in one call chain: one packet, one SACK at once, for the I bit is set on the last.
        [Test]
        public void MessagesOfOneFlushShareAPacketAndAreAcknowledgedAtOnce()
        {
            SctpPair pair = new SctpPair().Established();
            pair.RunFor(TimeSpan.FromSeconds(1));
            int before = pair.A.Sent.Count;
            int sacks = (int)pair.Z.Association.Counters.SacksSent;
            for (int i = 0; i < 3; i++) pair.Send(pair.A, (ushort)i, 50);
            pair.RunFor(TimeSpan.FromMilliseconds(11));
            Assert.That(pair.A.Sent, Has.Count.EqualTo(before + 1));
            Assert.That(PacketEditor.Types(pair.A.Sent[before]), Is.EqualTo(new[] { ChunkType.Data, ChunkType.Data, ChunkType.Data }));
            Assert.That(pair.Z.Association.Counters.SacksSent, Is.EqualTo(sacks + 1));
            pair.AssertNoLeaks();
        }

        [Test]
        public void ThreeGapReportsRepairALossWithoutATimeout()
        {
            SctpPair pair = new SctpPair().Established();
            bool lost = false;
            pair.Drop = (from, packet) => from == pair.A && PacketEditor.Has(packet, ChunkType.Data) && !lost && (lost = true);
            pair.Send(pair.A, 0, 10_000);
            pair.RunUntil(() => pair.Z.Messages.Count == 1, TimeSpan.FromMilliseconds(100));
            Assert.That(pair.A.Association.Counters.FastRetransmissions, Is.EqualTo(1));
            Assert.That(pair.A.Association.Counters.RetransmissionTimeouts, Is.Zero);
            pair.AssertNoLeaks();
        }

        [Test]
        public void APeerThatVanishesFailsTheAssociation()
        {
            SctpPair pair = new SctpPair(1, new SctpOptions { MaxRetransmits = 4 }).Established();
            pair.Drop = (_, _) => true;
            pair.Send(pair.A, 0, 100);
            pair.RunFor(TimeSpan.FromSeconds(60));
            Assert.That(pair.A.Failure, Is.EqualTo("The peer no longer answers."));
            pair.AssertNoLeaks();
        }

        [Test]
        public void ASilentPeerIsAskedByHeartbeatAndTheRoundTripMeasured()
        {
            SctpPair pair = new SctpPair().Established();
            pair.RunFor(TimeSpan.FromSeconds(40));
            Assert.That(pair.A.Sent.Any(p => PacketEditor.Has(p, ChunkType.Heartbeat)), Is.True);
            Assert.That(pair.Z.Sent.Any(p => PacketEditor.Has(p, ChunkType.HeartbeatAck)), Is.True);
            Assert.That(pair.A.Association.RoundTripTime, Is.EqualTo(TimeSpan.FromMilliseconds(20)));
            pair.Drop = (_, _) => true;
            pair.RunFor(TimeSpan.FromMinutes(10));
            Assert.That(pair.A.Failure, Is.Not.Null);
            pair.AssertNoLeaks();
        }
    }
}
