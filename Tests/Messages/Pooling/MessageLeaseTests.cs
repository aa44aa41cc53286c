using System;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Messages;
using static P2PNet.Tests.Messages.Pooling.PooledMessages;

namespace P2PNet.Tests.Messages.Pooling
{
    /// <summary>A lease hands a message over exactly once, whatever is tracked.</summary>
    [TestFixture(true)]
    [TestFixture(false)]
    internal sealed class MessageLeaseTests
    {
        private readonly bool _track;
        private bool _before;

        public MessageLeaseTests(bool track) => _track = track;

        [SetUp]
        public void Track()
        {
            _before = MessagePools.TrackLeaks;
            MessagePools.TrackLeaks = _track;
        }

        [TearDown]
        public void Restore() => MessagePools.TrackLeaks = _before;

        [Test]
        public void InstanceThatCameBackIsLentAgain()
        {
            MessageLease<Snapshot> first = MessagePool<Snapshot>.Rent();
            Snapshot message = first.Message;
            first.Dispose();
            MessageLease<Snapshot> second = MessagePool<Snapshot>.Rent();
            Assert.That(second.Message, Is.SameAs(message));
            second.Dispose();
        }

        [Test]
        public void EachUseAfterTheEndThrowsAndNamesThePlaceThatRented()
        {
            MessageLease<Snapshot> lease = MessagePool<Snapshot>.Rent();
            MessageLease<Snapshot> copy = lease;
            lease.Dispose();
            Assert.That(copy.IsValid, Is.False);
            Action[] uses = { () => _ = copy.Message, () => copy.Dispose(), () => copy.Detach(), () => copy.HandOver(), () => lease.Dispose() };
            foreach (Action use in uses)
            {
                Exception? thrown = Caught.By(use);
                Assert.That(thrown, Is.TypeOf<ObjectDisposedException>());
                Assert.That(thrown!.Message, Does.Contain(_track ? nameof(EachUseAfterTheEndThrowsAndNamesThePlaceThatRented) : "TrackLeaks"));
            }
        }

        [Test]
        public void CopyOfAnEndedLeaseCannotEndTheNextOne()
        {
            MessageLease<Snapshot> old = MessagePool<Snapshot>.Rent();
            old.Dispose();
            MessageLease<Snapshot> next = MessagePool<Snapshot>.Rent();
            Assert.That(Caught.By(() => old.Dispose()), Is.TypeOf<ObjectDisposedException>());
            Assert.That(Caught.By(() => _ = old.Message), Is.TypeOf<ObjectDisposedException>());
            next.Message.Tick = 3;
            Assert.That(next.IsValid, Is.True);
            next.Dispose();
        }

        [Test]
        public void OnlyTheOneThatItWasHandedToHoldsIt()
        {
            MessageLease<Snapshot> first = MessagePool<Snapshot>.Rent();
            Snapshot message = first.Message;
            MessageLease<Snapshot> second = first.HandOver();
            Assert.That(second.Message, Is.SameAs(message));
            Assert.That(Caught.By(() => first.Dispose()), Is.TypeOf<ObjectDisposedException>());
            second.Dispose();
            string expected = _track ? nameof(OnlyTheOneThatItWasHandedToHoldsIt) : "TrackLeaks";
            Assert.That(Caught.By(() => second.Dispose())?.Message, Does.Contain(expected));
        }

        [Test]
        public void DetachedMessageIsNotUsedAgain()
        {
            int outstanding = MessagePool<Snapshot>.Outstanding;
            MessageLease<Snapshot> lease = MessagePool<Snapshot>.Rent();
            Assert.That(MessagePool<Snapshot>.Outstanding, Is.EqualTo(outstanding + 1));
            Snapshot mine = lease.Detach();
            Assert.That(MessagePool<Snapshot>.Outstanding, Is.EqualTo(outstanding));
            mine.Tick = 9;
            MessageLease<Snapshot> next = MessagePool<Snapshot>.Rent();
            Assert.That(next.Message, Is.Not.SameAs(mine));
            Assert.That(mine.Tick, Is.EqualTo(9));
            next.Dispose();
        }

        [Test]
        public void DefaultLeaseHasNoMessage()
        {
            var none = default(MessageLease<Snapshot>);
            Assert.That(none.IsValid, Is.False);
            Assert.That(Caught.By(() => _ = none.Message), Is.TypeOf<ObjectDisposedException>());
            Assert.That(Caught.By(() => none.Dispose()), Is.TypeOf<ObjectDisposedException>());
        }

        [Test]
        public void OfThreadsThatEndALeaseAtOnceOneSucceeds()
        {
            const int Rounds = 2000;
            int ended = 0;
            for (int round = 0; round < Rounds; round++)
            {
                MessageLease<Snapshot> lease = MessagePool<Snapshot>.Rent();
                Parallel.For(0, 4, _ =>
                {
                    if (Caught.By(() => lease.Dispose()) is null) Interlocked.Increment(ref ended);
                });
            }

            Assert.That(ended, Is.EqualTo(Rounds));
        }

        [Test]
        public void TypesThatCannotBePooledSaySo()
        {
            Assert.That(MessagePool<Snapshot>.IsPooled, Is.True);
            Assert.That(MessagePool<Unpooled>.IsPooled, Is.False);
            Assert.That(MessagePool<TestMessages.Positional>.IsPooled, Is.False);
            Assert.That(Caught.By(() => MessagePool<Unpooled>.Rent()), Is.TypeOf<InvalidOperationException>().With.Message.Contains("is not pooled"));
            Assert.That(Caught.By(() => MessagePool<string>.Rent()), Is.TypeOf<InvalidOperationException>().With.Message.Contains("not a registered message"));
        }

        [Test]
        public void KeepsNoMoreThanItSays()
        {
            var leases = new MessageLease<ResetsItself>[2 * MessagePool<ResetsItself>.MaxRetained];
            var messages = new ResetsItself[leases.Length];
            for (int i = 0; i < leases.Length; i++)
            {
                leases[i] = MessagePool<ResetsItself>.Rent();
                messages[i] = leases[i].Message;
            }

            for (int i = 0; i < leases.Length; i++) leases[i].Dispose();
            int again = 0;
            for (int i = 0; i < leases.Length; i++)
            {
                leases[i] = MessagePool<ResetsItself>.Rent();
                if (Array.IndexOf(messages, leases[i].Message) >= 0) again++;
            }

            Assert.That(again, Is.EqualTo(MessagePool<ResetsItself>.MaxRetained));
            foreach (MessageLease<ResetsItself> lease in leases) lease.Detach();
        }
    }
}
