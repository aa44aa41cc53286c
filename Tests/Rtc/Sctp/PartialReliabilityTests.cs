using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Sctp;

namespace P2PNet.Tests.Rtc.Sctp
{
    internal sealed class PartialReliabilityTests
    {
        // A -> DATA 1 (lost); DATA 2, 3, 4 -> Z; A <- SACK with gap, three times; A -> FORWARD TSN -> Z
        [TestCase(false)]
        [TestCase(true)]
        public void ALostMessageWithoutRetransmissionsIsGivenUpAndTheReceiverGoesOn(bool unordered)
        {
            SctpPair pair = new SctpPair().Established();
            bool lost = false;
            pair.Drop = (from, packet) => from == pair.A && PacketEditor.Has(packet, ChunkType.Data) && !lost && (lost = true);
            for (int i = 0; i < 5; i++)
            {
                pair.Send(pair.A, 1, 50, i, Reliability.Retransmits(0, unordered));
                pair.RunFor(TimeSpan.FromMilliseconds(1));
            }

            pair.RunFor(TimeSpan.FromMilliseconds(100));
            Assert.That(pair.Z.Messages.Select(m => (int)m.Payload[0]), Is.EqualTo(new[] { 1, 2, 3, 4 }));
            SctpCounters counters = pair.A.Association.Counters;
            Assert.That(counters.Retransmissions, Is.Zero);
            Assert.That(counters.MessagesAbandoned, Is.EqualTo(1));
            Assert.That(counters.ForwardTsnsSent, Is.EqualTo(1));
            Assert.That(counters.RetransmissionTimeouts, Is.Zero);
            Assert.That(pair.A.Association.BufferedAmount, Is.Zero);
            pair.AssertNoLeaks();
        }

        // A -> DATA (lost); A -> DATA x 9; A <- SACK with a gap; A -> FORWARD-TSN; A -> DATA ... as far as the window allows
        [Test]
        public void AfterALossThatIsGivenUpTheCongestionWindowHoldsAgain([Values] bool byTimeout)
        {
            SctpPair pair = new SctpPair().Established();
            Reliability once = Reliability.Retransmits(0, true);
            int data = 0;
            pair.Drop = (from, packet) => from == pair.A && PacketEditor.Has(packet, ChunkType.Data) && (byTimeout || data++ == 0);
            for (int i = 0; i < 9; i++) pair.Send(pair.A, 3, 1000, i, once);
            pair.RunFor(TimeSpan.FromMilliseconds(byTimeout ? 1500 : 100));
            pair.Drop = null;
            Assert.That(pair.A.Association.Counters.MessagesAbandoned, Is.Positive);

            for (int i = 0; i < 500; i++) Assert.That(pair.Send(pair.A, 3, 1000, i, once), Is.EqualTo(SendStatus.Accepted));
            pair.Flush();
            DataSender sender = pair.A.Association.Sender;
            Assert.That(sender.Outstanding.FlightSize, Is.LessThanOrEqualTo(sender.Congestion.Window + 1200));
            pair.AssertNoLeaks();
        }

        // A -> R, U, R, U ... (lost for 5 s); A -> R, R ... again; A <- SACK with a gap for each U; A -> one FORWARD TSN over them all
        [Test]
        public void WhatWasGivenUpAmongWhatArrivedCostsOneRoundTripTogetherNotOneEach()
        {
            SctpPair pair = new SctpPair { Delay = TimeSpan.FromMilliseconds(25) }.Established();
            void Play(double seconds)
            {
                for (int i = 0; i < seconds * 60; i++)
                {
                    pair.Send(pair.A, 0, 4, i);
                    pair.Send(pair.A, 3, 4, i, Reliability.Retransmits(0, true));
                    pair.RunFor(TimeSpan.FromMilliseconds(1000.0 / 60));
                }
            }

            Play(1);
            pair.Drop = (from, packet) => true;
            Play(5);
            pair.Drop = null;
            SctpCounters counters = pair.A.Association.Counters;
            long before = counters.ForwardTsnsSent;
            Assert.That(counters.MessagesAbandoned, Is.GreaterThan(20));
            pair.A.Association.OnPathRestored(pair.Now);
            Play(0.5);
            Assert.That(pair.Z.Messages.Count(m => m.Stream == 0), Is.GreaterThan(385), "of 390 that were sent up to now");
            Assert.That(pair.A.Association.Sender.Outstanding.Count, Is.LessThan(20));
            Assert.That(counters.ForwardTsnsSent - before, Is.LessThan(20), "at most one for each packet that went out");
            pair.AssertNoLeaks();
        }

        [Test]
        public void NoForwardTsnWithoutAGap()
        {
            SctpPair pair = new SctpPair().Established();
            for (int i = 0; i < 100; i++)
            {
                pair.Send(pair.A, 1, 50, i, Reliability.Retransmits(0, true));
                pair.RunFor(TimeSpan.FromMilliseconds(5));
            }

            pair.RunFor(TimeSpan.FromSeconds(1));
            Assert.That(pair.Z.Messages, Has.Count.EqualTo(100));
            Assert.That(pair.A.Association.Counters.ForwardTsnsSent, Is.Zero);
            pair.AssertNoLeaks();
        }

