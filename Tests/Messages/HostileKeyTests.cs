using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Messages;

namespace P2PNet.Tests.Messages
{
    /// <summary>Keys that a peer chose so that they all fall into one place of a hash table.</summary>
    public sealed class HostileKeyTests
    {
        private const int Count = 40_000;

        // What .NET's tables have for this count: multiples of it fall into one place.
        private const int Places = 43_627;

        [Test]
        public void SpreadsKeysThatWouldCollide()
        {
            Expect(Enumerable.Range(0, Count).Select(i => i * Places));
            Expect(Enumerable.Range(0, Count).Select(i => (uint)i * Places));
            Expect(Enumerable.Range(0, Count).Select(i => (long)i << 32 | (uint)i));
            Expect(Enumerable.Range(0, Count).Select(i => (ulong)i << 32 | (uint)i));
            Expect(Enumerable.Range(0, Count).Select(i => TimeSpan.FromTicks((long)i << 32 | (uint)i)));
            Expect(Enumerable.Range(0, Count).Select(i => new DateTime((long)i << 32 | (uint)i)));
            Expect(Enumerable.Range(0, Count).Select(i => BitConverter.Int64BitsToDouble((long)i << 32 | (uint)i)));
            Expect(Enumerable.Range(0, Count).Select(i => new Guid(i, 0, 0, (byte)i, (byte)(i >> 8), (byte)(i >> 16), 0, 0, 0, 0, 0)));
            Expect(Enumerable.Range(0, Count).Select(i => i.ToString()));
            Expect(Enumerable.Range(0, Count).Select(i => (i, -i)));
        }

        [Test]
        public void LeavesSmallDictionariesAsTheyAre()
        {
            Assert.That(MessagePackKeys.ComparerFor<int>(MessagePackKeys.MaxTrusted), Is.Null);
            Dictionary<int, string?> small = Read(MessagePackKeys.MaxTrusted);
            Assert.That(small.Comparer, Is.SameAs(EqualityComparer<int>.Default));
            Assert.That(Read(MessagePackKeys.MaxTrusted + 1).Comparer, Is.Not.SameAs(EqualityComparer<int>.Default));
        }

        [Test]
        public void FindsEveryKeyOfALargeDictionary()
        {
            Dictionary<int, string?> large = Read(Count);
            Assert.That(large.Count, Is.EqualTo(Count));
            Assert.That(Enumerable.Range(0, Count).Count(i => large.ContainsKey(i * Places)), Is.EqualTo(Count));
            Assert.That(large.ContainsKey(1), Is.False);
        }

        [Test]
        public void UsesNoSmallDictionaryAgainForManyKeys()
        {
            var small = new Dictionary<int, int> { [1] = 1 };
            Assert.That(MessageReuse.Emptied(small, MessagePackKeys.MaxTrusted), Is.SameAs(small).And.Empty);
            Assert.That(MessageReuse.Emptied(small, MessagePackKeys.MaxTrusted + 1), Is.Null);
            var large = new Dictionary<int, int>(MessagePackKeys.ComparerFor<int>(Count));
            Assert.That(MessageReuse.Emptied(large, Count), Is.SameAs(large));
            Assert.That(MessageReuse.Emptied(large, 1), Is.SameAs(large));
            var set = new HashSet<int> { 1 };
            Assert.That(MessageReuse.Emptied(set, MessagePackKeys.MaxTrusted + 1), Is.Null);
            Assert.That(MessageReuse.Emptied(set, 1), Is.SameAs(set).And.Empty);
        }

        [Test]
        public void ComparesAsTheTypesDo()
        {
            IEqualityComparer<double> doubles = MessagePackKeys.ComparerFor<double>(Count)!;
            Assert.That(doubles.Equals(0.0, -0.0), Is.True);
            Assert.That(doubles.GetHashCode(0.0), Is.EqualTo(doubles.GetHashCode(-0.0)));
            IEqualityComparer<string?> texts = MessagePackKeys.ComparerFor<string?>(Count)!;
            Assert.That(texts.Equals(null, null) && !texts.Equals("a", "b") && texts.Equals("a", new string('a', 1)), Is.True);
            Assert.That(texts.GetHashCode("ab"), Is.EqualTo(texts.GetHashCode(string.Concat("a", "b"))));
        }

        [Test]
        public void ReadsSetsAndDictionariesOfMessagesSo()
        {
            var message = new ValueMessages.Groups();
            for (int i = 0; i < Count; i++)
            {
                message.Set.Add(i * Places);
                message.Names.Add(i * Places, string.Empty);
            }

            ValueMessages.Groups read = MessageBytes.Read<ValueMessages.Groups>(MessageBytes.Body(message));
            Assert.That(read.Set.SetEquals(message.Set), Is.True);
            Assert.That(read.Set.Comparer, Is.Not.SameAs(EqualityComparer<int>.Default));
            Assert.That(((Dictionary<int, string>)read.Names).Comparer, Is.Not.SameAs(EqualityComparer<int>.Default));
        }

        private static void Expect<T>(IEnumerable<T> keys)
        {
            IEqualityComparer<T> comparer = MessagePackKeys.ComparerFor<T>(Count)!;
            int fullest = keys.GroupBy(key => (uint)comparer.GetHashCode(key!) % Places).Max(place => place.Count());
            Assert.That(fullest, Is.LessThan(20), $"{typeof(T)}: by chance it is 8 or so");
        }

        private static Dictionary<int, string?> Read(int count)
        {
            var buffer = new TestBuffer();
            var writer = new MessagePackWriter(buffer);
            writer.WriteMapHeader(count);
            for (int i = 0; i < count; i++)
            {
                writer.WriteInt32(i * Places);
                writer.WriteString(string.Empty);
            }

            writer.Flush();
            var formatter = new DictionaryFormatter<int, string?>(PrimitiveFormatter.Instance, PrimitiveFormatter.Instance);
            var reader = new MessagePackReader(buffer.Written);
            return formatter.Read(ref reader)!;
        }
    }
}
