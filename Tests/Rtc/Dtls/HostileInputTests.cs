using System;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Dtls;

namespace P2PNet.Tests.Rtc.Dtls
{
    /// <summary>Any bytes at any moment: no exception, no connection that was not proved, and every drop is counted.</summary>
    public sealed class HostileInputTests
    {
        private const int DatagramsOfAHandshake = 4;

        // The bytes come instead of the true datagram, which follows when its sender repeats it.
        [Test]
        public void SurvivesEveryHandshakeDatagramTruncatedOrFlipped([Range(0, DatagramsOfAHandshake - 1)] int index)
        {
            for (ulong seed = 1; seed <= 300; seed++)
            {
                var random = new SeededRandom(seed);
                var pair = new DtlsPair();
                pair.Path = packet =>
                {
                    if (packet.Index == index) packet.Bytes = Mutate(packet.Bytes, random);
                };
                pair.Start();
                bool ended = pair.RunUntil(() => pair.BothConnected || pair.BothEnded, 30_000);
                Assert.That(ended, Is.True, "seed " + seed);
                if (pair.BothConnected) continue;
                Assert.That(pair.Client.FailureReason ?? pair.Server.FailureReason, Is.Not.Empty, "seed " + seed);
            }
        }

        [Test]
        public void CountsWhatItDrops([Values] bool client, [Values(0, 15, 25, 1000)] int milliseconds)
        {
            var random = new SeededRandom(5);
            DtlsPair pair = new DtlsPair().Start();
            pair.RunUntil(() => false, milliseconds);
            DtlsSide side = client ? pair.Client : pair.Server;
            DtlsState before = side.Endpoint.State;
            for (int i = 0; i < 20_000; i++)
            {
                byte[] datagram = new byte[random.Next(200)];
                random.Fill(datagram);
                // Half of them get as far as the body.
                if (i % 2 == 0 && datagram.Length >= RecordHeader.Size) MakeHeader(datagram, random);
                pair.Inject(side, datagram);
            }

            Assert.That(Dropped(side.Counters), Is.GreaterThan(10_000));
            Assert.That(side.Endpoint.State, Is.EqualTo(before));
            Assert.That(side.Received, Is.Empty);
        }

        [Test]
        public void BoundsWhatAForgerCanMakeItKeep()
        {
            var random = new SeededRandom(6);
            var pair = new DtlsPair();
            pair.Server.Endpoint.Start(pair.Now);
            long before = GC.GetTotalMemory(true);
            for (int i = 0; i < 20_000; i++)
            {
                int length = 1 + random.Next(HandshakeReassembler.MaxMessageLength);
                pair.Inject(pair.Server, Datagrams.Fragment((HandshakeType)random.Next(25), length, (ushort)random.Next(20), random.Next(length), new byte[1]));
                pair.Inject(pair.Server, Datagrams.Record(ContentType.Handshake, 1, (ulong)i, new byte[random.Next(300)]));
            }

            Assert.That(GC.GetTotalMemory(true) - before, Is.LessThan(1_000_000));
            Assert.That(pair.Server.Counters.DroppedFutureMessage, Is.GreaterThan(0));
            Assert.That(pair.Server.Counters.DroppedEarlyRecord, Is.GreaterThan(0));
            GC.KeepAlive(pair);
        }

        [Test]
        public void ParsersTakeAnyBytes()
        {
            var pair = new DtlsPair();
            pair.Connect();
            var random = new SeededRandom(7);
            int parsed = 0;
            foreach (DtlsPacket packet in pair.Packets)
            {
                foreach ((RecordHeader header, byte[] body) in Datagrams.Split(packet.Bytes))
                {
                    if (header.Epoch != 0 || header.Type != ContentType.Handshake) continue;
                    byte[] message = body.AsSpan(HandshakeHeader.Size).ToArray();
                    for (int length = 0; length <= message.Length; length++) parsed += ParseAll(message.AsSpan(0, length)) ? 1 : 0;
                    for (int i = 0; i < 2000; i++) parsed += ParseAll(Mutate(message, random)) ? 1 : 0;
                }
            }

            for (int i = 0; i < 5000; i++)
            {
                byte[] junk = new byte[random.Next(120)];
                random.Fill(junk);
                parsed += ParseAll(junk) ? 1 : 0;
            }

            Assert.That(parsed, Is.GreaterThan(1000), "the mutations are near enough to the truth");
        }

