using System;
using System.Globalization;
using System.Linq;
using System.Text;
using NUnit.Framework;
using P2PNet.Messages;

namespace P2PNet.Tests.Messages
{
    public sealed class MessagePackReaderTests
    {
        private delegate T Read<T>(ref MessagePackReader reader);

        [Test]
        public void ReadsWholeNumbersInEveryFormAndRange()
        {
            foreach ((string text, string hex) in MessagePackVectors.Integers.Concat(MessagePackVectors.LongIntegers))
            {
                decimal value = decimal.Parse(text, CultureInfo.InvariantCulture);
                Expect(hex, value, byte.MinValue, byte.MaxValue, (ref MessagePackReader r) => r.ReadByte());
                Expect(hex, value, sbyte.MinValue, sbyte.MaxValue, (ref MessagePackReader r) => r.ReadSByte());
                Expect(hex, value, ushort.MinValue, ushort.MaxValue, (ref MessagePackReader r) => r.ReadUInt16());
                Expect(hex, value, short.MinValue, short.MaxValue, (ref MessagePackReader r) => r.ReadInt16());
                Expect(hex, value, char.MinValue, char.MaxValue, (ref MessagePackReader r) => r.ReadChar());
                Expect(hex, value, uint.MinValue, uint.MaxValue, (ref MessagePackReader r) => r.ReadUInt32());
                Expect(hex, value, int.MinValue, int.MaxValue, (ref MessagePackReader r) => r.ReadInt32());
                Expect(hex, value, ulong.MinValue, ulong.MaxValue, (ref MessagePackReader r) => r.ReadUInt64());
                Expect(hex, value, long.MinValue, long.MaxValue, (ref MessagePackReader r) => r.ReadInt64());
            }
        }

        [Test]
        public void ReadsFloatingPointNumbersOfBothWidths()
        {
            foreach ((double value, string hex) in MessagePackVectors.Doubles) Assert.That(Whole(hex, (ref MessagePackReader r) => r.ReadDouble()), Is.EqualTo(value));
            foreach ((float value, string hex) in MessagePackVectors.Singles)
            {
                Assert.That(Whole(hex, (ref MessagePackReader r) => r.ReadSingle()), Is.EqualTo(value));
                Assert.That(Whole(hex, (ref MessagePackReader r) => r.ReadDouble()), Is.EqualTo((double)value));
            }

            Assert.That(Whole("cb3fb999999999999a", (ref MessagePackReader r) => r.ReadSingle()), Is.EqualTo(0.1f), "rounded");
            Assert.That(Whole("cb7ff0000000000000", (ref MessagePackReader r) => r.ReadSingle()), Is.EqualTo(float.PositiveInfinity));
            Refuses("cb7fefffffffffffff", (ref MessagePackReader r) => r.ReadSingle());
        }

        [Test]
        public void KeepsEveryBitOfNotANumber()
        {
            float single = Whole("ca7fa00001", (ref MessagePackReader r) => r.ReadSingle());
            Assert.That(BitConverter.SingleToInt32Bits(single), Is.EqualTo(0x7fa00001));
            double wide = Whole("cb7ff4000000000001", (ref MessagePackReader r) => r.ReadDouble());
            Assert.That(BitConverter.DoubleToInt64Bits(wide), Is.EqualTo(0x7ff4000000000001));
        }

        [Test]
        public void TakesWholeNumbersForFloatingPointAsJavaScriptWritesThem()
        {
            Assert.That(Whole("01", (ref MessagePackReader r) => r.ReadSingle()), Is.EqualTo(1f));
            Assert.That(Whole("ff", (ref MessagePackReader r) => r.ReadDouble()), Is.EqualTo(-1.0));
            Assert.That(Whole("cfffffffffffffffff", (ref MessagePackReader r) => r.ReadDouble()), Is.EqualTo(18446744073709551615.0));
            Refuses("ca3f800000", (ref MessagePackReader r) => r.ReadInt32());
        }

        [Test]
        public void ReadsNilAndBooleans()
        {
            Assert.That(Whole("c2", (ref MessagePackReader r) => r.ReadBoolean()), Is.False);
            Assert.That(Whole("c3", (ref MessagePackReader r) => r.ReadBoolean()), Is.True);
            Assert.That(Whole("c0", (ref MessagePackReader r) => r.TryReadNil()), Is.True);
            Assert.That(Whole("c0", (ref MessagePackReader r) => r.ReadNullableString()), Is.Null);
            Assert.That(Whole("c0", (ref MessagePackReader r) => r.ReadNullableByteArray()), Is.Null);
            Refuses("c0", (ref MessagePackReader r) => r.ReadBoolean());
            Refuses("00", (ref MessagePackReader r) => r.ReadBoolean());
            Refuses("c0", (ref MessagePackReader r) => r.ReadString());
            Assert.That(new MessagePackReader(new byte[] { 0xc2 }).TryReadNil(), Is.False);
        }

