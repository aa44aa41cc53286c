using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Sctp;

namespace P2PNet.Tests.Rtc.Sctp
{
    internal sealed class StreamResetTests
    {
        private static readonly StreamId[] One = { new StreamId(1) };

        // A -> DATA; A -> RE-CONFIG [Outgoing SSN Reset] -> Z; A <- RE-CONFIG [Response: Performed]
        [Test]
        public void AResetWaitsForWhatWasSentAndTheStreamBeginsAnew()
        {
            SctpPair pair = new SctpPair().Established();
            for (int i = 0; i < 3; i++) pair.Send(pair.A, 1, 3000, i);
            pair.A.Association.ResetStreams(pair.Now, One);
            Assert.That(pair.Send(pair.A, 1, 10), Is.EqualTo(SendStatus.NotOpen), "Until it is done.");
            pair.RunFor(TimeSpan.FromSeconds(1));
            Assert.That(pair.Z.Messages, Has.Count.EqualTo(3));
            Assert.That(Count(pair.Z, SctpEventKind.IncomingStreamReset), Is.EqualTo(1));
            Assert.That(Count(pair.A, SctpEventKind.OutgoingStreamReset), Is.EqualTo(1));

            Assert.That(pair.Send(pair.A, 1, 10, 9), Is.EqualTo(SendStatus.Accepted));
            pair.RunFor(TimeSpan.FromSeconds(1));
            Assert.That(pair.Z.Messages, Has.Count.EqualTo(4));
            byte[] last = pair.A.Sent.Last(p => PacketEditor.Has(p, ChunkType.Data));
            Assert.That(last[12 + 11], Is.Zero, "The SSN starts from 0.");
            pair.AssertNoLeaks();
        }

        [Test]
        public void EveryLostPacketOfAResetIsRepaired()
        {
            for (int which = 0; which < 6; which++)
            {
                SctpPair pair = new SctpPair().Established();
                int count = 0;
                int lost = which;
                pair.Send(pair.A, 1, 100);
                pair.Drop = (_, _) => count++ == lost;
                pair.A.Association.ResetStreams(pair.Now, One);
                pair.Z.Association.ResetStreams(pair.Now, One);
                pair.RunFor(TimeSpan.FromSeconds(10));
                foreach (SctpEnd end in new[] { pair.A, pair.Z })
                {
                    Assert.That(Count(end, SctpEventKind.IncomingStreamReset), Is.EqualTo(1), "Lost " + which);
                    Assert.That(Count(end, SctpEventKind.OutgoingStreamReset), Is.EqualTo(1), "Lost " + which);
                }

                pair.AssertNoLeaks();
            }
        }

        [Test]
        public void ManyRoundsOfResetsUnderLossStayInStep([Range(1, 10)] int seed)
        {
            var pair = new SctpPair((ulong)seed) { Loss = 0.1, Duplication = 0.05, Jitter = TimeSpan.FromMilliseconds(10) };
            pair.Connect();
            for (int round = 1; round <= 10; round++)
            {
                int expected = round;
                pair.RunUntil(() => pair.Send(pair.A, 1, 2000, expected) == SendStatus.Accepted, TimeSpan.FromSeconds(30));
                pair.Send(pair.A, 1, 20, expected, Reliability.Retransmits(0, false));
                pair.A.Association.ResetStreams(pair.Now, One);
                pair.RunUntil(() => Count(pair.A, SctpEventKind.OutgoingStreamReset) == expected, TimeSpan.FromSeconds(60));
                Assert.That(Count(pair.Z, SctpEventKind.IncomingStreamReset), Is.EqualTo(expected), "Seed " + seed);
                Assert.That(pair.Z.Messages.Count(m => m.Payload.Length == 2000), Is.EqualTo(expected), "Seed " + seed);
            }

            pair.AssertNoLeaks();
        }

        // A request that names a TSN which has not arrived: "in progress", then performed when it has.
        [Test]
        public void AResetBeforeItsDataIsDeferred()
        {
            SctpPair pair = new SctpPair().Established();
            byte[] pattern = pair.A.Sent.Last();
            uint initial = InitialTsn(pair.A);
            pair.Z.Association.HandleDatagram(pair.Now, default, PacketEditor.With(pattern, Request(initial, initial, 1)));
            pair.RunFor(TimeSpan.FromMilliseconds(1));
            Assert.That(Results(pair.Z), Is.EqualTo(new[] { ReconfigurationResult.InProgress }));
            Assert.That(Count(pair.Z, SctpEventKind.IncomingStreamReset), Is.Zero);

            pair.Send(pair.A, 1, 10);
            pair.RunFor(TimeSpan.FromMilliseconds(50));
            Assert.That(Results(pair.Z), Is.EqualTo(new[] { ReconfigurationResult.InProgress, ReconfigurationResult.Performed }));
            Assert.That(Count(pair.Z, SctpEventKind.IncomingStreamReset), Is.EqualTo(1));
            pair.AssertNoLeaks();
        }

