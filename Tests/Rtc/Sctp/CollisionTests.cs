using System;
using System.Buffers.Binary;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc.Sctp;

namespace P2PNet.Tests.Rtc.Sctp
{
    /// <summary>The rows of RFC 9260 §5.2.4's table 12, against a peer played by hand that changes its tags as the RFC allows.</summary>
    internal sealed class CollisionTests
    {
        private const uint FirstTag = 0x11111111;
        private const uint SecondTag = 0x22222222;

        // A -> INIT; A <- INIT ACK [tag 1]; A -> COOKIE ECHO; A <- INIT [tag 2]; A -> INIT ACK; A <- COOKIE ECHO
        [Test]
        public void RowBThePeerChoseAnotherTagAndTheNewOneCounts()
        {
            SctpPair pair = CookieEchoed();
            pair.A.Association.HandleDatagram(pair.Now, default, Init(ChunkType.Init, SecondTag, 0));
            pair.Flush();
            byte[] echo = EchoOf(pair.A.Sent.Last(), Tag(pair.A));
            Assert.That(BinaryPrimitives.ReadUInt32BigEndian(pair.A.Sent.Last().AsSpan(4)), Is.EqualTo(SecondTag));
            Assert.That(pair.A.Association.State, Is.EqualTo(SctpState.CookieEchoed), "An INIT changes nothing.");

            pair.A.Association.HandleDatagram(pair.Now, default, echo);
            pair.Flush();
            Assert.That(pair.A.Association.State, Is.EqualTo(SctpState.Established));
            Assert.That(pair.A.Association.PeerTag, Is.EqualTo(SecondTag));
            Assert.That(PacketEditor.Types(pair.A.Sent.Last())[0], Is.EqualTo(ChunkType.CookieAck));
            pair.AssertNoLeaks();
        }

        [Test]
        public void RowDTheCookieOfTheSamePeerEndsTheHandshake()
        {
            SctpPair pair = CookieEchoed();
            pair.A.Association.HandleDatagram(pair.Now, default, Init(ChunkType.Init, FirstTag, 0));
            pair.Flush();
            byte[] echo = EchoOf(pair.A.Sent.Last(), Tag(pair.A));
            for (int i = 0; i < 2; i++)
            {
                pair.A.Association.HandleDatagram(pair.Now, default, (byte[])echo.Clone());
                pair.Flush();
                Assert.That(pair.A.Association.State, Is.EqualTo(SctpState.Established));
                Assert.That(PacketEditor.Types(pair.A.Sent.Last())[0], Is.EqualTo(ChunkType.CookieAck), "Also when it comes again.");
            }

            Assert.That(pair.A.Events, Has.Count.EqualTo(1));
            pair.AssertNoLeaks();
        }

        [Test]
        public void RowAAPeerThatStartedOverEndsTheAssociation()
        {
            SctpPair pair = CookieEchoed();
            pair.A.Association.HandleDatagram(pair.Now, default, PacketWith(Tag(pair.A), 11, 0, 0, 4));
            Assert.That(pair.A.Association.State, Is.EqualTo(SctpState.Established));
            pair.A.Association.HandleDatagram(pair.Now, default, Init(ChunkType.Init, SecondTag, 0));
            pair.Flush();
            Assert.That(InitChunk.TryParse(pair.A.Sent.Last().AsSpan(12), out InitChunk answer), Is.True);
            Assert.That(answer.InitiateTag, Is.Not.EqualTo(Tag(pair.A)), "RFC 9260 §5.2.2: a new tag.");
            pair.A.Association.HandleDatagram(pair.Now, default, EchoOf(pair.A.Sent.Last(), answer.InitiateTag));
            pair.Flush();
            Assert.That(pair.A.Failure, Does.Contain("started over"));
            pair.AssertNoLeaks();
        }

