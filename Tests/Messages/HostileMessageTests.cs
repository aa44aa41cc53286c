using System;
using NUnit.Framework;
using P2PNet.Messages;
using static P2PNet.Tests.Messages.TestMessages;

namespace P2PNet.Tests.Messages
{
    /// <summary>Bytes that another player made up. Nothing but a refusal may come of them, and no more memory than they are worth.</summary>
    public sealed class HostileMessageTests
    {
        private const int Seeds = 2000;

        [Test]
        public void RefusesAMessageCutOffAnywhere()
        {
            byte[] body = MessageBytes.Body(Fill(new SeededRandom(1)));
            for (int length = 0; length < body.Length; length++)
            {
                Assert.That(MessageBytes.CanRead<Everything>(body.AsSpan(0, length).ToArray()), Is.False, $"cut at {length}");
            }
        }

        [Test]
        public void SurvivesEveryFlippedBit()
        {
            byte[] body = MessageBytes.Body(Fill(new SeededRandom(2)));
            for (int bit = 0; bit < 8 * body.Length; bit++)
            {
                byte[] copy = (byte[])body.Clone();
                copy[bit / 8] ^= (byte)(1 << (bit % 8));
                Try(copy, $"bit {bit}");
            }
        }

        [Test]
        public void SurvivesRandomChanges()
        {
            for (ulong seed = 1; seed <= Seeds; seed++)
            {
                var random = new SeededRandom(seed);
                byte[] body = MessageBytes.Body(Fill(random));
                for (int i = random.Next(8); i >= 0; i--) body[random.Next(body.Length)] = (byte)random.Next();
                Try(body, $"seed {seed}");
            }
        }

        [Test]
        public void SurvivesRandomBytes()
        {
            for (ulong seed = 1; seed <= Seeds; seed++)
            {
                var random = new SeededRandom(seed);
                var bytes = new byte[random.Next(300)];
                random.Fill(bytes);

                // Mostly the shape of a message on top, so that some of it is read.
                if (bytes.Length > 2 && random.Next(4) > 0) bytes[0] = (byte)(0x90 | random.Next(16));
                Try(bytes, $"seed {seed}");
                MessageSerializer.TryReadHeader(bytes, random.Next(2) == 0, out _);
            }
        }

        [TestCase("dd7fffffff", TestName = "an array of 2^31-1 values")]
        [TestCase("ddffffffff", TestName = "an array of 2^32-1 values")]
        [TestCase("dfffffffff", TestName = "a map of 2^32-1 pairs")]
        [TestCase("dbffffffff", TestName = "a string of 2^32-1 bytes")]
        [TestCase("c6ffffffff", TestName = "2^32-1 bytes")]
        [TestCase("c9ffffffff01", TestName = "an extension value of 2^32-1 bytes")]
        public void RefusesLengthsThatLieBeforeTakingMemory(string hex)
        {
            byte[] lie = MessagePackVectors.FromHex(hex);
            foreach (MessagePackReads.Read read in MessagePackReads.All)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                var reader = new MessagePackReader(lie);
                bool refused = false;
                try
                {
                    read(ref reader);
                }
                catch (MessagePackException)
                {
                    refused = true;
                }

                Assert.That(refused, Is.True);
                Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(20_000), "the exception and no more");
            }
        }

        [TestCase("c0af", TestName = "an overlong form of two bytes")]
        [TestCase("e080af", TestName = "an overlong form of three bytes")]
        [TestCase("f08080af", TestName = "an overlong form of four bytes")]
        [TestCase("eda080", TestName = "the first half of a surrogate pair")]
        [TestCase("edbfbf", TestName = "the second half of a surrogate pair")]
        [TestCase("eda080edb080", TestName = "a surrogate pair as two characters")]
        [TestCase("f4908080", TestName = "a code point above the last")]
        [TestCase("f888808080", TestName = "a form of five bytes")]
        [TestCase("e282", TestName = "a character cut off")]
        public void RefusesTextThatIsNotUtf8BeforeTakingMemory(string hex)
        {
            const int Letters = 1 << 20;
            byte[] bad = MessagePackVectors.FromHex(hex);
            byte[] bytes = MessagePackVectors.Join("db" + (Letters + bad.Length).ToString("x8"), MessagePackVectors.Letters(Letters + bad.Length));
            bad.CopyTo(bytes, bytes.Length - bad.Length);

            long before = GC.GetAllocatedBytesForCurrentThread();
            bool refused = false;
            try
            {
                new MessagePackReader(bytes).ReadString();
            }
            catch (MessagePackException)
            {
                refused = true;
            }

            Assert.That(refused, Is.True);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(40_000), "two exceptions and no text");
        }

        [Test]
        public void TakesNoMoreRoomForNestedListsThanTheMessageHasBytes()
        {
            // Each level claims all the bytes that are left: 60 lists of 100 000 elements, one in another.
            const int Size = 100_000;
            const int Levels = 30;
            var bytes = new byte[Size];
            Array.Fill(bytes, (byte)0xc0);
            for (int level = 0; level < Levels; level++)
            {
                int at = 8 * level;
                MessagePackVectors.FromHex("9200dd").CopyTo(bytes, at);
                int left = Size - at - 7;
                MessagePackVectors.FromHex(left.ToString("x8")).CopyTo(bytes, at + 3);
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.That(MessageBytes.CanRead<TreeMessage>(bytes), Is.False);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(2 * 8 * Size));
        }

        [Test]
        public void RefusesNestingWithoutEnd()
        {
            foreach (int levels in new[] { 60, 66, 100_000 })
            {
                var bytes = new byte[levels + 1];
                Array.Fill(bytes, (byte)0x91);
                bytes[levels] = 0xc0;
                bool refused = false;
                try
                {
                    new MessagePackReader(bytes).Skip();
                }
                catch (MessagePackException)
                {
                    refused = true;
                }

                Assert.That(refused, Is.EqualTo(levels > MessagePackReader.DefaultMaxDepth), $"{levels} levels");
            }
        }

        [Test]
        public void RefusesATypeThatHoldsItselfWithoutEnd()
        {
            var endless = new byte[100_000];
            Array.Fill(endless, (byte)0x91);
            Assert.That(MessageBytes.CanRead<Endless>(endless), Is.False);
            Assert.That(MessageBytes.CanRead<Endless>("90"), Is.False, "each needs another one, which nobody sent");
        }

        [Test]
        public void NeverThrowsForAHeader()
        {
            for (int first = 0; first < 256; first++)
            {
                var bytes = new byte[] { (byte)first, 0, 5, 0xcd, 1, 2 };
                for (int length = 0; length <= bytes.Length; length++)
                {
                    bool read = MessageSerializer.TryReadHeader(bytes.AsSpan(0, length), true, out MessageHeader header);
                    Assert.That(!read || header.Length <= length, Is.True);
                }
            }
        }

        private static void Try(byte[] body, string what)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                MessageSerializer.TryDeserialize(body, out Everything? _);
                MessageSerializer.TryDeserialize(body, out ScoreAfter? _);
                MessageSerializer.TryDeserialize(body, out Oblivious? _);
                MessageSerializer.TryDeserialize(body, out Move _);
            }
            catch (Exception e)
            {
                throw new AssertionException($"{what}: {e}");
            }

            // Four exceptions cost about 4 KiB each; a map's entry is the dearest thing that a byte can ask for.
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(40_000 + (100 * body.Length)), what);
        }
    }
}
