using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Sctp;

namespace P2PNet.Tests.Rtc.Sctp
{
    internal sealed class EndingTests
    {
        // A -> SHUTDOWN -> Z; A <- SHUTDOWN ACK <- Z; A -> SHUTDOWN COMPLETE -> Z
        [Test]
        public void ShutdownDeliversWhatWasAcceptedAndClosesBothSides()
        {
            SctpPair pair = new SctpPair().Established();
            for (int i = 0; i < 20; i++) pair.Send(pair.A, 0, 5000, i);
            for (int i = 0; i < 20; i++) pair.Send(pair.Z, 0, 5000, i);
            pair.A.Association.Shutdown(pair.Now);
            Assert.That(pair.Send(pair.A, 0, 10), Is.EqualTo(SendStatus.NotOpen));
            pair.RunUntil(() => pair.A.IsClosed && pair.Z.IsClosed, TimeSpan.FromSeconds(5));
            Assert.That(pair.A.Messages, Has.Count.EqualTo(20));
            Assert.That(pair.Z.Messages, Has.Count.EqualTo(20));
            Assert.That(pair.A.Association.State, Is.EqualTo(SctpState.Closed));
            Assert.That(pair.A.Association.NextTimeout, Is.EqualTo(Timestamp.Never));
            pair.AssertNoLeaks();
        }

        [Test]
        public void BothSidesMayShutDownAtOnce()
        {
            SctpPair pair = new SctpPair().Established();
            pair.A.Association.Shutdown(pair.Now);
            pair.Z.Association.Shutdown(pair.Now);
            pair.RunUntil(() => pair.A.IsClosed && pair.Z.IsClosed, TimeSpan.FromSeconds(2));
            pair.AssertNoLeaks();
        }

        [Test]
        public void EveryPairOfLostPacketsOfAShutdownIsRepaired()
        {
            for (int first = 0; first < 5; first++)
            {
                for (int second = first; second < 6; second++)
                {
                    SctpPair pair = new SctpPair().Established();
                    pair.Send(pair.A, 0, 100);
                    int count = 0;
                    int x = first;
                    int y = second;
                    pair.Drop = (_, _) => count++ is int n && (n == x || n == y);
                    pair.A.Association.Shutdown(pair.Now);
                    pair.RunUntil(() => pair.A.IsClosed && pair.Z.IsClosed, TimeSpan.FromSeconds(30));
                    Assert.That(pair.Z.Messages, Has.Count.EqualTo(1));
                    pair.AssertNoLeaks();
                }
            }
        }

        [Test]
        public void AShutdownUnderLossEnds([Range(1, 20)] int seed)
        {
            SctpPair pair = new SctpPair((ulong)seed).Established();
            pair.Loss = 0.2;
            pair.Send(pair.A, 0, 20_000);
            pair.Send(pair.Z, 0, 20_000);
            pair.A.Association.Shutdown(pair.Now);
            pair.RunUntil(() => pair.A.IsClosed && pair.Z.IsClosed, TimeSpan.FromSeconds(120));
            Assert.That(pair.Z.Messages, Has.Count.EqualTo(1));
            Assert.That(pair.A.Messages, Has.Count.EqualTo(1));
            pair.AssertNoLeaks();
        }

        // A -> ABORT -> Z
        [Test]
        public void AnAbortEndsBothSidesAtOnceAndSaysWhy()
        {
            SctpPair pair = new SctpPair().Established();
            pair.Send(pair.A, 0, 200_000 / 4);
            pair.A.Association.Abort(pair.Now, "The player left.");
            pair.RunFor(TimeSpan.FromMilliseconds(20));
            Assert.That(pair.A.Failure, Is.EqualTo("The player left."));
            Assert.That(pair.Z.Failure, Is.EqualTo("The peer ended the connection: The player left."));
            Assert.That(pair.Z.IsEndedByUser, "a link above tells this from a failure");
            Assert.That(pair.Z.Association.State, Is.EqualTo(SctpState.Closed));
            pair.AssertNoLeaks();
        }

        [Test]
        public void APeerThatMissedTheAbortHearsItWhenItSends()
        {
            SctpPair pair = new SctpPair().Established();
            pair.Drop = (from, _) => from == pair.A;
            pair.A.Association.Abort(pair.Now, "Gone.");
            pair.RunFor(TimeSpan.FromSeconds(1));
            pair.Drop = null;
            pair.Send(pair.Z, 0, 10);
            pair.RunFor(TimeSpan.FromSeconds(1));
            Assert.That(pair.Z.Failure, Is.Not.Null);
            pair.AssertNoLeaks();
        }

        [Test]
        public void DisposingReturnsEverythingInEveryState()
        {
            for (int milliseconds = 0; milliseconds < 100; milliseconds += 7)
            {
                var pair = new SctpPair();
                pair.Z.IsReading = false;
                pair.Connect();
                for (int i = 0; i < 30; i++) pair.Send(pair.A, (ushort)i, 3000, i, i % 2 == 0 ? default : Reliability.Retransmits(0, true));
                pair.Loss = 0.3;
                pair.RunFor(TimeSpan.FromMilliseconds(milliseconds));
                pair.AssertNoLeaks();
            }
        }

        // RFC 9260 §3.2: 01 and 11 ask for a report, 10 and 11 for going on.
        [TestCase(0x3F, false)]
        [TestCase(0x7F, true)]
        [TestCase(0xBF, false)]
        [TestCase(0xFF, true)]
        public void UnknownChunksAreTreatedByTheirHighBits(int type, bool reported)
        {
            SctpPair pair = new SctpPair().Established();
            byte[] packet = PacketEditor.With(pair.A.Sent.Last(), (byte)type, 0, 0, 4);
            int before = pair.Z.Sent.Count;
            pair.Z.Association.HandleDatagram(pair.Now, default, packet);
            pair.Flush();
            Assert.That(pair.Z.Association.Counters.DroppedUnknownChunks, Is.EqualTo(1));
            Assert.That(pair.Z.Sent.Skip(before).Any(p => PacketEditor.Has(p, ChunkType.Error)), Is.EqualTo(reported));
            pair.AssertNoLeaks();
        }

        [Test]
        public void AForeignTagIsDropped()
        {
            SctpPair pair = new SctpPair().Established();
            byte[] packet = PacketEditor.With(pair.A.Sent.Last(), 6, 0, 0, 4);
            packet[5] ^= 1;
            pair.Z.Association.HandleDatagram(pair.Now, default, PacketEditor.Fix(packet));
            Assert.That(pair.Z.Association.State, Is.EqualTo(SctpState.Established));
            Assert.That(pair.Z.Association.Counters.DroppedWrongTag, Is.EqualTo(1));
            pair.AssertNoLeaks();
        }
    }
}
