using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;

namespace P2PNet.Tests.Rtc.Turn
{
    public sealed class StreamFramerTests
    {
        [Test]
        public void CutsTheSameMessagesWhereverTheStreamIsCut()
        {
            List<byte[]> messages = Enumerable.Range(0, 40).Select(i => i % 3 == 0 ? Stun(i) : ChannelData(i * 7)).ToList();
            byte[] stream = messages.SelectMany(Padded).ToArray();
            for (ulong seed = 1; seed <= 200; seed++)
            {
                var random = new SeededRandom(seed);
                var framer = new StreamFramer(512);
                var read = new List<byte[]>();
                for (int at = 0; at < stream.Length;)
                {
                    Span<byte> room = framer.GetSpan();
                    int piece = Math.Min(Math.Min(room.Length, stream.Length - at), 1 + random.Next(seed % 2 == 0 ? 5 : 700));
                    stream.AsSpan(at, piece).CopyTo(room);
                    framer.Advance(piece);
                    at += piece;
                    while (framer.TryRead(out Span<byte> message)) read.Add(message.ToArray());
                }

                Assert.That(read, Is.EqualTo(messages), "seed " + seed);
                Assert.That(framer.IsBroken, Is.False);
            }
        }

        [Test]
        public void SkipsWhatIsTooLongAndGoesOn()
        {
            byte[] stream = Padded(ChannelData(5000)).Concat(Padded(ChannelData(9))).Concat(Padded(ChannelData(301))).Concat(Padded(Stun(1))).ToArray();
            var framer = new StreamFramer(300);
            var read = new List<int>();
            for (int at = 0; at < stream.Length;)
            {
                Span<byte> room = framer.GetSpan();
                Assert.That(room.Length, Is.GreaterThan(0));
                int piece = Math.Min(room.Length, stream.Length - at);
                stream.AsSpan(at, piece).CopyTo(room);
                framer.Advance(piece);
                at += piece;
                while (framer.TryRead(out Span<byte> message)) read.Add(message.Length);
            }

            Assert.That(read, Is.EqualTo(new[] { 13, 28 }));
            Assert.That(framer.Skipped, Is.EqualTo(2));
        }

        [TestCase(new byte[] { 0x05 })]
        [TestCase(new byte[] { 0x50, 0, 0, 0 })]
        [TestCase(new byte[] { (byte)'S', (byte)'S', (byte)'H', (byte)'-' })]
        [TestCase(new byte[] { 0, 1, 0, 3 })]
        [TestCase(new byte[] { 0, 1, 0, 4, 0, 0, 0, 0 })]
        [TestCase(new byte[] { 0x16, 3, 1 })]
        public void BreaksOffWhereNoMessageBegins(byte[] bytes)
        {
            var framer = new StreamFramer();
            bytes.CopyTo(framer.GetSpan());
            framer.Advance(bytes.Length);
            Assert.That(framer.TryRead(out _), Is.False);
            Assert.That(framer.IsBroken, Is.True);
        }

        [Test]
        public void SurvivesRandomBytes()
        {
            var random = new SeededRandom(900);
            for (int run = 0; run < 3000; run++)
            {
                var framer = new StreamFramer(200);
                for (int i = 0; i < 20 && !framer.IsBroken; i++)
                {
                    Span<byte> room = framer.GetSpan();
                    int length = 1 + random.Next(Math.Min(room.Length, 300));
                    random.Fill(room.Slice(0, length));
                    if (run % 2 == 0) room[0] = 0x40;
                    framer.Advance(length);
                    while (framer.TryRead(out Span<byte> message)) Assert.That(message.Length, Is.LessThanOrEqualTo(200));
                }
            }
        }

        private static byte[] Stun(int seed)
        {
            var writer = new StunWriter(new byte[100], StunClass.Request, StunMethod.Refresh, TransactionId.Create(new SeededRandom((ulong)seed)));
            LifetimeAttribute.AddTo(ref writer, 600);
            return writer.Written.ToArray();
        }

        private static byte[] ChannelData(int length)
        {
            var message = new byte[4 + length];
            new ChannelDataHeader(0x4001, (ushort)length).Write(message);
            return message;
        }

        private static byte[] Padded(byte[] message) => message.Concat(new byte[-message.Length & 3]).ToArray();
    }
}