        [TestCase(1)]
        [TestCase(3)]
        public void AMessageIsSentAgainAsOftenAsAllowedAndNotOnceMore(int allowed)
        {
            SctpPair pair = new SctpPair().Established();
            pair.Drop = (from, packet) => from == pair.A && PacketEditor.Has(packet, ChunkType.Data);
            pair.Send(pair.A, 1, 50, 0, Reliability.Retransmits(allowed, false));
            pair.RunFor(TimeSpan.FromSeconds(30));
            Assert.That(pair.A.Association.Counters.Retransmissions, Is.EqualTo(allowed));
            Assert.That(pair.A.Association.Counters.MessagesAbandoned, Is.EqualTo(1));
            Assert.That(pair.A.Association.NextTimeout - pair.Now, Is.GreaterThan(TimeSpan.FromSeconds(1)), "Nothing but the heartbeat is left.");
            pair.AssertNoLeaks();
        }

        [Test]
        public void AMessageThatExpiredBeforeItCouldLeaveIsNeverSent()
        {
            var pair = new SctpPair();
            pair.Send(pair.A, 1, 50, 1, Reliability.Lifetime(20, false));
            pair.Send(pair.A, 1, 50, 2, Reliability.Lifetime(5000, false));
            pair.RunFor(TimeSpan.FromMilliseconds(30));
            pair.Connect();
            pair.RunFor(TimeSpan.FromSeconds(1));
            Assert.That(pair.Z.Messages.Select(m => (int)m.Payload[0]), Is.EqualTo(new[] { 2 }));
            Assert.That(pair.A.Association.Counters.MessagesExpiredUnsent, Is.EqualTo(1));
            Assert.That(pair.A.Association.Counters.ForwardTsnsSent, Is.Zero);
            pair.AssertNoLeaks();
        }

        [Test]
        public void AFragmentedMessageIsGivenUpAsAWholeEvenWhenPartOfItNeverLeft()
        {
            SctpPair pair = new SctpPair().Established();
            pair.Drop = (from, packet) => from == pair.A && PacketEditor.Has(packet, ChunkType.Data) && pair.Random.Next(2) == 0;
            pair.Send(pair.A, 1, 60000, 1, Reliability.Lifetime(50, false));
            pair.RunFor(TimeSpan.FromMilliseconds(400));
            pair.Drop = null;
            pair.Send(pair.A, 1, 500, 7);
            pair.RunFor(TimeSpan.FromSeconds(10));
            Assert.That(pair.Z.Messages, Has.Count.EqualTo(1));
            Assert.That(pair.Z.Messages[0].Payload[0], Is.EqualTo(7));
            Assert.That(pair.Z.Association.Receiver.HeldBytes, Is.Zero, "Nothing of the first message may keep the window small.");
            Assert.That(pair.A.Association.BufferedAmount, Is.Zero);
            pair.AssertNoLeaks();
        }

        [Test]
        public void ALostForwardTsnIsSentAgain()
        {
            SctpPair pair = new SctpPair().Established();
            int forwards = 0;
            pair.Drop = (from, packet) =>
                from == pair.A && (PacketEditor.Has(packet, ChunkType.ForwardTsn) ? forwards++ < 2 : PacketEditor.Has(packet, ChunkType.Data));
            pair.Send(pair.A, 1, 50, 0, Reliability.Retransmits(0, false));
            pair.RunFor(TimeSpan.FromSeconds(10));
            Assert.That(forwards, Is.EqualTo(3));
            pair.Drop = null;
            pair.Send(pair.A, 1, 50, 1);
            pair.RunFor(TimeSpan.FromSeconds(1));
            Assert.That(pair.Z.Messages, Has.Count.EqualTo(1));
            pair.AssertNoLeaks();
        }

        // Mixed traffic for long: whatever is given up, reliable messages all arrive, unreliable ones at most once, and no window leaks.
        [Test]
        public void TheReceiverIsNeverStuckWhateverIsLost([Range(1, 40)] int seed)
        {
            var pair = new SctpPair((ulong)seed) { Loss = 0.15, Jitter = TimeSpan.FromMilliseconds(10), Duplication = 0.03 };
            pair.Connect();
            int reliable = 0;
            for (int i = 0; i < 300; i++)
            {
                int length = 1 + pair.Random.Next(pair.Random.Next(8) == 0 ? 8000 : 300);
                ushort stream = (ushort)pair.Random.Next(4);
                Reliability reliability = pair.Random.Next(4) switch
                {
                    0 => Reliability.Reliable(pair.Random.Next(2) == 0),
                    1 => Reliability.Retransmits(0, true),
                    2 => Reliability.Retransmits(pair.Random.Next(3), false),
                    _ => Reliability.Lifetime(1 + pair.Random.Next(200), pair.Random.Next(2) == 0),
                };
                if (reliability.IsReliable)
                {
                    reliable++;
                    stream = 9;
                }

                Assert.That(pair.Send(pair.A, stream, length, i, reliability), Is.EqualTo(SendStatus.Accepted));
                pair.RunFor(TimeSpan.FromMilliseconds(pair.Random.Next(10)));
            }

            pair.RunFor(TimeSpan.FromSeconds(60));
            Assert.That(pair.Z.Messages.Count(m => m.Stream == 9), Is.EqualTo(reliable), "Seed " + seed);
            Assert.That(pair.Z.Association.Receiver.HeldBytes, Is.Zero, "Seed " + seed);
            Assert.That(pair.A.Association.BufferedAmount, Is.Zero, "Seed " + seed);
            Assert.That(pair.Z.Messages, Has.Count.LessThanOrEqualTo(300), "Seed " + seed);
            pair.AssertNoLeaks();
        }
    }
}