        // Other streams' data is on its way, or lost: some peers that once said "in progress" say so for ever, so no request of ours may bring it about.
        [Test]
        public void AResetDoesNotWaitForTheDataOfOtherStreams()
        {
            SctpPair pair = new SctpPair().Established();
            pair.Send(pair.A, 1, 100);
            pair.RunFor(TimeSpan.FromMilliseconds(100));
            pair.Drop = (from, packet) => from == pair.A && PacketEditor.Has(packet, ChunkType.Data);
            pair.Send(pair.A, 2, 100);
            pair.Flush();
            pair.A.Association.ResetStreams(pair.Now, One);
            pair.RunFor(TimeSpan.FromMilliseconds(100));
            Assert.That(Results(pair.Z), Is.EqualTo(new[] { ReconfigurationResult.Performed }));
            Assert.That(Count(pair.A, SctpEventKind.OutgoingStreamReset), Is.EqualTo(1));
            Assert.That(Count(pair.Z, SctpEventKind.IncomingStreamReset), Is.EqualTo(1));
            pair.AssertNoLeaks();
        }

        [Test]
        public void AStreamThatCarriedNothingSinceItsLastResetIsResetAgain()
        {
            SctpPair pair = new SctpPair().Established();
            for (int round = 1; round <= 3; round++)
            {
                pair.A.Association.ResetStreams(pair.Now, One);
                pair.RunFor(TimeSpan.FromMilliseconds(100));
                Assert.That(Count(pair.A, SctpEventKind.OutgoingStreamReset), Is.EqualTo(round));
                Assert.That(Count(pair.Z, SctpEventKind.IncomingStreamReset), Is.EqualTo(round));
            }

            pair.AssertNoLeaks();
        }

        // Z -> "in progress"; the data comes, the reset is performed; A asks anew under the next number, as some peers do, and means the same reset.
        [Test]
        public void ADeferredResetThatIsAskedForUnderANewNumberIsToldOnce()
        {
            SctpPair pair = new SctpPair().Established();
            byte[] pattern = pair.A.Sent.Last();
            uint initial = InitialTsn(pair.A);
            pair.Z.Association.HandleDatagram(pair.Now, default, PacketEditor.With(pattern, Request(initial, initial, 1)));
            pair.Send(pair.A, 1, 10);
            pair.RunFor(TimeSpan.FromMilliseconds(50));
            pair.Z.Association.HandleDatagram(pair.Now, default, PacketEditor.With(pattern, Request(initial + 1, initial, 1)));
            pair.RunFor(TimeSpan.FromMilliseconds(1));
            Assert.That(Results(pair.Z), Is.EqualTo(new[]
            {
                ReconfigurationResult.InProgress, ReconfigurationResult.Performed, ReconfigurationResult.Performed,
            }));
            Assert.That(Count(pair.Z, SctpEventKind.IncomingStreamReset), Is.EqualTo(1));
            pair.AssertNoLeaks();
        }

        [Test]
        public void ARepeatedRequestGetsTheSameAnswerAndAWrongNumberAnError()
        {
            SctpPair pair = new SctpPair().Established();
            byte[] pattern = pair.A.Sent.Last();
            uint initial = InitialTsn(pair.A);
            foreach (uint number in new[] { initial, initial, initial + 5, initial - 3 })
            {
                pair.Z.Association.HandleDatagram(pair.Now, default, PacketEditor.With(pattern, Request(number, initial - 1, 1)));
                pair.RunFor(TimeSpan.FromMilliseconds(1));
            }

            Assert.That(Results(pair.Z), Is.EqualTo(new[]
            {
                ReconfigurationResult.Performed, ReconfigurationResult.Performed, ReconfigurationResult.BadSequenceNumber, ReconfigurationResult.BadSequenceNumber,
            }));
            Assert.That(Count(pair.Z, SctpEventKind.IncomingStreamReset), Is.EqualTo(1));
            pair.AssertNoLeaks();
        }

        [Test]
        public void OtherRequestsAreDenied()
        {
            SctpPair pair = new SctpPair().Established();
            uint initial = InitialTsn(pair.A);
            byte[] request = { 130, 0, 0, 16, 0, 17, 0, 12, 0, 0, 0, 0, 0, 1, 0, 0 };
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan(8), initial);
            pair.Z.Association.HandleDatagram(pair.Now, default, PacketEditor.With(pair.A.Sent.Last(), request));
            pair.RunFor(TimeSpan.FromMilliseconds(1));
            Assert.That(Results(pair.Z), Is.EqualTo(new[] { ReconfigurationResult.Denied }));
            pair.AssertNoLeaks();
        }

        private static byte[] Request(uint number, uint lastTsn, ushort stream)
        {
            var chunk = new byte[32];
            int length = OutgoingSsnResetRequest.WriteChunk(chunk, number, 0, new Tsn(lastTsn), new[] { new StreamId(stream) });
            return chunk.AsSpan(0, length).ToArray();
        }

        private static uint InitialTsn(SctpEnd end) =>
            InitChunk.TryParse(end.Sent.First(p => PacketEditor.Has(p, ChunkType.Init)).AsSpan(12), out InitChunk init) ? init.InitialTsn.Value : 0;

        private static List<ReconfigurationResult> Results(SctpEnd end)
        {
            var results = new List<ReconfigurationResult>();
            foreach (byte[] packet in end.Sent)
            {
                for (int at = 12; at + 16 <= packet.Length; at += (packet[at + 2] << 8 | packet[at + 3]) + 3 & ~3)
                    if (packet[at] == (byte)ChunkType.ReConfig && packet[at + 5] == 16)
                        results.Add((ReconfigurationResult)packet[at + 15]);
            }

            return results;
        }

        private static int Count(SctpEnd end, SctpEventKind kind) => end.Events.Count(e => e.Kind == kind);
    }
}
