using System;
using System.Collections.Generic;
using NUnit.Framework;
using P2PNet.Messages;
using static P2PNet.Tests.Messages.Pooling.PooledMessages;
using static P2PNet.Tests.Messages.TestMessages;

namespace P2PNet.Tests.Messages.Pooling
{
    /// <summary>An instance that is used again is as good as a new one.</summary>
    public sealed class MessageReuseTests
    {
        private static readonly IReusableMessageFormatter<Snapshot> Formatter = Of<Snapshot>();

        [Test]
        public void ReadsIntoAnInstanceWhatANewOneWouldHold()
        {
            IReusableMessageFormatter<Everything> formatter = Of<Everything>();
            for (ulong seed = 1; seed <= 300; seed++)
            {
                var random = new SeededRandom(seed);
                Everything used = formatter.Create();
                for (int i = 0; i < 4; i++)
                {
                    byte[] body = MessageBytes.Body(Fill(random));
                    Read(formatter, body, used);
                    Assert.That(used.NotSent, Is.EqualTo(0));
                    used.NotSent = 1;
                    Assert.That(MessageBytes.Body(used), Is.EqualTo(body), $"seed {seed}");
                }
            }
        }

        [Test]
        public void ReadsAfterRefusedBytesWhatANewOneWouldHold()
        {
            IReusableMessageFormatter<Everything> formatter = Of<Everything>();
            Everything used = formatter.Create();
            for (ulong seed = 1; seed <= 500; seed++)
            {
                var random = new SeededRandom(seed);
                byte[] broken = MessageBytes.Body(Fill(random));
                for (int i = random.Next(8); i >= 0; i--) broken[random.Next(broken.Length)] = (byte)random.Next();
                Exception? refused = Caught.By(() => Read(formatter, broken, used));
                Assert.That(refused, Is.Null.Or.TypeOf<MessagePackException>(), $"seed {seed}");
                Assert.That(refused is null, Is.EqualTo(MessageBytes.CanRead<Everything>(broken)), $"seed {seed}");

                byte[] body = MessageBytes.Body(Fill(random));
                Read(formatter, body, used);
                Assert.That(MessageBytes.Body(used), Is.EqualTo(body), $"seed {seed}");
            }
        }

        [Test]
        public void UsesCollectionsAndObjectsAgain()
        {
            Snapshot used = Formatter.Create();
            Read(Formatter, MessageBytes.Body(Example()), used);
            (List<int> numbers, Part part, Part inList, int[] row) = (used.Numbers, used.Part, used.Parts[0], used.Grid[0]);
            (HashSet<int> seen, Queue<string> orders) = (used.Seen, used.Orders);
            (Dictionary<string, int> scores, float[] samples, byte[] bytes, string name) = (used.Scores, used.Samples, used.Bytes, used.Name);
            Snapshot next = Example();
            next.Parts[0].X = 100;
            next.Samples[0] = 100;
            Read(Formatter, MessageBytes.Body(next), used);
            Assert.That(used.Numbers, Is.SameAs(numbers));
            Assert.That(used.Part, Is.SameAs(part));
            Assert.That(used.Parts[0], Is.SameAs(inList));
            Assert.That(used.Grid[0], Is.SameAs(row));
            Assert.That(used.Scores, Is.SameAs(scores));
            Assert.That(used.Seen, Is.SameAs(seen));
            Assert.That(used.Orders, Is.SameAs(orders));
            Assert.That(MessageBytes.Body(used), Is.EqualTo(MessageBytes.Body(next)));
            Assert.That(used.Samples, Is.SameAs(samples));
            Assert.That(used.Bytes, Is.SameAs(bytes));
            Assert.That(used.Name, Is.SameAs(name));
            Assert.That((inList.X, samples[0]), Is.EqualTo((100, 100f)));
        }

        [Test]
        public void MembersThatAnOlderSenderLacksAreAsTheConstructorMakesThem()
        {
            Snapshot used = Formatter.Create();
            Read(Formatter, MessageBytes.Body(Example()), used);
            byte[] old = MessageBytes.Body(new OldSnapshot { Tick = 4 });
            Read(Formatter, old, used);
            Assert.That(MessageBytes.Body(used), Is.EqualTo(MessageBytes.Body(new Snapshot { Tick = 4 })));
        }

        [Test]
        public void ResetMessageIsAsTheConstructorMakesItAndKeepsItsOwnParts()
        {
            MessageLease<Snapshot> lease = MessagePool<Snapshot>.Rent();
            Snapshot message = lease.Message;
            (List<int> numbers, Part part, float[] samples) = (message.Numbers, message.Part, message.Samples);
            message.Tick = 3;
            numbers.Add(1);
            part.Path.Add(2);
            part.X = 0;
            samples[1] = 4;
            message.Maybe = new Part();
            message.Name = "Ann";
            message.Local = 6;
            lease.Dispose();
            lease = MessagePool<Snapshot>.Rent();
            Assert.That(lease.Message, Is.SameAs(message));
            Assert.That(MessageBytes.Body(message), Is.EqualTo(MessageBytes.Body(new Snapshot())));
            Assert.That(message.Local, Is.EqualTo(5));
            Assert.That(message.Numbers, Is.SameAs(numbers));
            Assert.That(message.Part, Is.SameAs(part));
            Assert.That(message.Samples, Is.SameAs(samples));
            lease.Dispose();
        }