        [Test]
        public void ReadsHeadsInEveryForm()
        {
            foreach ((int length, string head) in MessagePackVectors.Strings)
            {
                byte[] bytes = MessagePackVectors.Join(head, MessagePackVectors.Letters(length));
                Assert.That(Whole(bytes, (ref MessagePackReader r) => r.ReadString()), Is.EqualTo(new string('a', length)));
                Assert.That(Whole(bytes, (ref MessagePackReader r) => r.ReadUtf8().Length), Is.EqualTo(length));
            }

            foreach ((int length, string head) in MessagePackVectors.Binaries)
            {
                Assert.That(Whole(MessagePackVectors.Join(head, new byte[length]), (ref MessagePackReader r) => r.ReadByteArray().Length), Is.EqualTo(length));
            }

            foreach ((int length, string head) in MessagePackVectors.Extensions)
            {
                byte[] bytes = MessagePackVectors.Join(head, new byte[length]);
                Assert.That(Whole(bytes, (ref MessagePackReader r) => r.ReadExtension(out sbyte type).Length + (1000 * type)), Is.EqualTo(length + 5000));
            }

            foreach ((int count, string head) in MessagePackVectors.Arrays)
            {
                Assert.That(new MessagePackReader(MessagePackVectors.Join(head, new byte[count])).ReadArrayHeader(), Is.EqualTo(count));
            }

            foreach ((int count, string head) in MessagePackVectors.Maps)
            {
                Assert.That(new MessagePackReader(MessagePackVectors.Join(head, new byte[2 * count])).ReadMapHeader(), Is.EqualTo(count));
            }
        }

        [Test]
        public void ReadsLengthsInLongerFormsThanNeeded()
        {
            foreach (string hex in new[] { "a161", "d90161", "da000161", "db0000000161" })
            {
                Assert.That(Whole(hex, (ref MessagePackReader r) => r.ReadString()), Is.EqualTo("a"));
            }

            foreach (string hex in new[] { "c40161", "c5000161", "c60000000161" })
            {
                Assert.That(Whole(hex, (ref MessagePackReader r) => r.ReadByteArray()), Is.EqualTo(new byte[] { 0x61 }));
            }

            foreach (string hex in new[] { "d40561", "c7010561", "c800010561", "c9000000010561" })
            {
                Assert.That(Whole(hex, (ref MessagePackReader r) => r.ReadExtension(out _).Length), Is.EqualTo(1));
            }

            foreach (string hex in new[] { "9100", "dc000100", "dd0000000100" })
            {
                Assert.That(new MessagePackReader(MessagePackVectors.FromHex(hex)).ReadArrayHeader(), Is.EqualTo(1));
            }

            foreach (string hex in new[] { "810000", "de00010000", "df000000010000" })
            {
                Assert.That(new MessagePackReader(MessagePackVectors.FromHex(hex)).ReadMapHeader(), Is.EqualTo(1));
            }
        }

        [Test]
        public void ReadsText()
        {
            foreach ((string text, string hex) in MessagePackVectors.Texts)
            {
                Assert.That(Whole(hex, (ref MessagePackReader r) => r.ReadString()), Is.EqualTo(text));
            }
        }

        [TestCase("a180", TestName = "a lone continuation byte")]
        [TestCase("a2c080", TestName = "an overlong form")]
        [TestCase("a3eda080", TestName = "half of a surrogate pair")]
        [TestCase("a4f4908080", TestName = "a code point above U+10FFFF")]
        [TestCase("a1c3", TestName = "a character cut off")]
        [TestCase("a1ff", TestName = "a byte that UTF-8 never has")]
        public void RefusesTextThatIsNotUtf8(string hex) => Refuses(hex, (ref MessagePackReader r) => r.ReadString());

        [Test]
        public void SkipsEveryWholeValueAndNothingElse()
        {
            foreach (byte[] bytes in MessagePackVectors.WholeValues())
            {
                Assert.That(Whole(bytes, (ref MessagePackReader r) => r.ReadRaw().Length), Is.EqualTo(bytes.Length));
                var behind = new MessagePackReader(bytes.Concat(new byte[] { 0x2a }).ToArray());
                behind.Skip();
                Assert.That(behind.ReadByte(), Is.EqualTo(42));
            }

            foreach (string hex in MessagePackVectors.NoValues) Refuses(hex, (ref MessagePackReader r) => r.ReadRaw().Length);
        }

