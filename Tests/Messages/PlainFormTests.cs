using System;
using NUnit.Framework;
using P2PNet.Messages;

namespace P2PNet.Tests.Messages
{
    /// <summary>
    /// Structs of numbers are read in a fast way, classes member by member. Twins with the same keys and types must take and refuse the
    /// same bytes, and be the same afterwards.
    /// </summary>
    public sealed class PlainFormTests
    {
        private const ulong Seed = 20260;
        private const int Rounds = 3000;

        [Test]
        public void WritesTheSameBytes()
        {
            var random = new SeededRandom(Seed);
            for (int i = 0; i < Rounds; i++)
            {
                PlainTwins.Numbers numbers = PlainTwins.Next(random);
                Assert.That(MessageBytes.Hex(MessageBytes.Body(numbers)), Is.EqualTo(MessageBytes.Hex(MessageBytes.Body(PlainTwins.Twin(numbers)))), $"seed {Seed}, round {i}");
            }
        }

        [Test]
        public void TakesAndRefusesTheSameTruncations()
        {
            var random = new SeededRandom(Seed);
            byte[] body = MessageBytes.Body(PlainTwins.Next(random));
            Assert.That(Same(body), Is.True);
            for (int length = 0; length < body.Length; length++) Assert.That(Same(body.AsSpan(0, length).ToArray()), Is.False, $"{length} bytes");
            Array.Resize(ref body, body.Length + 1);
            Assert.That(Same(body), Is.False, "a byte too many");
        }

        [Test]
        public void TakesAndRefusesTheSameBitFlips()
        {
            var random = new SeededRandom(Seed);
            int taken = 0;
            for (int i = 0; i < Rounds; i++)
            {
                byte[] body = MessageBytes.Body(PlainTwins.Next(random));
                for (int flips = 1 + random.Next(3); flips > 0; flips--) body[random.Next(body.Length)] ^= (byte)(1 << random.Next(8));
                if (Same(body)) taken++;
            }

            Assert.That(taken, Is.InRange(1, Rounds - 1), "some must still be messages, and some not");
        }

        [Test]
        public void TakesAndRefusesTheSameInOtherForms()
        {
            var random = new SeededRandom(Seed);
            int taken = 0;
            for (int i = 0; i < Rounds; i++)
            {
                var buffer = new TestBuffer();
                PlainTwins.WriteInSomeForm(buffer, random);
                if (Same(buffer.Written.ToArray())) taken++;
            }

            Assert.That(taken, Is.InRange(Rounds / 20, Rounds - 1), "some must still be messages, and some not");
        }

        [Test]
        public void TakesAndRefusesTheSameInsideOfArrays()
        {
            var random = new SeededRandom(Seed);
            int taken = 0;
            for (int i = 0; i < Rounds; i++)
            {
                var lines = new PlainTwins.Lines();
                for (int points = random.Next(5); points > 0; points--) lines.Points.Add(new PlainTwins.Point { X = random.Next(400) - 200, Y = points });
                byte[] body = MessageBytes.Body(lines);
                if (random.Next(3) > 0) body[random.Next(body.Length)] = (byte)random.Next(256);
                if (random.Next(3) == 0) Array.Resize(ref body, random.Next(body.Length));
                bool read = MessageSerializer.TryDeserialize(body, out PlainTwins.Lines? plain);
                Assert.That(MessageSerializer.TryDeserialize(body, out PlainTwins.TwinLines? twin), Is.EqualTo(read), MessageBytes.Hex(body));
                if (!read) continue;
                taken++;
                Assert.That(twin!.Points.ConvertAll(p => (p.X, p.Y)), Is.EqualTo(plain!.Points.ConvertAll(p => (p.X, p.Y))), MessageBytes.Hex(body));
            }

            Assert.That(taken, Is.InRange(1, Rounds - 1), "some must still be messages, and some not");
        }

        [Test]
        public void TakesAndRefusesTheSameRandomBytes()
        {
            var random = new SeededRandom(Seed);
            for (int i = 0; i < Rounds; i++)
            {
                byte[] body = new byte[random.Next(60)];
                for (int at = 0; at < body.Length; at++) body[at] = (byte)random.Next(256);
                if (body.Length > 3) PlainTwins.ArrayHead.CopyTo(body, 0);
                Same(body);
            }
        }

        /// <summary>Whether the bytes are the message, for both twins.</summary>
        private static bool Same(byte[] body)
        {
            bool read = MessageSerializer.TryDeserialize(body, out PlainTwins.Numbers plain);
            Assert.That(MessageSerializer.TryDeserialize(body, out PlainTwins.TwinNumbers? twin), Is.EqualTo(read), MessageBytes.Hex(body));
            if (read) Assert.That(PlainTwins.Values(PlainTwins.Twin(plain)), Is.EqualTo(PlainTwins.Values(twin!)), MessageBytes.Hex(body));
            return read;
        }
    }
}