        [Test]
        public void WhatAGamePutIntoARentedMessageStaysTheGames()
        {
            var numbers = new List<int> { 1, 2, 3 };
            var part = new Part { X = 8, Path = new List<int> { 5 } };
            var inList = new Part { X = 9 };
            var samples = new float[] { 1, 2, 3 };
            MessageLease<Snapshot> lease = MessagePool<Snapshot>.Rent();
            Snapshot message = lease.Message;
            message.Numbers = numbers;
            message.Part = part;
            message.Parts.Add(inList);
            message.Samples = samples;
            lease.Dispose();

            // The next one to use the instance.
            lease = MessagePool<Snapshot>.Rent();
            Assert.That(lease.Message, Is.SameAs(message));
            Read(Formatter, MessageBytes.Body(Example()), message);
            lease.Dispose();
            Assert.That(message.Numbers, Is.Not.SameAs(numbers));
            Assert.That(numbers, Is.EqualTo(new[] { 1, 2, 3 }));
            Assert.That((part.X, part.Path.Count, inList.X, samples[2]), Is.EqualTo((8, 1, 9, 3f)));
        }

        [Test]
        public void WhatConstructorsShareIsNeverTouched()
        {
            IReusableMessageFormatter<Shared> formatter = Of<Shared>();
            var other = new Shared { Numbers = new List<int> { 1 }, Samples = new float[] { 8, 9 }, Part = new Part { X = 3 } };
            byte[] full = MessageBytes.Body(other);
            byte[] empty = MessageBytes.Body(default(Empty));
            for (int i = 0; i < 3; i++)
            {
                MessageLease<Shared> lease = MessagePool<Shared>.Rent();
                lease.Message.Part.X = 1;
                lease.Dispose();
                Shared used = formatter.Create();
                Read(formatter, full, used);
                Assert.That(MessageBytes.Body(used), Is.EqualTo(full));
                Read(formatter, empty, used);
                Read(formatter, full, used);
                Assert.That(MessageBytes.Body(used), Is.EqualTo(full));
            }

            Assert.That(Shared.Common, Is.Empty);
            Assert.That(Shared.Weights, Is.EqualTo(new float[] { 1, 2 }));
            Assert.That(Shared.Origin.X, Is.EqualTo(0));
        }

        [Test]
        public void MessageWhoseConstructorFillsACollectionIsNewEachTime()
        {
            for (int i = 0; i < 3; i++)
            {
                MessageLease<Filled> lease = MessagePool<Filled>.Rent();
                Assert.That(lease.Message.Numbers, Is.EqualTo(new[] { 1, 2, 3 }));
                lease.Message.Numbers.Add(4);
                lease.Dispose();
            }
        }

        [Test]
        public void StateThatDoesNotTravelIsResetOrKeepsTheTypeOutOfThePool()
        {
            Assert.That(MessagePool<WithState>.IsPooled, Is.False);
            Assert.That(MessagePool<WithSecret>.IsPooled, Is.False);
            Assert.That(MessagePool<ResetsItself>.IsPooled, Is.True);
            MessageLease<ResetsItself> lease = MessagePool<ResetsItself>.Rent();
            ResetsItself message = lease.Message;
            Assert.That(message.Count(), Is.EqualTo(1));
            lease.Dispose();
            lease = MessagePool<ResetsItself>.Rent();
            Assert.That(lease.Message, Is.SameAs(message));
            Assert.That(lease.Message.Count(), Is.EqualTo(1));
            message.RefusesReset = true;
            lease.Dispose();
            lease = MessagePool<ResetsItself>.Rent();
            Assert.That(lease.Message, Is.Not.SameAs(message));
            lease.Dispose();
        }

        [Test]
        public void DictionariesCompareKeysAsInANewMessage()
        {
            byte[] body = MessageBytes.Body(new WithComparer { Scores = new Dictionary<string, int> { ["a"] = 1, ["A"] = 2 } });
            IReusableMessageFormatter<WithComparer> formatter = Of<WithComparer>();
            WithComparer used = formatter.Create();
            Read(formatter, body, used);
            Assert.That(used.Scores, Has.Count.EqualTo(2));
        }

        [Test]
        public void CollectionsKeepABoundedRoom()
        {
            MessageLease<Snapshot> lease = MessagePool<Snapshot>.Rent();
            Snapshot message = lease.Message;
            for (int i = 0; i < 10_000; i++) message.Numbers.Add(i);
            lease.Dispose();
            lease = MessagePool<Snapshot>.Rent();
            Assert.That(lease.Message, Is.SameAs(message));
            Assert.That(message.Numbers.Capacity, Is.LessThanOrEqualTo(MessageParts.MaxRetainedCapacity));
            lease.Dispose();
        }

        private static Snapshot Example() => new Snapshot
        {
            Tick = 1,
            Numbers = { 1, 2 },
            Part = { X = 3, Path = { 4 } },
            Maybe = new Part(),
            Parts = { new Part { Path = { 5 } }, new Part { X = 6 } },
            Scores = { ["Ann"] = 7 },
            Samples = new float[] { 8, 9 },
            Bytes = new byte[] { 10, 11, 12 },
            Name = "Bob",
            Seen = { 16, 17 },
            Orders = new Queue<string>(new[] { "left", "right" }),
            Grid = new[] { new[] { 13, 14 }, new[] { 15 } },
        };

        private static IReusableMessageFormatter<T> Of<T>() => (IReusableMessageFormatter<T>)MessageType<T>.Descriptor.Formatter;

        private static void Read<T>(IReusableMessageFormatter<T> formatter, byte[] body, T message)
        {
            var reader = new MessagePackReader(body);
            formatter.Read(ref reader, message);
            if (reader.Remaining > 0) throw new MessagePackException("More than the message.");
        }
    }
}
