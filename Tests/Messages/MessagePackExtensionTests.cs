using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Messages;

namespace P2PNet.Tests.Messages
{
    /// <summary>Extension values and timestamps, beside the cases of the public suite.</summary>
    public sealed class MessagePackExtensionTests
    {
        private delegate void Write(ref MessagePackWriter writer);

        private delegate void Read(ref MessagePackReader reader);

        [TestCase(0L, 0, "d6ff00000000")]
        [TestCase(uint.MaxValue, 0, "d6ffffffffff")]
        [TestCase(uint.MaxValue + 1L, 0, "d7ff0000000100000000")]
        [TestCase((1L << 34) - 1, 999_999_900, "d7ffee6b2673ffffffff")]
        [TestCase(1L << 34, 0, "c70cff000000000000000400000000")]
        [TestCase(-1L, 999_999_900, "c70cff3b9ac99cffffffffffffffff")]
        [TestCase(-62135596800L, 0, "c70cff00000000fffffff1886e0900")]
        [TestCase(253402300799L, 999_999_900, "c70cff3b9ac99c0000003afff4417f")]
        public void TimesTakeTheShortestFormThatHoldsThem(long seconds, int nanoseconds, string hex)
        {
            DateTime time = DateTime.UnixEpoch.AddTicks((seconds * TimeSpan.TicksPerSecond) + (nanoseconds / 100));
            Assert.That(Written((ref MessagePackWriter w) => w.WriteDateTime(time)), Is.EqualTo(hex));
            DateTime read = new MessagePackReader(MessagePackVectors.FromHex(hex)).ReadDateTime();
            Assert.That((read, read.Kind), Is.EqualTo((time, DateTimeKind.Utc)));
        }

        [Test]
        public void ReadsTimesInLongerFormsThanNeeded()
        {
            foreach (string hex in new[] { "d6ff00000005", "c704ff00000005", "d7ff0000000000000005", "c70cff000000000000000000000005", "c90000000cff000000000000000000000005" })
            {
                DateTime read = new MessagePackReader(MessagePackVectors.FromHex(hex)).ReadDateTime();
                Assert.That(read, Is.EqualTo(DateTime.UnixEpoch.AddSeconds(5)), hex);
            }
        }

        [Test]
        public void CutsOffWhatIsFinerThanATickTowardsThePast()
        {
            Assert.That(new MessagePackReader(MessagePackVectors.FromHex("d7ff0000018c00000000")).ReadDateTime(), Is.EqualTo(DateTime.UnixEpoch), "99 ns");
            DateTime before = new MessagePackReader(MessagePackVectors.FromHex("c70cff3b9ac9ffffffffffffffffff")).ReadDateTime();
            Assert.That(before, Is.EqualTo(DateTime.UnixEpoch.AddTicks(-1)), "1 ns before 1970");
        }

        [Test]
        public void CountsTimeOfUnspecifiedKindAsUtcAndConvertsLocalTime()
        {
            var unspecified = new DateTime(2018, 1, 2, 3, 4, 5);
            Assert.That(Written((ref MessagePackWriter w) => w.WriteDateTime(unspecified)), Is.EqualTo("d6ff5a4af6a5"));
            DateTime local = new DateTime(2018, 1, 2, 3, 4, 5, DateTimeKind.Utc).ToLocalTime();
            Assert.That(Written((ref MessagePackWriter w) => w.WriteDateTime(local)), Is.EqualTo("d6ff5a4af6a5"));
        }

        [TestCase("d7ffee6b280000000000", TestName = "a second in the nanoseconds of 64 bits")]
        [TestCase("d7ffffffffffffffffff", TestName = "all of the 30 bits for nanoseconds")]
        [TestCase("c70cff3b9aca000000000000000000", TestName = "a second in the nanoseconds of 96 bits")]
        [TestCase("c70cffffffffff0000000000000000", TestName = "all of the 32 bits for nanoseconds")]
        [TestCase("c70cff7fffffff0000000000000000", TestName = "nanoseconds of 31 bits")]
        [TestCase("d60000000005", TestName = "another type")]
        [TestCase("c700ff", TestName = "a timestamp without content")]
        [TestCase("c703ff000000", TestName = "a timestamp of 24 bits")]
        [TestCase("d8ff00000000000000000000000000000000", TestName = "a timestamp of 128 bits")]
        [TestCase("05", TestName = "a number")]
        [TestCase("d6ff000000", TestName = "a timestamp cut off")]
        public void RefusesWhatIsNoTimestamp(string hex)
        {
            Refuses(hex, (ref MessagePackReader r) => r.ReadTimestamp());
            Refuses(hex, (ref MessagePackReader r) => r.ReadDateTime());
        }

        [TestCase("c70cff00000000fffffff1886e08ff", TestName = "a second before the year 1")]
        [TestCase("c70cff000000000000003afff44180", TestName = "the year 10000")]
        [TestCase("c70cff000000007fffffffffffffff", TestName = "the last second that can be said")]
        [TestCase("c70cff000000008000000000000000", TestName = "the first second that can be said")]
        public void RefusesTimesThatDotNetDoesNotHave(string hex)
        {
            Refuses(hex, (ref MessagePackReader r) => r.ReadDateTime());
            MessagePackTimestamp timestamp = new MessagePackReader(MessagePackVectors.FromHex(hex)).ReadTimestamp();
            Assert.That(Written((ref MessagePackWriter w) => w.WriteTimestamp(timestamp)), Is.EqualTo(hex), "the timestamp itself has them");
        }

