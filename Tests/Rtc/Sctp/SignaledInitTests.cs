using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Sctp;

namespace P2PNet.Tests.Rtc.Sctp
{
    /// <summary>INIT chunks that signaling carried (draft-hancke-tsvwg-snap-01), against each way in which they can be of no use.</summary>
    internal sealed class SignaledInitTests
    {
        // The example of the draft's §3.1: a peer of 65535 streams with partial reliability and stream reset.
        private static readonly byte[] Example = Convert.FromBase64String("AQAAHols3R0AUAAA/////+B5ZR3AAAAEgAgABoLA");

        [Test]
        public void ReadsTheDraftsExample()
        {
            Assert.That(SignaledInit.TryParse(Example, out InitChunk init, out InitParameters parameters), Is.True);
            Assert.That((init.InitiateTag, init.AdvertisedWindow, init.InitialTsn.Value), Is.EqualTo((0x896cdd1du, 0x00500000u, 0xe079651du)));
            Assert.That((init.OutboundStreams, init.InboundStreams), Is.EqualTo(((ushort)65535, (ushort)65535)));
            Assert.That((parameters.SupportsForwardTsn, parameters.SupportsReConfig), Is.EqualTo((true, true)));
        }

        // Nothing crosses: both stand within the call.
        [Test]
        public void BothStandAtOnceAndTheFirstPacketIsData()
        {
            var pair = new SctpPair();
            Snap(pair);
            pair.Flush();
            Assert.That((pair.A.IsConnected, pair.Z.IsConnected), Is.EqualTo((true, true)));
            pair.Send(pair.A, 1, 100);
            pair.Send(pair.Z, 2, 100);
            pair.RunUntil(() => pair.A.Messages.Count == 1 && pair.Z.Messages.Count == 1, pair.Delay);
            Assert.That(pair.A.Sent.Concat(pair.Z.Sent).SelectMany(PacketEditor.Types), Is.All.EqualTo(ChunkType.Data).Or.EqualTo(ChunkType.Sack));
            pair.AssertNoLeaks();
        }

        [Test]
        public void PartialReliabilityAndStreamResetAreAgreedOn()
        {
            var pair = new SctpPair();
            Snap(pair);
            pair.Flush();
            bool isLost = false;
            pair.Drop = (from, packet) => !isLost && from == pair.A && (isLost = PacketEditor.Types(packet).Contains(ChunkType.Data));
            pair.Send(pair.A, 3, 100, reliability: Reliability.Retransmits(0, unordered: true));
            pair.Send(pair.A, 3, 200);
            pair.RunUntil(() => pair.Z.Messages.Count == 1, TimeSpan.FromSeconds(2));
            pair.A.Association.ResetStreams(pair.Now, new[] { new StreamId(3) });
            pair.RunUntil(() => pair.Z.Events.Exists(e => e.Kind == SctpEventKind.IncomingStreamReset), TimeSpan.FromSeconds(2));
            Assert.That(pair.A.Sent.SelectMany(PacketEditor.Types), Has.Member(ChunkType.ForwardTsn).And.Member(ChunkType.ReConfig));
            pair.AssertNoLeaks();
        }

        [Test]
        public void TheInitIsTheOneThatTheHandshakeSends()
        {
            var pair = new SctpPair();
            byte[] signaled = InitOf(pair.A);
            pair.A.Association.Connect(pair.Now);
            pair.Flush();
            Assert.That(pair.A.Sent.Single().AsSpan(12).ToArray(), Is.EqualTo(signaled));
            Assert.That(InitOf(pair.A), Is.EqualTo(signaled), "And it stays so.");
            pair.AssertNoLeaks();
        }

        [Test]
        public void WithoutAUsableOneTheHandshakeRuns()
        {
            byte[] noTag = (byte[])Example.Clone();
            noTag.AsSpan(4, 4).Clear();
            byte[] noStreams = (byte[])Example.Clone();
            noStreams.AsSpan(12, 2).Clear();
            byte[] ack = (byte[])Example.Clone();
            ack[0] = (byte)ChunkType.InitAck;
            byte[] longer = Example.Concat(new byte[8]).ToArray();
            foreach (byte[] useless in new[] { Array.Empty<byte>(), noTag, noStreams, ack, longer, Example.AsSpan(0, 29).ToArray() })
            {
                var pair = new SctpPair();
                pair.A.Association.Connect(pair.Now, useless);
                Assert.That(pair.A.Association.State, Is.EqualTo(SctpState.CookieWait), BitConverter.ToString(useless));
                pair.RunUntil(() => pair.A.IsConnected && pair.Z.IsConnected, TimeSpan.FromSeconds(1));
                pair.AssertNoLeaks();
            }
        }

