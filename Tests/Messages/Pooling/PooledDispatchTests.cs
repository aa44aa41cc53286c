using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Messages;
using static P2PNet.Tests.Messages.Pooling.PooledMessages;

namespace P2PNet.Tests.Messages.Pooling
{
    /// <summary>Who has a message that arrives, and for how long: handlers that borrow it, that own it, and the one that takes its lease.</summary>
    public sealed class PooledDispatchTests
    {
        private readonly List<string> _seen = new List<string>();
        private bool _before;

        [SetUp]
        public void DoNotTrack()
        {
            _seen.Clear();
            _before = MessagePools.TrackLeaks;
            MessagePools.TrackLeaks = false;
        }

        [TearDown]
        public void Restore() => MessagePools.TrackLeaks = _before;

        [Test]
        public void BorrowedMessageIsUsedAgainForTheNext()
        {
            var dispatcher = new MessageDispatcher<string>();
            var instances = new HashSet<Snapshot>();
            var ticks = new List<int>();
            dispatcher.On((string sender, in Snapshot message) =>
            {
                instances.Add(message);
                ticks.Add(message.Tick);
            });
            for (int i = 0; i < 5; i++) Send(dispatcher, i);
            Assert.That(ticks, Is.EqualTo(new[] { 0, 1, 2, 3, 4 }));
            Assert.That(instances, Has.Count.EqualTo(1));
        }

        [Test]
        public void MessageThatIsBorrowedIsNotGivenToAnother()
        {
            // A -> handler -> B -> handler, within A's
            var dispatcher = new MessageDispatcher<string>();
            dispatcher.On((string sender, in Snapshot message) =>
            {
                int tick = message.Tick;
                if (tick < 3) Send(dispatcher, tick + 1);
                Assert.That(message.Tick, Is.EqualTo(tick));
                _seen.Add(tick.ToString());
            });
            Send(dispatcher, 0);
            Assert.That(_seen, Is.EqualTo(new[] { "3", "2", "1", "0" }));
        }

        [Test]
        public void HandlerByValueMayKeepTheMessage()
        {
            var dispatcher = new MessageDispatcher<string>();
            var kept = new List<Snapshot>();
            Action<string, Snapshot> owner = (sender, message) => kept.Add(message);
            dispatcher.On((string sender, in Snapshot message) => _seen.Add("in " + message.Tick));
            dispatcher.On(owner);
            for (int i = 0; i < 3; i++) Send(dispatcher, i);
            Assert.That(kept.Select(message => message.Tick), Is.EqualTo(new[] { 0, 1, 2 }));
            Assert.That(kept.Distinct().Count(), Is.EqualTo(3));
            Assert.That(_seen, Is.EqualTo(new[] { "in 0", "in 1", "in 2" }));

            dispatcher.Off(owner);
            Send(dispatcher, 3);
            Send(dispatcher, 4);
            Assert.That(kept.Select(message => message.Tick), Is.EqualTo(new[] { 0, 1, 2 }), "neither called nor used again");
        }

        [Test]
        public void HandlersRunInTheirOrderAndTheOneWithTheLeaseLast()
        {
            var dispatcher = new MessageDispatcher<string>();
            dispatcher.OnLease<Snapshot>((sender, lease) =>
            {
                _seen.Add("lease");
                lease.Dispose();
            });
            dispatcher.On<Snapshot>((sender, message) => _seen.Add("value"));
            dispatcher.On((string sender, in Snapshot message) => _seen.Add("in"));
            Send(dispatcher, 1);
            Assert.That(_seen, Is.EqualTo(new[] { "value", "in", "lease" }));
        }