        /// <summary>Every message is cut short at every byte and read by the parser that it is for: only the whole one is taken.</summary>
        [Test]
        public void NoTruncatedMessageParses()
        {
            var pair = new DtlsPair();
            pair.Connect();
            int messages = 0;
            foreach (DtlsPacket packet in pair.Packets)
            {
                foreach ((RecordHeader header, byte[] body) in Datagrams.Split(packet.Bytes))
                {
                    if (header.Epoch != 0 || header.Type != ContentType.Handshake) continue;
                    messages++;
                    var type = (HandshakeType)body[0];
                    byte[] message = body.AsSpan(HandshakeHeader.Size).ToArray();
                    Assert.That(Parses(type, message), Is.True, type.ToString());
                    for (int length = 0; length < message.Length; length++)
                    {
                        // A hello may end where its extensions would begin.
                        bool mayEnd = type == HandshakeType.ClientHello ? length == 42 : type == HandshakeType.ServerHello && length == 38;
                        Assert.That(Parses(type, message.AsSpan(0, length)), Is.EqualTo(mayEnd), type + " of " + length);
                    }
                }
            }

            Assert.That(messages, Is.EqualTo(9));
        }

        private static bool Parses(HandshakeType type, ReadOnlySpan<byte> body) => type switch
        {
            HandshakeType.ClientHello => ClientHello.TryParse(body, out _),
            HandshakeType.ServerHello => ServerHello.TryParse(body, out _),
            HandshakeType.Certificate => CertificateMessage.TryParse(body, out _),
            HandshakeType.ServerKeyExchange => ServerKeyExchange.TryParse(body, out _),
            HandshakeType.CertificateRequest => CertificateRequest.TryParse(body, out _),
            HandshakeType.ServerHelloDone => body.Length == 0,
            HandshakeType.ClientKeyExchange => ClientKeyExchange.TryParse(body, out _),
            HandshakeType.CertificateVerify => DigitalSignature.TryParse(body, out _, out _),
            _ => false,
        };

        private static bool ParseAll(ReadOnlySpan<byte> body)
        {
            var reader = new SpanReader(body);
            return ClientHello.TryParse(body, out _)
                | ServerHello.TryParse(body, out _)
                | HelloVerifyRequest.TryParse(body, out _)
                | CertificateMessage.TryParse(body, out _)
                | ServerKeyExchange.TryParse(body, out _)
                | CertificateRequest.TryParse(body, out _)
                | ClientKeyExchange.TryParse(body, out _)
                | DigitalSignature.TryParse(body, out _, out _)
                | Finished.TryParse(body, out _)
                | HelloExtensions.TryParse(body, out _)
                | Alert.TryParse(body, out _)
                | RecordHeader.TryParse(body, out _)
                | HandshakeHeader.TryParse(ref reader, out _);
        }

        private static byte[] Mutate(byte[] bytes, SeededRandom random)
        {
            byte[] mutated = bytes.AsSpan(0, random.Next(3) == 0 ? random.Next(bytes.Length + 1) : bytes.Length).ToArray();
            int flips = random.Next(3);
            for (int i = 0; i < flips && mutated.Length > 0; i++) mutated[random.Next(mutated.Length)] ^= (byte)(1 << random.Next(8));
            return mutated;
        }

        private static void MakeHeader(byte[] datagram, SeededRandom random)
        {
            var writer = new SpanWriter(datagram);
            // Never an alert: a plain one legitimately shortens the handshake.
            ContentType type = random.Next(2) == 0 ? ContentType.Handshake : ContentType.ApplicationData;
            new RecordHeader(type, (ushort)random.Next(3), (ulong)random.Next(1000), datagram.Length - RecordHeader.Size).Write(ref writer);
        }

        private static long Dropped(DtlsCounters c) => c.DroppedInState + c.DroppedMalformedRecord + c.DroppedUnknownEpoch + c.DroppedEarlyRecord + c.DroppedReplay
            + c.DroppedBadRecord + c.DroppedApplicationData + c.DroppedMalformedFragment + c.DroppedMalformedMessage + c.DroppedOldMessage + c.DroppedFutureMessage + c.DroppedAlert;
    }
}