        [Test]
        public void OurOwnComingBackIsNoPeers()
        {
            var pair = new SctpPair();
            pair.A.Association.Connect(pair.Now, InitOf(pair.A));
            Assert.That(pair.A.Association.State, Is.EqualTo(SctpState.CookieWait));
            pair.AssertNoLeaks();
        }

        // Z has A's INIT from the offer and stands; what Z answered was cut out, so A takes the long way.
        // A -> INIT -> Z      A <- INIT ACK <- Z      A -> COOKIE ECHO -> Z      A <- COOKIE ACK <- Z
        [Test]
        public void APeerThatDoesNotKnowThatItIsDoneStillConnects([Values(0, 1, 2, 3)] int lost)
        {
            var pair = new SctpPair();
            pair.Z.Association.Connect(pair.Now, InitOf(pair.A));
            pair.Send(pair.Z, 1, 500);
            pair.Flush();
            Assert.That(pair.Z.IsConnected, Is.True);
            int count = 0;
            pair.Drop = (_, packet) => !PacketEditor.Types(packet).Contains(ChunkType.Data) && count++ < lost;
            pair.A.Association.Connect(pair.Now);
            pair.Send(pair.A, 2, 500);
            pair.RunUntil(() => pair.A.Messages.Count == 1 && pair.Z.Messages.Count == 1, TimeSpan.FromSeconds(20));
            Assert.That((pair.A.Failure, pair.Z.Failure), Is.EqualTo(((string?)null, (string?)null)));
            Assert.That(pair.Z.Events.Count(e => e.Kind == SctpEventKind.Connected), Is.EqualTo(1));
            pair.AssertNoLeaks();
        }

        [Test]
        public void AnotherAssociationsInitStillStartsOver()
        {
            var pair = new SctpPair();
            Snap(pair);
            pair.Flush();
            var stranger = new SctpPair(seed: 2);
            stranger.A.Association.Connect(stranger.Now);
            stranger.Flush();
            pair.Z.Association.HandleDatagram(pair.Now, default, stranger.A.Sent[0]);
            pair.Flush();
            Assert.That(InitChunk.TryParse(pair.Z.Sent.Last().AsSpan(12), out InitChunk answer), Is.True);
            Assert.That(SignaledInit.TryParse(InitOf(pair.Z), out InitChunk own, out _), Is.True);
            Assert.That(answer.InitiateTag, Is.Not.EqualTo(own.InitiateTag), "RFC 9260 §5.2.2: a new tag.");
            pair.AssertNoLeaks();
            stranger.AssertNoLeaks();
        }

        // A -> DATA (lost) ... A -> DATA -> Z after three round trips, not after the second that an unknown path gets.
        [TestCase(20, 200)]
        [TestCase(100, 300)]
        [TestCase(0, 1000)]
        public void TheFirstTimeOutFollowsWhatIceMeasured(int roundTrip, int expected)
        {
            var pair = new SctpPair { Drop = (_, _) => true };
            pair.A.Association.SetRoundTripTime(TimeSpan.FromMilliseconds(roundTrip));
            pair.A.Association.Connect(pair.Now, InitOf(pair.Z));
            pair.Send(pair.A, 1, 10);
            pair.RunFor(TimeSpan.FromMilliseconds(expected - 1));
            Assert.That(pair.A.Sent, Has.Count.EqualTo(1));
            pair.RunFor(TimeSpan.FromMilliseconds(2));
            Assert.That(pair.A.Sent, Has.Count.EqualTo(2));
            pair.AssertNoLeaks();
        }

        [Test]
        public void AnyBytesAreTakenOrPassedOver([Values(1, 2)] int seed)
        {
            var random = new SeededRandom((ulong)seed);
            for (int length = 0; length <= Example.Length; length++)
                Assert.That(SignaledInit.IsUsable(Example.AsSpan(0, length)), Is.EqualTo(length == Example.Length), length + " bytes");
            for (int i = 0; i < 5000; i++)
            {
                byte[] bytes = (byte[])Example.Clone();
                if (random.Next(2) == 0) random.Fill(bytes);
                else bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                using var association = new SctpAssociation(new SctpOptions(), random, new BufferPool());
                association.Connect(Timestamp.Zero, bytes);
                Assert.That(association.State, Is.EqualTo(SignaledInit.IsUsable(bytes) ? SctpState.Established : SctpState.CookieWait), "seed " + seed + ", round " + i);
            }
        }

        private static void Snap(SctpPair pair)
        {
            pair.A.Association.Connect(pair.Now, InitOf(pair.Z));
            pair.Z.Association.Connect(pair.Now, InitOf(pair.A));
        }

        private static byte[] InitOf(SctpEnd end)
        {
            var init = new byte[SignaledInit.MaxWrittenLength];
            return init.AsSpan(0, end.Association.WriteInit(init)).ToArray();
        }
    }
}