        [Test]
        public void LeaseHoldsTheMessageUntilItIsDisposed()
        {
            var dispatcher = new MessageDispatcher<string>();
            var held = new Queue<MessageLease<Snapshot>>();
            dispatcher.OnLease<Snapshot>((sender, lease) => held.Enqueue(lease));
            for (int i = 0; i < 5; i++) Send(dispatcher, i);
            Assert.That(held.Select(lease => lease.Message.Tick), Is.EqualTo(new[] { 0, 1, 2, 3, 4 }));
            Snapshot[] instances = held.Select(lease => lease.Message).ToArray();
            while (held.Count > 0) held.Dequeue().Dispose();
            for (int i = 0; i < 5; i++) Send(dispatcher, i);
            Assert.That(held.Select(lease => lease.Message), Is.EquivalentTo(instances));
            while (held.Count > 0) held.Dequeue().Dispose();
        }

        [Test]
        public void ThereIsOneHandlerForLeases()
        {
            var dispatcher = new MessageDispatcher<string>();
            MessageLeaseHandler<string, Snapshot> first = (sender, lease) => lease.Dispose();
            dispatcher.OnLease(first);
            Action second = () => dispatcher.OnLease<Snapshot>((sender, lease) => lease.Dispose());
            Assert.That(Caught.By(second), Is.TypeOf<InvalidOperationException>().With.Message.Contains("takes leases already"));
            dispatcher.OffLease(first);
            Assert.That(Send(dispatcher, 1), Is.EqualTo(DispatchStatus.Unhandled));
            second();
        }

        [Test]
        public void MessageThatAHandlerByValueKeepsIsNotUsedAgainAfterItsLease()
        {
            var dispatcher = new MessageDispatcher<string>();
            var kept = new List<Snapshot>();
            dispatcher.On<Snapshot>((sender, message) => kept.Add(message));
            dispatcher.OnLease<Snapshot>((sender, lease) => lease.Dispose());
            for (int i = 0; i < 3; i++) Send(dispatcher, i);
            Assert.That(kept.Select(message => message.Tick), Is.EqualTo(new[] { 0, 1, 2 }));
        }

        [Test]
        public void MessageComesBackWhenAHandlerThrows([Values] bool inLeaseHandler)
        {
            var dispatcher = new MessageDispatcher<string>();
            MessageLease<Snapshot> kept = default;
            int outstanding = MessagePool<Snapshot>.Outstanding;
            dispatcher.On((string sender, in Snapshot message) =>
            {
                if (!inLeaseHandler) throw new InvalidOperationException("borrower");
            });
            dispatcher.OnLease<Snapshot>((sender, lease) =>
            {
                kept = lease;
                throw new InvalidOperationException("taker");
            });
            string expected = inLeaseHandler ? "taker" : "borrower";
            Assert.That(Caught.By(() => Send(dispatcher, 1)), Is.TypeOf<InvalidOperationException>().With.Message.EqualTo(expected));
            Assert.That(kept.IsValid, Is.False);
            Assert.That(MessagePool<Snapshot>.Outstanding, Is.EqualTo(outstanding));
        }

        [Test]
        public void LeaseThatWasPassedOnStaysWhenTheHandlerThrows()
        {
            var dispatcher = new MessageDispatcher<string>();
            MessageLease<Snapshot> kept = default;
            dispatcher.OnLease<Snapshot>((sender, lease) =>
            {
                kept = lease.HandOver();
                throw new InvalidOperationException();
            });
            Assert.That(Caught.By(() => Send(dispatcher, 8)), Is.TypeOf<InvalidOperationException>());
            Assert.That(kept.Message.Tick, Is.EqualTo(8));
            kept.Dispose();
        }

        [Test]
        public void RefusedMessageLeavesNothingBehind()
        {
            var dispatcher = new MessageDispatcher<string>();
            dispatcher.On((string sender, in Snapshot message) => _seen.Add(message.Name + message.Numbers.Count));
            byte[] body = MessageBytes.Body(new Snapshot { Name = "Eve", Numbers = { 1, 2, 3 } });
            for (int length = 0; length < body.Length; length++)
            {
                Assert.That(dispatcher.Dispatch("eve", 111, body.AsSpan(0, length)), Is.EqualTo(DispatchStatus.Malformed));
                Assert.That(dispatcher.Dispatch("eve", 111, new byte[] { 0x90 }), Is.EqualTo(DispatchStatus.Delivered));
            }

            Assert.That(dispatcher.Dispatch("eve", 111, body.Append((byte)1).ToArray()), Is.EqualTo(DispatchStatus.Malformed));
            Assert.That(_seen.Distinct(), Is.EqualTo(new[] { "nobody0" }));
        }