        [Test]
        public void RefusesEveryReadOfBytesThatAreNoValue()
        {
            foreach (string hex in MessagePackVectors.NoValues)
            {
                byte[] bytes = MessagePackVectors.FromHex(hex);
                foreach (Read<object?> read in MessagePackReads.All.Select(read => new Read<object?>(read.Invoke)))
                {
                    // The head of an array or map may be whole where its values are not.
                    if (new MessagePackReader(bytes).NextType is MessagePackType.Array or MessagePackType.Map && bytes.Length > 1) continue;
                    Refuses(hex, read);
                }
            }
        }

        [Test]
        public void KnowsTheKindOfWhatComesNext()
        {
            for (int code = 0; code < 256; code++)
            {
                MessagePackType expected =
                    code < 0x80 || code >= 0xe0 || (code >= 0xcc && code <= 0xd3) ? MessagePackType.Integer :
                    code < 0x90 || code == 0xde || code == 0xdf ? MessagePackType.Map :
                    code < 0xa0 || code == 0xdc || code == 0xdd ? MessagePackType.Array :
                    code < 0xc0 || (code >= 0xd9 && code <= 0xdb) ? MessagePackType.String :
                    code == 0xc0 ? MessagePackType.Nil :
                    code == 0xc1 ? MessagePackType.Invalid :
                    code < 0xc4 ? MessagePackType.Boolean :
                    code < 0xc7 ? MessagePackType.Binary :
                    code == 0xca || code == 0xcb ? MessagePackType.Float :
                    MessagePackType.Extension;
                Assert.That(new MessagePackReader(new[] { (byte)code }).NextType, Is.EqualTo(expected), $"0x{code:x2}");
            }

            Assert.That(default(MessagePackReader).NextType, Is.EqualTo(MessagePackType.Invalid));
        }

        [Test]
        public void NamesPlaceExpectationAndKindButNeverTheContent()
        {
            MessagePackException e = Refuses(
                MessagePackVectors.Join("9201a6", Encoding.ASCII.GetBytes("secret")),
                (ref MessagePackReader r) => r.ReadArrayHeader() + r.ReadByte() + r.ReadByte());
            Assert.That(e.Position, Is.EqualTo(2));
            Assert.That(e.Expected, Is.EqualTo("an integer from 0 to 255"));
            Assert.That(e.Message, Is.EqualTo("Expected an integer from 0 to 255 at byte 2, found a string."));
        }

        [Test]
        public void StaysWhereARefusedValueBegins()
        {
            byte[] bytes = MessagePackVectors.FromHex("cd0100a1809190");
            var reader = new MessagePackReader(bytes);
            try
            {
                reader.ReadByte();
            }
            catch (MessagePackException)
            {
                Assert.That(reader.Position, Is.EqualTo(0));
            }

            Assert.That(reader.ReadUInt16(), Is.EqualTo(256));
            try
            {
                reader.ReadString();
            }
            catch (MessagePackException)
            {
                Assert.That(reader.Position, Is.EqualTo(3));
            }

            reader.Skip();
            reader.Skip();
            Assert.That(reader.Remaining, Is.EqualTo(0));
        }

        private static T Whole<T>(string hex, Read<T> read) => Whole(MessagePackVectors.FromHex(hex), read);

        private static T Whole<T>(byte[] bytes, Read<T> read)
        {
            var reader = new MessagePackReader(bytes);
            T value = read(ref reader);
            Assert.That(reader.Remaining, Is.EqualTo(0));
            Assert.That(reader.Position, Is.EqualTo(bytes.Length));
            return value;
        }

        private static void Expect<T>(string hex, decimal value, decimal min, decimal max, Read<T> read)
            where T : IConvertible
        {
            if (value < min || value > max)
            {
                Refuses(hex, read);
                return;
            }

            T result = Whole(hex, read);
            decimal number = result is char c ? c : result.ToDecimal(CultureInfo.InvariantCulture);
            Assert.That(number, Is.EqualTo(value), hex);
        }

        private static void Refuses<T>(string hex, Read<T> read) => Refuses(MessagePackVectors.FromHex(hex), read);

        private static MessagePackException Refuses<T>(byte[] bytes, Read<T> read)
        {
            var reader = new MessagePackReader(bytes);
            try
            {
                read(ref reader);
            }
            catch (MessagePackException e)
            {
                return e;
            }

            throw new AssertionException($"{BitConverter.ToString(bytes)} was read.");
        }
    }
}