        [Test]
        public void ReadsEveryTimeThatItWrote()
        {
            for (ulong seed = 1; seed <= 5000; seed++)
            {
                var random = new SeededRandom(seed);
                var time = new DateTime((long)(random.NextDouble() * DateTime.MaxValue.Ticks), DateTimeKind.Utc);
                if (random.Next(2) == 0) time = time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
                var buffer = new TestBuffer(16);
                var writer = new MessagePackWriter(buffer);
                writer.WriteDateTime(time);
                writer.Flush();
                Assert.That(new MessagePackReader(buffer.Written).ReadDateTime(), Is.EqualTo(time), $"seed {seed}");
            }
        }

        [Test]
        public void RefusesNanosecondsThatAreASecondFromItsOwnUser()
        {
            Action much = () => _ = new MessagePackTimestamp(0, 1_000_000_000);
            Action negative = () => _ = new MessagePackTimestamp(0, -1);
            Assert.That(Caught.By(much), Is.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(Caught.By(negative), Is.TypeOf<ArgumentOutOfRangeException>());
        }

        [Test]
        public void OrdersTimestamps()
        {
            MessagePackTimestamp[] ordered = { new MessagePackTimestamp(-1, 0), new MessagePackTimestamp(-1, 5), new MessagePackTimestamp(0, 0), new MessagePackTimestamp(0, 1) };
            Assert.That(ordered.Reverse().OrderBy(timestamp => timestamp), Is.EqualTo(ordered));
            Assert.That(ordered[1] == new MessagePackTimestamp(-1, 5) && ordered[1] != ordered[0], Is.True);
            Assert.That(ordered[1].ToString(), Is.EqualTo("-1.000000005 s since 1970"));
        }

        [Test]
        public void LooksAtAnExtensionValueWithoutReadingIt()
        {
            foreach ((int length, string head) in MessagePackVectors.Extensions)
            {
                var reader = new MessagePackReader(MessagePackVectors.Join(head, new byte[length]));
                Assert.That(reader.TryPeekExtension(out sbyte type, out int found), Is.True);
                Assert.That((type, found, reader.Position), Is.EqualTo(((sbyte)5, length, 0)));
                Assert.That(reader.ReadExtension(5).Length, Is.EqualTo(length));
            }

            foreach (string hex in MessagePackVectors.NoValues.Append("05"))
            {
                Assert.That(new MessagePackReader(MessagePackVectors.FromHex(hex)).TryPeekExtension(out _, out _), Is.False, hex);
            }
        }

        [Test]
        public void NamesTheTypeThatWasExpectedAndTheOneThatCame()
        {
            MessagePackException other = Refuses("d40107", (ref MessagePackReader r) => r.ReadExtension(2));
            Assert.That(other.Message, Is.EqualTo("Expected an extension value of type 2 at byte 0, found one of type 1."));
            MessagePackException text = Refuses("a161", (ref MessagePackReader r) => r.ReadExtension(2));
            Assert.That(text.Message, Is.EqualTo("Expected an extension value of type 2 at byte 0, found a string."));
        }

        [Test]
        public void GivesTheContentToBeFilledIn()
        {
            foreach ((int length, string head) in MessagePackVectors.Extensions)
            {
                // Whatever the buffer held before must not travel.
                var buffer = new TestBuffer(length + 16);
                buffer.GetSpan().Fill(0xee);
                var writer = new MessagePackWriter(buffer);
                Span<byte> content = writer.WriteExtension(5, length);
                if (length > 0) content[length - 1] = 7;
                writer.WriteNil();
                writer.Flush();
                var expected = new byte[length + 1];
                if (length > 0) expected[length - 1] = 7;
                expected[length] = 0xc0;
                Assert.That(buffer.Written.ToArray(), Is.EqualTo(MessagePackVectors.Join(head, expected)));
            }

            Action negative = () => new MessagePackWriter(new TestBuffer(16)).WriteExtension(5, -1);
            Assert.That(Caught.By(negative), Is.TypeOf<ArgumentOutOfRangeException>());
        }

        [Test]
        public void ComparesExtensionValuesByTypeAndContent()
        {
            var one = new MessagePackExtension(1, new byte[] { 1, 2 });
            Assert.That(one == new MessagePackExtension(1, new byte[] { 1, 2 }), Is.True);
            Assert.That(one.GetHashCode(), Is.EqualTo(new MessagePackExtension(1, new byte[] { 1, 2 }).GetHashCode()));
            Assert.That(one != new MessagePackExtension(2, new byte[] { 1, 2 }) && one != new MessagePackExtension(1, new byte[] { 1, 3 }), Is.True);
            Assert.That(one.ToString(), Is.EqualTo("extension value of type 1, 2 bytes"));
        }

        private static string Written(Write write)
        {
            var buffer = new TestBuffer(64);
            var writer = new MessagePackWriter(buffer);
            write(ref writer);
            writer.Flush();
            return MessageBytes.Hex(buffer.Written.ToArray());
        }

        private static MessagePackException Refuses(string hex, Read read)
        {
            var reader = new MessagePackReader(MessagePackVectors.FromHex(hex));
            try
            {
                read(ref reader);
            }
            catch (MessagePackException e)
            {
                Assert.That(reader.Position, Is.EqualTo(0), "it stays where the refused value begins");
                return e;
            }

            throw new AssertionException($"{hex} was read.");
        }
    }
}
