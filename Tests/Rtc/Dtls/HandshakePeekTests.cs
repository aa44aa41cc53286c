using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc.Dtls;

namespace P2PNet.Tests.Rtc.Dtls
{
    public sealed class HandshakePeekTests
    {
        [Test]
        public void ReadsTheSessionIdOfAClientHello([Values(0, 1, 8, 32)] int length)
        {
            byte[] id = Enumerable.Range(1, length).Select(i => (byte)i).ToArray();
            Assert.That(HandshakePeek.TryRead(Hello(id), out HandshakePeek peek), Is.True);
            Assert.That(peek.Type, Is.EqualTo(HandshakeType.ClientHello));
            Assert.That(peek.Receiver, Is.EqualTo(DtlsRole.Server));
            Assert.That(peek.SessionId.ToArray(), Is.EqualTo(id));
        }

        [Test]
        public void TakesNoMoreThanTheFragmentHolds()
        {
            byte[] whole = Hello(new byte[8]);
            for (int length = 0; length < whole.Length; length++)
            {
                bool isRead = HandshakePeek.TryRead(whole.AsSpan(0, length), out HandshakePeek cut);
                Assert.That(isRead && cut.SessionId.Length > 0, Is.False, "cut at " + length);
            }

            byte[] tooLong = Hello(new byte[8]);
            tooLong[13 + 12 + 34] = 33;
            Assert.That(HandshakePeek.TryRead(tooLong, out HandshakePeek peek) && peek.SessionId.Length > 0, Is.False);
        }

        [Test]
        public void TakesAnyBytes()
        {
            var random = new SeededRandom(31);
            byte[] hello = Hello(new byte[8]);
            for (int i = 0; i < 20_000; i++)
            {
                byte[] bytes = (byte[])hello.Clone();
                if (i % 2 == 0) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                else random.Fill(bytes.AsSpan(5));
                HandshakePeek.TryRead(bytes.AsSpan(0, random.Next(bytes.Length + 1)), out HandshakePeek peek);
                Assert.That(peek.SessionId.Length, Is.LessThanOrEqualTo(32));
            }
        }

        private static byte[] Hello(byte[] sessionId)
        {
            byte[] body = new byte[] { 254, 253 }.Concat(new byte[32]).Append((byte)sessionId.Length).Concat(sessionId).Concat(new byte[8]).ToArray();
            return Datagrams.Record(ContentType.Handshake, 0, 0, Message(body));
        }

        private static byte[] Message(byte[] body)
        {
            byte[] header = { 1, 0, 0, (byte)body.Length, 0, 0, 0, 0, 0, 0, 0, (byte)body.Length };
            return header.Concat(body).ToArray();
        }
    }
}