        [Test]
        public void AForgedCookieIsDropped()
        {
            SctpPair pair = CookieEchoed();
            pair.A.Association.HandleDatagram(pair.Now, default, Init(ChunkType.Init, SecondTag, 0));
            pair.Flush();
            byte[] echo = EchoOf(pair.A.Sent.Last(), Tag(pair.A));
            echo[17] ^= 1;
            pair.A.Association.HandleDatagram(pair.Now, default, PacketEditor.Fix(echo));
            Assert.That(pair.A.Association.State, Is.EqualTo(SctpState.CookieEchoed));
            Assert.That(pair.A.Association.Counters.DroppedBadCookies, Is.EqualTo(1));
            pair.AssertNoLeaks();
        }

        [Test]
        public void UnknownParametersOfAnInitComeBackInTheAnswer()
        {
            var pair = new SctpPair();
            byte[] unknown = { 0xC2, 0x34, 0, 6, 7, 7, 0, 0 };
            pair.A.Association.HandleDatagram(pair.Now, default, Init(ChunkType.Init, FirstTag, 0, unknown));
            pair.Flush();
            byte[] answer = pair.A.Sent.Single();
            Assert.That(answer.AsSpan().IndexOf(new byte[] { 0, 8, 0, 10, 0xC2, 0x34, 0, 6, 7, 7, 0, 0 }), Is.GreaterThan(0));
            pair.AssertNoLeaks();
        }

        [Test]
        public void AnInitThatNoAssociationCanBeMadeOfIsRefused()
        {
            var pair = new SctpPair();
            byte[] init = Init(ChunkType.Init, FirstTag, 0);
            init[12 + 12] = 0;
            init[12 + 13] = 0;
            pair.A.Association.HandleDatagram(pair.Now, default, PacketEditor.Fix(init));
            pair.Flush();
            Assert.That(PacketEditor.Types(pair.A.Sent.Single())[0], Is.EqualTo(ChunkType.Abort));
            Assert.That(pair.A.Association.State, Is.EqualTo(SctpState.Closed));
            Assert.That(pair.A.Failure, Is.Null, "Nothing of ours ended.");
            pair.AssertNoLeaks();
        }

        /// <summary>A has sent its INIT, got an INIT ACK under the first tag, and sent its COOKIE ECHO.</summary>
        private static SctpPair CookieEchoed()
        {
            var pair = new SctpPair { Drop = (_, _) => true };
            pair.A.Association.Connect(pair.Now);
            pair.Flush();
            pair.A.Association.HandleDatagram(pair.Now, default, Init(ChunkType.InitAck, FirstTag, Tag(pair.A), 0, 7, 0, 8, 1, 2, 3, 4));
            pair.Flush();
            Assert.That(pair.A.Association.State, Is.EqualTo(SctpState.CookieEchoed));
            return pair;
        }

        private static uint Tag(SctpEnd end) => BinaryPrimitives.ReadUInt32BigEndian(end.Sent[0].AsSpan(16));

        private static byte[] Init(ChunkType type, uint tag, uint verificationTag, params byte[] parameters)
        {
            var chunk = new byte[InitChunk.FixedLength + parameters.Length];
            new InitChunk(type, tag, 100_000, 10, 10, new Tsn(1), parameters).Write(chunk);
            return PacketWith(verificationTag, chunk);
        }

        private static byte[] PacketWith(uint verificationTag, params byte[] chunk)
        {
            var pattern = new byte[8];
            BinaryPrimitives.WriteUInt16BigEndian(pattern, 5000);
            BinaryPrimitives.WriteUInt16BigEndian(pattern.AsSpan(2), 5000);
            BinaryPrimitives.WriteUInt32BigEndian(pattern.AsSpan(4), verificationTag);
            return PacketEditor.With(pattern, chunk);
        }

        private static byte[] EchoOf(byte[] initAck, uint verificationTag)
        {
            InitParameters parameters = InitParameters.Read(initAck.AsSpan(12 + InitChunk.FixedLength), default, out _);
            var chunk = new byte[ChunkHeader.Length + parameters.StateCookie.Length];
            ChunkHeader.WriteOpaque(chunk, ChunkType.CookieEcho, parameters.StateCookie);
            return PacketWith(verificationTag, chunk);
        }
    }
}
