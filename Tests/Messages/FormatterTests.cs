using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using NUnit.Framework;
using P2PNet.Messages;

namespace P2PNet.Tests.Messages
{
    /// <summary>The formatters that users build theirs from.</summary>
    public sealed class FormatterTests
    {
        private enum Small : sbyte
        {
            Low = sbyte.MinValue,
        }

        private enum Large : ulong
        {
            High = ulong.MaxValue,
        }

        [Test]
        public void FormatsPrimitives()
        {
            PrimitiveFormatter all = PrimitiveFormatter.Instance;
            Expect(all, true, "c3");
            Expect(all, 'a', "61");
            Expect(all, (sbyte)-1, "ff");
            Expect(all, (byte)200, "ccc8");
            Expect(all, (short)-300, "d1fed4");
            Expect(all, (ushort)300, "cd012c");
            Expect(all, -70000, "d2fffeee90");
            Expect(all, 70000u, "ce00011170");
            Expect(all, long.MinValue, "d38000000000000000");
            Expect(all, ulong.MaxValue, "cfffffffffffffffff");
            Expect(all, 1f, "ca3f800000");
            Expect(all, 1d, "cb3ff0000000000000");
            Expect<string?>(all, "a", "a161");
            Expect<string?>(all, null, "c0");
            Expect<byte[]?>(all, new byte[] { 7 }, "c40107");
            Expect(all, 1.5m, "a3312e35");
            Expect(all, Guid.Empty, "d924" + string.Concat("00000000-0000-0000-0000-000000000000".Select(c => ((int)c).ToString("x2"))));
            Expect(all, DateTime.UnixEpoch, "d6ff00000000");
            Expect(all, new DateTimeOffset(1970, 1, 1, 1, 0, 0, TimeSpan.FromHours(1)), "92d6ff00000e103c");
            Expect(all, TimeSpan.FromTicks(-1), "ff");
            Expect<BitArray?>(all, new BitArray(2, true), "92c3c3");
            Expect<BitArray?>(all, null, "c0");
            Expect(all, new BitVector32(-1), "ceffffffff");
            Expect(all, new MessagePackTimestamp(0, 1), "d7ff0000000400000000");
            Expect(all, new MessagePackExtension(1, new byte[] { 2 }), "d40102");
        }

        [Test]
        public void FormatsEnumsInTheirOwnWidth()
        {
            Expect(new EnumFormatter<Small>(), Small.Low, "d080");
            Expect(new EnumFormatter<Large>(), Large.High, "cfffffffffffffffff");
            Expect(new EnumFormatter<DayOfWeek>(), DayOfWeek.Friday, "05");
            Expect(new EnumFormatter<TestMessages.Wide>(), TestMessages.Wide.Low, "d38000000000000000");
        }

        [Test]
        public void FormatsCollectionsOfWhatTheyAreGiven()
        {
            PrimitiveFormatter all = PrimitiveFormatter.Instance;
            Expect(new NullableFormatter<int>(all), 5, "05");
            Expect(new NullableFormatter<int>(all), default(int?), "c0");
            Expect(new ArrayFormatter<int>(all), new[] { 1, 2 }, "920102");
            Expect(new ArrayFormatter<int>(all), null, "c0");
            Expect(new ListFormatter<string?>(all), new List<string?> { "a", null }, "92a161c0");
            Expect(new ListFormatter<string?>(all), null, "c0");
            var map = new DictionaryFormatter<int, List<bool>?>(all, new ListFormatter<bool>(all));
            Expect(map, new Dictionary<int, List<bool>?> { [1] = new List<bool> { true }, [2] = null }, "820191c302c0");
            Expect(map, null, "c0");
            var texts = new DictionaryFormatter<string, int>((IMessageFormatter<string>)(object)all, all);
            Assert.That(Refuses(texts, "82a16101a16102"), Is.True, "a key twice");
            Assert.That(Refuses(texts, "81c001"), Is.True, "a null key");
            Expect(new HashSetFormatter<int>(all), new HashSet<int> { 2, 1 }, "920201");
            Expect(new HashSetFormatter<int>(all), null, "c0");
            Expect(new KeyValuePairFormatter<int, bool>(all, all), new KeyValuePair<int, bool>(5, true), "9205c3");
            Expect(new ValueTupleFormatter<int, bool>(all, all), (5, true), "9205c3");
            Assert.That(Refuses(new ValueTupleFormatter<int, bool>(all, all), "9105"), Is.True, "an item too few");
            Assert.That(Refuses(new KeyValuePairFormatter<int, bool>(all, all), "9305c3c0"), Is.True, "a value too many");
            Expect(new BinaryGuidFormatter(), new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), "c41001000000" + "0200" + "0300" + "0405060708090a0b");
        }

        [Test]
        public void AsksForAFormatterThatNobodySet()
        {
            Action get = () => FormatterRegistry.Get<Version>();
            Assert.That(Caught.By(get), Is.TypeOf<InvalidOperationException>().With.Message.Contains("System.Version").And.Message.Contains("FormatterRegistry.Set"));
        }

        private static void Expect<T>(IMessageFormatter<T> formatter, T value, string hex)
        {
            var buffer = new TestBuffer(100);
            var writer = new MessagePackWriter(buffer);
            formatter.Write(ref writer, in value);
            writer.Flush();
            Assert.That(MessageBytes.Hex(buffer.Written.ToArray()), Is.EqualTo(hex));
            var reader = new MessagePackReader(buffer.Written);
            Assert.That(formatter.Read(ref reader), Is.EqualTo(value));
            Assert.That(reader.Remaining, Is.EqualTo(0));
        }

        private static bool Refuses<T>(IMessageFormatter<T> formatter, string hex)
        {
            var reader = new MessagePackReader(MessagePackVectors.FromHex(hex));
            try
            {
                formatter.Read(ref reader);
                return false;
            }
            catch (MessagePackException)
            {
                return true;
            }
        }
    }
}
