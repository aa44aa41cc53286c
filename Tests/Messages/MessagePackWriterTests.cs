using System;
using System.Globalization;
using NUnit.Framework;
using P2PNet.Messages;

namespace P2PNet.Tests.Messages
{
    public sealed class MessagePackWriterTests
    {
        private delegate void Write(ref MessagePackWriter writer);

        [Test]
        public void WritesWholeNumbersInTheShortestForm()
        {
            foreach ((string text, string hex) in MessagePackVectors.Integers)
            {
                decimal value = decimal.Parse(text, CultureInfo.InvariantCulture);
                if (value >= long.MinValue && value <= long.MaxValue) Expect(hex, (ref MessagePackWriter w) => w.WriteInt64((long)value), text);
                if (value >= 0) Expect(hex, (ref MessagePackWriter w) => w.WriteUInt64((ulong)value), text);
                if (value >= int.MinValue && value <= int.MaxValue) Expect(hex, (ref MessagePackWriter w) => w.WriteInt32((int)value), text);
                if (value >= 0 && value <= uint.MaxValue) Expect(hex, (ref MessagePackWriter w) => w.WriteUInt32((uint)value), text);
                if (value >= short.MinValue && value <= short.MaxValue) Expect(hex, (ref MessagePackWriter w) => w.WriteInt16((short)value), text);
                if (value >= 0 && value <= ushort.MaxValue) Expect(hex, (ref MessagePackWriter w) => w.WriteUInt16((ushort)value), text);
                if (value >= 0 && value <= char.MaxValue) Expect(hex, (ref MessagePackWriter w) => w.WriteChar((char)value), text);
                if (value >= sbyte.MinValue && value <= sbyte.MaxValue) Expect(hex, (ref MessagePackWriter w) => w.WriteSByte((sbyte)value), text);
                if (value >= 0 && value <= byte.MaxValue) Expect(hex, (ref MessagePackWriter w) => w.WriteByte((byte)value), text);
            }
        }

        [Test]
        public void WritesNilAndBooleans()
        {
            Expect("c0", (ref MessagePackWriter w) => w.WriteNil());
            Expect("c2", (ref MessagePackWriter w) => w.WriteBoolean(false));
            Expect("c3", (ref MessagePackWriter w) => w.WriteBoolean(true));
            Expect("c0", (ref MessagePackWriter w) => w.WriteString(null));
            Expect("c0", (ref MessagePackWriter w) => w.WriteBinary(null));
        }

        [Test]
        public void WritesFloatingPointNumbersInTheirOwnWidth()
        {
            foreach ((double value, string hex) in MessagePackVectors.Doubles) Expect(hex, (ref MessagePackWriter w) => w.WriteDouble(value));
            foreach ((float value, string hex) in MessagePackVectors.Singles) Expect(hex, (ref MessagePackWriter w) => w.WriteSingle(value));
        }

        [Test]
        public void WritesHeadsInTheShortestForm()
        {
            foreach ((int length, string head) in MessagePackVectors.Strings)
            {
                byte[] letters = MessagePackVectors.Letters(length);
                Expect(MessagePackVectors.Join(head, letters), (ref MessagePackWriter w) => w.WriteString(new string('a', length)));
                Expect(MessagePackVectors.Join(head, letters), (ref MessagePackWriter w) => w.WriteUtf8(letters));
            }

            foreach ((int length, string head) in MessagePackVectors.Binaries)
            {
                Expect(MessagePackVectors.Join(head, new byte[length]), (ref MessagePackWriter w) => w.WriteBinary(new byte[length]));
            }

            foreach ((int length, string head) in MessagePackVectors.Extensions)
            {
                Expect(MessagePackVectors.Join(head, new byte[length]), (ref MessagePackWriter w) => w.WriteExtension(5, new byte[length]));
            }

            foreach ((int count, string head) in MessagePackVectors.Arrays) Expect(head, (ref MessagePackWriter w) => w.WriteArrayHeader(count));
            foreach ((int count, string head) in MessagePackVectors.Maps) Expect(head, (ref MessagePackWriter w) => w.WriteMapHeader(count));
        }

        [Test]
        public void WritesTextAsUtf8()
        {
            foreach ((string text, string hex) in MessagePackVectors.Texts) Expect(hex, (ref MessagePackWriter w) => w.WriteString(text));
            Expect("a3efbfbd", (ref MessagePackWriter w) => w.WriteString("\ud83d"));
        }

        [Test]
        public void RefusesNegativeCounts()
        {
            Action array = () => new MessagePackWriter(new TestBuffer(16)).WriteArrayHeader(-1);
            Action map = () => new MessagePackWriter(new TestBuffer(16)).WriteMapHeader(-1);
            Assert.That(Caught.By(array), Is.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(Caught.By(map), Is.TypeOf<ArgumentOutOfRangeException>());
        }

        private static void Expect(string hex, Write write, string? what = null) => Expect(MessagePackVectors.FromHex(hex), write, what);

        /// <summary>The bytes must be the same whether the buffer hands out one large span or many that just suffice.</summary>
        private static void Expect(byte[] expected, Write write, string? what = null)
        {
            foreach (bool exactSpans in new[] { false, true })
            {
                var buffer = new TestBuffer(expected.Length + 64, exactSpans);
                var writer = new MessagePackWriter(buffer);
                write(ref writer);
                writer.Flush();
                Assert.That(buffer.Written.ToArray(), Is.EqualTo(expected), what ?? string.Empty);
            }
        }
    }
}
