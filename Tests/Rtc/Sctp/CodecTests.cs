using System;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Sctp;

namespace P2PNet.Tests.Rtc.Sctp
{
    internal sealed class CodecTests
    {
        [Test]
        public void Crc32CIsTheCastagnoliChecksum()
        {
            byte[] digits = System.Text.Encoding.ASCII.GetBytes("123456789");
            Assert.That(Crc32C.Compute(digits), Is.EqualTo(0xE3069283u));
            // RFC 3720 §B.4: 32 zeros, 32 ones, 0 to 31.
            Assert.That(Crc32C.Compute(new byte[32]), Is.EqualTo(0x8A9136AAu));
            var bytes = new byte[32];
            Array.Fill(bytes, (byte)0xFF);
            Assert.That(Crc32C.Compute(bytes), Is.EqualTo(0x62A8AB43u));
            for (int i = 0; i < 32; i++) bytes[i] = (byte)i;
            Assert.That(Crc32C.Compute(bytes), Is.EqualTo(0x46DD794Eu));
        }

        [Test]
        public void TheTableAndTheProcessorAgree()
        {
            var random = new SeededRandom(3);
            for (int length = 0; length < 200; length++)
            {
                var bytes = new byte[length];
                random.Fill(bytes);
                Assert.That(~Crc32C.AppendByTable(uint.MaxValue, bytes), Is.EqualTo(Crc32C.Compute(bytes)));
            }
        }

        // The example of RFC 9260 §3.3.4: 10 to 12, 14, 15 and 17 arrived.
        [Test]
        public void SackMatchesTheExampleOfTheRfc()
        {
            byte[] expected = { 3, 0, 0, 24, 0, 0, 0, 12, 0, 0, 0x12, 0x34, 0, 2, 0, 0, 0, 2, 0, 3, 0, 5, 0, 5 };
            var tracker = new TsnTracker();
            tracker.Start(new Tsn(10));
            foreach (uint tsn in new uint[] { 10, 11, 12, 14, 15, 17 }) tracker.Add(new Tsn(tsn));
            var chunk = new byte[64];
            int length = SackChunk.Write(chunk, tracker.Cumulative, 4660, tracker.Ranges, tracker.Duplicates);
            Assert.That(chunk.AsSpan(0, length).ToArray(), Is.EqualTo(expected));

            Assert.That(SackChunk.TryParse(expected, out SackChunk sack), Is.True);
            Assert.That(sack.CumulativeTsnAck, Is.EqualTo(new Tsn(12)));
            Assert.That(sack.AdvertisedWindow, Is.EqualTo(4660u));
            Assert.That(sack.GapBlock(1).First, Is.EqualTo(new Tsn(17)));
        }

        [Test]
        public void DataHasTheFormOfTheRfc()
        {
            byte[] expected = { 0, 7, 0, 19, 0, 0, 0, 1, 0, 2, 0, 3, 0, 0, 0, 53, 0xAA, 0xBB, 0xCC };
            var data = new DataChunk(7, new Tsn(1), new StreamId(2), new Ssn(3), Ppid.Binary, new byte[] { 0xAA, 0xBB, 0xCC });
            var chunk = new byte[32];
            Assert.That(data.Write(chunk), Is.EqualTo(19));
            Assert.That(chunk.AsSpan(0, 19).ToArray(), Is.EqualTo(expected));
            Assert.That(DataChunk.TryParse(expected, out DataChunk parsed), Is.True);
            Assert.That(parsed.IsBegin && parsed.IsEnd && parsed.IsUnordered && !parsed.IsImmediate, Is.True);
            Assert.That(parsed.Ssn, Is.EqualTo(new Ssn(3)));
            Assert.That(parsed.Payload.Length, Is.EqualTo(3));
        }

        [Test]
        public void ForwardTsnHasTheFormOfTheRfc()
        {
            byte[] expected = { 192, 0, 0, 12, 0, 0, 0, 103, 0, 5, 0, 9 };
            var chunk = new byte[16];
            int length = ForwardTsnChunk.Write(chunk, new Tsn(103), new[] { new SkippedStream(new StreamId(5), new Ssn(9)) });
            Assert.That(chunk.AsSpan(0, length).ToArray(), Is.EqualTo(expected));
            Assert.That(ForwardTsnChunk.TryParse(expected, out ForwardTsnChunk parsed), Is.True);
            Assert.That(parsed.SkippedCount, Is.EqualTo(1));
            Assert.That(parsed.Skipped(0).Ssn, Is.EqualTo(new Ssn(9)));
        }

        [Test]
        public void OutgoingResetRequestHasTheFormOfTheRfc()
        {
            byte[] expected = { 130, 0, 0, 22, 0, 13, 0, 18, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 4 };
            var chunk = new byte[32];
            int length = OutgoingSsnResetRequest.WriteChunk(chunk, 1, 2, new Tsn(3), new[] { new StreamId(4) });
            Assert.That(chunk.AsSpan(0, length).ToArray(), Is.EqualTo(expected));
            ReadOnlySpan<byte> rest = expected.AsSpan(4);
            Assert.That(Parameter.TryRead(ref rest, out Parameter parameter), Is.True);
            Assert.That(OutgoingSsnResetRequest.TryParse(parameter, out OutgoingSsnResetRequest parsed), Is.True);
            Assert.That(parsed.LastAssignedTsn, Is.EqualTo(new Tsn(3)));
            Assert.That(parsed.StreamCount, Is.EqualTo(1));
            Assert.That(parsed.Stream(0), Is.EqualTo(new StreamId(4)));
        }

