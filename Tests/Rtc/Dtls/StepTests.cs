using System;
using System.Collections.Generic;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.Dtls;

namespace P2PNet.Tests.Rtc.Dtls
{
    /// <summary>Neither side takes a message before its turn, or goes on without one: no certificate, no proof of it and no Finished can be left out.</summary>
    public sealed class StepTests
    {
        private readonly byte[] _datagram = new byte[16 * 1024];
        private readonly DtlsCounters _counters = new DtlsCounters();

        [Test]
        public void EveryMessageButTheAwaitedOneIsDroppedInEveryStep()
        {
            var crypto = new SystemCrypto();
            using ILocalCertificate certificate = crypto.CreateCertificate();
            var client = new Side(DtlsRole.Client, crypto, certificate);
            var server = new Side(DtlsRole.Server, crypto, certificate);
            client.Handshake.Start();
            int taken = 0;
            for (int flight = 0; flight < 4; flight++)
            {
                Side from = flight % 2 == 0 ? client : server;
                Side to = flight % 2 == 0 ? server : client;
                // Each message when its turn comes: Finished can be opened only then.
                foreach (byte[] record in Drain(from))
                {
                    HandshakeMessage message = Open(record, to);
                    DropsEverythingBut(to, message);
                    Assert.That(to.Handshake.Handle(message), Is.EqualTo(HandshakeVerdict.Accepted), message.Type.ToString());
                    taken++;
                }
            }

            Assert.That(client.Handshake.Step, Is.EqualTo(HandshakeStep.Done), "what was dropped left no trace in the transcript");
            Assert.That(server.Handshake.Step, Is.EqualTo(HandshakeStep.Done));
            Assert.That(taken, Is.EqualTo(1 + 5 + 4 + 1));
        }

        private static void DropsEverythingBut(Side side, HandshakeMessage awaited)
        {
            for (int type = 0; type <= byte.MaxValue; type++)
            {
                bool mayComeInstead = (HandshakeType)type == HandshakeType.HelloVerifyRequest && side.Handshake.Step == HandshakeStep.ServerHello;
                // CertificateRequest may be left out, ServerHelloDone then comes instead.
                mayComeInstead |= (HandshakeType)type == HandshakeType.ServerHelloDone && side.Handshake.Step == HandshakeStep.CertificateRequest;
                if ((HandshakeType)type == awaited.Type || mayComeInstead) continue;
                Drops(side, (HandshakeType)type, awaited.Sequence, awaited.Body);
                Drops(side, (HandshakeType)type, awaited.Sequence, default);
                foreach (HandshakeMessage earlier in side.Taken) Drops(side, (HandshakeType)type, awaited.Sequence, earlier.Body);
                Drops(side, (HandshakeType)type, awaited.Sequence, new byte[Finished.Length]);
            }
        }

        private static void Drops(Side side, HandshakeType type, ushort sequence, ReadOnlySpan<byte> body)
        {
            HandshakeStep step = side.Handshake.Step;
            Assert.That(side.Handshake.Handle(new HandshakeMessage(type, sequence, body)), Is.EqualTo(HandshakeVerdict.Dropped), type + " in step " + step);
            Assert.That(side.Handshake.Step, Is.EqualTo(step));
        }

        /// <summary>The handshake records of the flight that a side has ready, each with one message.</summary>
        private List<byte[]> Drain(Side from)
        {
            var records = new List<byte[]>();
            int length = from.Flight.Write(from.Records, _counters, _datagram);
            for (int at = 0; at < length;)
            {
                Assert.That(RecordHeader.TryParse(_datagram.AsSpan(at, length - at), out RecordHeader header), Is.True);
                int total = RecordHeader.Size + header.Length;
                if (header.Type == ContentType.Handshake) records.Add(_datagram.AsSpan(at, total).ToArray());
                at += total;
            }

            return records;
        }

        private static HandshakeMessage Open(byte[] record, Side to)
        {
            Assert.That(RecordHeader.TryParse(record, out RecordHeader header), Is.True);
            Span<byte> body = record.AsSpan(RecordHeader.Size);
            if (header.Epoch == RecordLayer.ProtectedEpoch)
            {
                Assert.That(to.Records.TryOpen(header, body, out int offset, out int count), Is.True);
                body = body.Slice(offset, count);
            }

            var reader = new SpanReader(body);
            Assert.That(HandshakeHeader.TryParse(ref reader, out HandshakeHeader message) && message.IsWhole, Is.True);
            var whole = new HandshakeMessage(message.Type, message.MessageSequence, reader.Rest);
            to.Taken.Add(whole);
            return whole;
        }

        private sealed class Side
        {
            public Side(DtlsRole role, ICryptoProvider crypto, ILocalCertificate certificate)
            {
                var options = new DtlsOptions(role, certificate);
                var random = new SeededRandom((ulong)role + 1);
                Handshake = role == DtlsRole.Client
                    ? new ClientHandshake(options, crypto, random, Records, Flight)
                    : (Handshake)new ServerHandshake(options, crypto, random, Records, Flight);
                Handshake.ExpectedFingerprint = certificate.Fingerprint;
            }

            public List<HandshakeMessage> Taken { get; } = new List<HandshakeMessage>();

            public Flight Flight { get; } = new Flight();

            public RecordLayer Records { get; } = new RecordLayer();

            public Handshake Handshake { get; }
        }
    }
}
