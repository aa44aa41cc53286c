using System;
using NUnit.Framework;
using P2PNet.Messages;

namespace P2PNet.Tests.Messages
{
    public sealed class MessageRegistryTests
    {
        [Test]
        public void KnowsTheMessagesOfThisAssembly()
        {
            Assert.That(MessageRegistry.Default.TryGet(101, out MessageDescriptor? move), Is.True);
            Assert.That(move!.Type, Is.EqualTo(typeof(TestMessages.Move)));
            Assert.That(move.Name, Is.EqualTo("P2PNet.Tests.Messages.TestMessages.Move"));
            Assert.That(move.Delivery, Is.EqualTo(Delivery.UnreliableSequenced));
            Assert.That(MessageRegistry.Default.TryGet(MessageId.FromName("P2PNet.Tests.Messages.TestMessages.Empty"), out MessageDescriptor? empty), Is.True);
            Assert.That(empty!.Delivery, Is.EqualTo(Delivery.ReliableOrdered));
            Assert.That(MessageRegistry.Default.ToArray(), Has.Member(move).And.Member(empty));
            Assert.That(MessageRegistry.Default.Count, Is.EqualTo(MessageRegistry.Default.ToArray().Length));
        }

        [TestCase("", 0x1cd9)]
        [TestCase("a", 0xfb60)]
        [TestCase("Game.Combat.Hit", 0x70be)]
        [TestCase("M146", 0x8012)]
        public void ComputesIdsFromNames(string name, int id) => Assert.That(MessageId.FromName(name), Is.EqualTo(id));

        [Test]
        public void KeepsComputedIdsAboveThoseThatAreGiven()
        {
            for (int i = 0; i < 100_000; i++) Assert.That(MessageId.FromName("Message" + i), Is.GreaterThan(MessageId.MaxExplicit));
        }

        [Test]
        public void NamesBothMessagesThatHaveTheSameId()
        {
            var registry = new MessageRegistry();
            registry.Add(Describe<First>(9));
            Action second = () => registry.Add(Describe<Second>(9));
            Assert.That(
                Caught.By(second),
                Is.TypeOf<InvalidOperationException>().With.Message.Contains("First").And.Message.Contains("Second").And.Message.Contains("id 9")
                    .And.Message.Contains("[Message(Id = "));
            Assert.That(registry.Count, Is.EqualTo(1));
            Assert.That(registry.TryGet(9, out MessageDescriptor? descriptor), Is.True);
            Assert.That(descriptor!.Type, Is.EqualTo(typeof(First)));
        }

        [Test]
        public void TakesTheSameMessageTwice()
        {
            var registry = new MessageRegistry();
            registry.Add(Describe<Third>(11));
            registry.Add(Describe<Third>(11));
            Assert.That(registry.Count, Is.EqualTo(1));
            Action otherId = () => registry.Add(Describe<Third>(12));
            Assert.That(Caught.By(otherId), Is.TypeOf<InvalidOperationException>().With.Message.Contains("Third"));
        }

        [Test]
        public void SaysWhatToDoAboutATypeThatIsNoMessage()
        {
            Action serialize = () => MessageSerializer.Serialize(new TestBuffer(16), "text");
            Assert.That(Caught.By(serialize), Is.TypeOf<InvalidOperationException>().With.Message.Contains("System.String").And.Message.Contains("[Message]"));
        }

        [Test]
        public void FindsEveryIdAndNoOther()
        {
            var table = new MessageIdTable<string>();
            for (int id = 0; id <= ushort.MaxValue; id += 7) table[(ushort)id] = id.ToString();
            for (int id = 0; id <= ushort.MaxValue; id++) Assert.That(table[(ushort)id], Is.EqualTo(id % 7 == 0 ? id.ToString() : null));
        }

        private static MessageDescriptor<T> Describe<T>(ushort id) =>
            new MessageDescriptor<T>(id, typeof(T).Name, Delivery.ReliableOrdered, 0, new NoFormatter<T>());

        private sealed class NoFormatter<T> : IMessageFormatter<T>
        {
            public void Write(ref MessagePackWriter writer, in T value) => throw new NotSupportedException();

            public T Read(ref MessagePackReader reader) => throw new NotSupportedException();
        }

        private struct First
        {
        }

        private struct Second
        {
        }

        private struct Third
        {
        }
    }
}