        [Test]
        public void LargeMessagesAreNotKept()
        {
            var dispatcher = new MessageDispatcher<string>();
            var instances = new HashSet<Snapshot>();
            dispatcher.On((string sender, in Snapshot message) => instances.Add(message));
            byte[] body = MessageBytes.Body(new Snapshot { Bytes = new byte[MessagePool<Snapshot>.MaxRetainedBytes] });
            for (int i = 0; i < 3; i++) dispatcher.Dispatch("ann", 111, body);
            Assert.That(instances, Has.Count.EqualTo(3));
        }

        [Test]
        public void TypesThatAreNotPooledAreNewEachTime()
        {
            var dispatcher = new MessageDispatcher<string>();
            var kept = new List<Unpooled>();
            var leased = new List<TestMessages.Positional>();
            dispatcher.On((string sender, in Unpooled message) => kept.Add(message));
            dispatcher.OnLease<TestMessages.Positional>((sender, lease) =>
            {
                leased.Add(lease.Message);
                lease.Dispose();
            });
            for (int i = 0; i < 3; i++)
            {
                dispatcher.Dispatch("ann", MessageType<Unpooled>.Descriptor.Id, MessageBytes.Body(new Unpooled { Number = i }));
                dispatcher.Dispatch("ann", MessageType<TestMessages.Positional>.Descriptor.Id, MessageBytes.Body(new TestMessages.Positional(i, null)));
            }

            Assert.That(kept.Select(message => message.Number), Is.EqualTo(new[] { 0, 1, 2 }));
            Assert.That(leased.Select(message => message.Number), Is.EqualTo(new[] { 0, 1, 2 }));
        }

        [TestCase(false)]
        [TestCase(true)]
        public void AllocatesNothingToWriteReadAndDispatchClasses(bool byLease)
        {
            const int Messages = 100_000;
            var dispatcher = new MessageDispatcher<string>();
            var buffer = new TestBuffer(1000);
            long sum = 0;
            if (byLease)
            {
                dispatcher.OnLease<Snapshot>((sender, lease) =>
                {
                    sum += lease.Message.Tick + lease.Message.Part.Path[0];
                    lease.Dispose();
                });
            }
            else
            {
                dispatcher.On((string sender, in Snapshot message) => sum += message.Tick + message.Part.Path[0]);
            }

            long allocated = 0;
            for (int round = 0; round < 2; round++)
            {
                // The first round warms up.
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < Messages; i++)
                {
                    MessageLease<Snapshot> lease = MessagePool<Snapshot>.Rent();
                    Snapshot message = lease.Message;
                    message.Tick = i;
                    for (int n = 0; n < 10; n++) message.Numbers.Add(n);
                    message.Part.Path.Add(1);
                    message.Samples[2] = i;
                    buffer.Clear();
                    MessageSerializer.Serialize(buffer, in message);
                    lease.Dispose();
                    MessageSerializer.TryReadHeader(buffer.Written, false, out MessageHeader header);
                    dispatcher.Dispatch("ann", header.Id, buffer.Written.Slice(header.Length));
                }

                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            }

            Assert.That(sum, Is.EqualTo(2L * Messages * (Messages + 1) / 2));
            Assert.That(allocated, Is.EqualTo(0));
        }

        private static DispatchStatus Send(MessageDispatcher<string> dispatcher, int tick) =>
            dispatcher.Dispatch("ann", 111, MessageBytes.Body(new Snapshot { Tick = tick }));
    }
}