        [Test]
        public void ReconfigurationResponseHasTheFormOfTheRfc()
        {
            byte[] expected = { 130, 0, 0, 16, 0, 16, 0, 12, 0, 0, 0, 7, 0, 0, 0, 6 };
            var chunk = new byte[32];
            int length = ReconfigurationResponse.WriteChunk(chunk, new[] { new ReconfigurationResponse(7, ReconfigurationResult.InProgress) });
            Assert.That(chunk.AsSpan(0, length).ToArray(), Is.EqualTo(expected));
            ReadOnlySpan<byte> rest = expected.AsSpan(4);
            Assert.That(Parameter.TryRead(ref rest, out Parameter parameter), Is.True);
            Assert.That(ReconfigurationResponse.TryParse(parameter, out ReconfigurationResponse parsed), Is.True);
            Assert.That(parsed.Result, Is.EqualTo(ReconfigurationResult.InProgress));
        }

        [Test]
        public void InitOffersForwardTsnAndReConfigAndNothingElse()
        {
            var pair = new SctpPair();
            pair.A.Association.Connect(pair.Now);
            pair.Flush();
            byte[] packet = pair.A.Sent[0];
            Assert.That(packet, Has.Length.EqualTo(12 + 20 + 4 + 8));
            Assert.That(packet.AsSpan(4, 4).ToArray(), Is.EqualTo(new byte[4]), "The tag of an INIT is 0.");
            Assert.That(packet.AsSpan(32).ToArray(), Is.EqualTo(new byte[] { 0x80, 8, 0, 6, 130, 192, 0, 0, 0xC0, 0, 0, 4 }));
            Assert.That(InitChunk.TryParse(packet.AsSpan(12), out InitChunk init), Is.True);
            Assert.That(init.AdvertisedWindow, Is.EqualTo(1024u * 1024));
            pair.AssertNoLeaks();
        }

        // RFC 9260 §3.2.1: 0x1234 stops, 0x4234 stops with a report, 0x8234 is skipped, 0xC234 is skipped with a report.
        [TestCase(0x12, false, false)]
        [TestCase(0x42, true, false)]
        [TestCase(0x82, false, true)]
        [TestCase(0xC2, true, true)]
        public void UnknownParametersAreTreatedByTheirHighBits(int high, bool reported, bool goesOn)
        {
            byte[] parameters = { (byte)high, 0x34, 0, 5, 9, 0, 0, 0, 0xC0, 0, 0, 4 };
            var report = new byte[64];
            InitParameters read = InitParameters.Read(parameters, report, out int length);
            Assert.That(length, Is.EqualTo(reported ? 8 : 0));
            Assert.That(read.SupportsForwardTsn, Is.EqualTo(goesOn));
        }

        [Test]
        public void ACookieComesBackAsItLeftAndOnlyWithItsNumber()
        {
            var cookie = new StateCookie
            {
                LocalTag = 1,
                PeerTag = 2,
                PeerInitialTsn = new Tsn(3),
                PeerWindow = 4,
                PeerOutboundStreams = 5,
                PeerInboundStreams = 6,
                SupportsForwardTsn = true,
                LocalTieTag = 7,
                PeerTieTag = 8,
            };
            var bytes = new byte[StateCookie.Length];
            cookie.Write(bytes, 99);
            Assert.That(StateCookie.TryParse(bytes, 99, out StateCookie parsed), Is.True);
            Assert.That(parsed, Is.EqualTo(cookie));
            Assert.That(StateCookie.TryParse(bytes, 98, out _), Is.False);
            for (int length = 0; length < bytes.Length; length++) Assert.That(StateCookie.TryParse(bytes.AsSpan(0, length), 99, out _), Is.False);
        }

        [Test]
        public void TheTrackerAgreesWithASetWhateverTheOrder()
        {
            var random = new SeededRandom(11);
            for (int round = 0; round < 200; round++)
            {
                var tracker = new TsnTracker();
                var start = new Tsn(uint.MaxValue - 20);
                tracker.Start(start);
                var seen = new bool[64];
                for (int i = 0; i < 80; i++)
                {
                    int offset = random.Next(64);
                    Tsn tsn = start + offset;
                    Assert.That(tracker.Contains(tsn), Is.EqualTo(seen[offset]));
                    if (!seen[offset]) tracker.Add(tsn);
                    seen[offset] = true;
                }

                int cumulative = Array.IndexOf(seen, false);
                Assert.That(tracker.Cumulative, Is.EqualTo(start + (cumulative < 0 ? 63 : cumulative - 1)));
                foreach (TsnRange range in tracker.Ranges)
                {
                    Assert.That(seen[range.First - start - 1], Is.False);
                    for (Tsn tsn = range.First; tsn <= range.Last; tsn = tsn.Next) Assert.That(seen[tsn - start], Is.True);
                    Assert.That(range.Last - start == 63 || !seen[range.Last - start + 1], Is.True);
                }
            }
        }
    }
}
