using System;
using System.Collections.Generic;
using NUnit.Framework;
using P2PNet.Rtc.Dtls;

namespace P2PNet.Tests.Rtc.Dtls
{
    /// <summary>Hellos of other implementations, and cookies.</summary>
    public sealed class HelloTests
    {
        private static readonly HandshakeType[] ServerFlight =
        {
            HandshakeType.ServerHello, HandshakeType.Certificate, HandshakeType.ServerKeyExchange, HandshakeType.CertificateRequest, HandshakeType.ServerHelloDone,
        };

        // Permuted extensions, GREASE, post-quantum key shares: a ClientHello of 1.9 KB that comes in fragments.
        [Test]
        public void ServerAnswersABrowsersHello([Range(1, 20)] int seed)
        {
            var random = new SeededRandom((ulong)seed);
            byte[] hello = BrowserHello(random);
            Assert.That(hello.Length, Is.GreaterThan(1500));
            var pair = new DtlsPair();
            pair.Server.Endpoint.Start(pair.Now);
            var fragments = new List<byte[]>();
            for (int offset = 0; offset < hello.Length; offset += 700)
                fragments.Add(Datagrams.Fragment(HandshakeType.ClientHello, hello.Length, 0, offset, hello.AsSpan(offset, Math.Min(700, hello.Length - offset)).ToArray()));
            while (fragments.Count > 0)
            {
                int next = random.Next(fragments.Count);
                pair.Inject(pair.Server, fragments[next]);
                fragments.RemoveAt(next);
            }

            Assert.That(pair.Packets, Has.Count.EqualTo(1), "seed " + seed);
            var types = new List<HandshakeType>();
            foreach ((_, byte[] body) in Datagrams.Split(pair.Packets[0].Bytes)) types.Add((HandshakeType)body[0]);
            Assert.That(types, Is.EqualTo(ServerFlight));
        }

        // ClientHello -> / <- HelloVerifyRequest / ClientHello (cookie 1) -> / <- HelloVerifyRequest / …
        [Test]
        public void ClientAnswersSeveralHelloVerifyRequests([Values] bool serverCountsThem)
        {
            var pair = new DtlsPair { Path = packet => packet.Copies = 0 };
            pair.Start();
            for (int i = 1; i <= 8; i++)
            {
                byte[] cookie = { (byte)i, 0xC0, 0x0C };
                byte[] request = Datagrams.Message(HandshakeType.HelloVerifyRequest, (ushort)(serverCountsThem ? i - 1 : 0), new byte[] { 0xFE, 0xFF, 3, cookie[0], cookie[1], cookie[2] });
                pair.Inject(pair.Client, request);
                pair.Inject(pair.Client, request);
                Assert.That(pair.Sent, Is.EqualTo(1 + i), "once for each cookie");
                byte[] hello = pair.Packets[i].Bytes;
                int sequence = hello[RecordHeader.Size + 5];
                Assert.That(sequence, Is.EqualTo(i));
                Assert.That(ClientHello.TryParse(hello.AsSpan(RecordHeader.Size + HandshakeHeader.Size), out ClientHello parsed), Is.True);
                Assert.That(parsed.Cookie.ToArray(), Is.EqualTo(cookie));
                Assert.That(parsed.Random.SequenceEqual(pair.Packets[0].Bytes.AsSpan(RecordHeader.Size + HandshakeHeader.Size + 2, 32)), Is.True, "the same random");
            }

            Assert.That(pair.Client.Counters.HelloVerifyRequestsAnswered, Is.EqualTo(8));
            pair.Inject(pair.Client, Datagrams.Message(HandshakeType.HelloVerifyRequest, (ushort)(serverCountsThem ? 8 : 0), new byte[] { 0xFE, 0xFF, 1, 99 }));
            Assert.That(pair.Client.FailureReason, Does.Contain("cookie"));
        }

        private static byte[] BrowserHello(SeededRandom random)
        {
            var extensions = new List<byte[]>
            {
                Extension(0x0017, Array.Empty<byte>()),
                Extension(0xFF01, new byte[] { 0 }),
                Extension(0x000A, new byte[] { 0, 10, 0x5A, 0x5A, 0x11, 0xEC, 0, 29, 0, 23, 0, 24 }),
                Extension(0x000B, new byte[] { 1, 0 }),
                Extension(0x0023, Array.Empty<byte>()),
                Extension(0x000D, new byte[] { 0, 18, 4, 3, 8, 4, 4, 1, 5, 3, 8, 5, 5, 1, 8, 6, 6, 1, 2, 1 }),
                Extension(0x000E, new byte[] { 0, 6, 0, 7, 0, 8, 0, 1, 0 }), // use_srtp
                Extension(0x0033, new byte[1300]), // key_share with ML-KEM
                Extension(0x002B, new byte[] { 4, 0xFE, 0xFC, 0xFE, 0xFD }), // supported_versions
                Extension(0x002D, new byte[] { 1, 1 }),
                Extension(0xFAFA, new byte[1]), // GREASE
                Extension(0x0015, new byte[200]), // padding
            };
            for (int i = extensions.Count - 1; i > 0; i--)
            {
                int j = random.Next(i + 1);
                (extensions[i], extensions[j]) = (extensions[j], extensions[i]);
            }

            var hello = new List<byte> { 0xFE, 0xFD };
            byte[] bytes = new byte[32];
            random.Fill(bytes);
            hello.AddRange(bytes);
            hello.Add(0);
            hello.Add(0);
            hello.AddRange(new byte[] { 0, 14, 0x2A, 0x2A, 0x13, 0x01, 0xCC, 0xA9, 0xC0, 0x2B, 0xC0, 0x2F, 0xC0, 0x0A, 0x00, 0x9C });
            hello.AddRange(new byte[] { 1, 0 });
            int length = 0;
            foreach (byte[] extension in extensions) length += extension.Length;
            hello.Add((byte)(length >> 8));
            hello.Add((byte)length);
            foreach (byte[] extension in extensions) hello.AddRange(extension);
            return hello.ToArray();
        }

        private static byte[] Extension(int type, byte[] content)
        {
            byte[] extension = new byte[4 + content.Length];
            extension[0] = (byte)(type >> 8);
            extension[1] = (byte)type;
            extension[2] = (byte)(content.Length >> 8);
            extension[3] = (byte)content.Length;
            content.CopyTo(extension, 4);
            return extension;
        }
    }
}
