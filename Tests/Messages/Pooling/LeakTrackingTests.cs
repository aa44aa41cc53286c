using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using NUnit.Framework;
using P2PNet.Messages;
using static P2PNet.Tests.Messages.Pooling.PooledMessages;

namespace P2PNet.Tests.Messages.Pooling
{
    /// <summary>What is found where leases are tracked: who rented, what was lost, and who changed a message that had gone back.</summary>
    public sealed class LeakTrackingTests
    {
        private bool _before;

        [SetUp]
        public void Track()
        {
            _before = MessagePools.TrackLeaks;
            MessagePools.TrackLeaks = true;
        }

        [TearDown]
        public void Restore() => MessagePools.TrackLeaks = _before;

        [Test]
        public void LeasesThatAreOutAreListedByThePlaceThatRented()
        {
            MessageLease<Snapshot> one = MessagePool<Snapshot>.Rent();
            MessageLease<Snapshot> two = MessagePool<Snapshot>.Rent();
            string[] mine = Mine(MessagePool<Snapshot>.DescribeLeaks(), nameof(LeasesThatAreOutAreListedByThePlaceThatRented));
            Assert.That(mine, Has.Length.EqualTo(2));
            Assert.That(mine[0], Does.Contain("LeakTrackingTests.cs:").And.Contain("1 out, 0 lost"));
            Assert.That(MessagePools.DescribeLeaks(), Is.SupersetOf(mine));
            Assert.That(MessagePool<ResetsItself>.DescribeLeaks().Intersect(mine), Is.Empty);
            one = one.HandOver();
            Assert.That(Mine(MessagePool<Snapshot>.DescribeLeaks(), nameof(LeasesThatAreOutAreListedByThePlaceThatRented)), Is.EqualTo(mine));
            one.Dispose();
            two.Detach();
            Assert.That(Mine(MessagePool<Snapshot>.DescribeLeaks(), nameof(LeasesThatAreOutAreListedByThePlaceThatRented)), Is.Empty);
        }

        [Test]
        public void LostLeaseIsFoundByTheGarbageCollector()
        {
            var sentences = new List<string>();
            void OnLeakFound(string sentence)
            {
                lock (sentences) sentences.Add(sentence);
            }

            MessagePools.LeakFound += OnLeakFound;
            try
            {
                for (int i = 0; i < 3; i++) Lose();
                for (int i = 0; i < 10 && Count() < 3; i++)
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                }
            }
            finally
            {
                MessagePools.LeakFound -= OnLeakFound;
            }

            int Count()
            {
                lock (sentences) return sentences.Count(sentence => sentence.Contains(nameof(Lose)));
            }

            Assert.That(Count(), Is.EqualTo(3));
            Assert.That(Mine(MessagePool<Snapshot>.DescribeLeaks(), nameof(Lose)).Single(), Does.EndWith("0 out, 3 lost"));
        }

        [Test]
        public void MessageThatWasChangedAfterItsReturnIsFoundAtTheNextRentAndUsedNoMore()
        {
            MessageLease<Snapshot> lease = MessagePool<Snapshot>.Rent();
            Snapshot kept = lease.Message;
            lease.Dispose();
            kept.Part.Path.Add(1);
            Exception? found = Caught.By(() => MessagePool<Snapshot>.Rent());
            Assert.That(found, Is.TypeOf<InvalidOperationException>());
            Assert.That(found!.Message, Does.Contain(nameof(MessageThatWasChangedAfterItsReturnIsFoundAtTheNextRentAndUsedNoMore)));
            lease = MessagePool<Snapshot>.Rent();
            Assert.That(lease.Message, Is.Not.SameAs(kept));
            lease.Dispose();
        }

        [Test]
        public void UntrackedMessageThatWasChangedAfterItsReturnIsResetAtTheNextRent()
        {
            MessagePools.TrackLeaks = false;
            MessageLease<Snapshot> lease = MessagePool<Snapshot>.Rent();
            Snapshot kept = lease.Message;
            lease.Dispose();
            kept.Part.Path.Add(1);
            lease = MessagePool<Snapshot>.Rent();
            Assert.That(lease.Message, Is.SameAs(kept));
            Assert.That(kept.Part.Path, Is.Empty);
            lease.Dispose();
        }

        [Test]
        public void MessageThatABorrowingHandlerKeptAndChangedIsFound()
        {
            var dispatcher = new MessageDispatcher<string>();
            Snapshot? kept = null;
            dispatcher.On((string sender, in Snapshot message) => kept = message);
            byte[] body = MessageBytes.Body(new Snapshot { Tick = 5 });
            dispatcher.Dispatch("ann", 111, body);

            // What it was is gone: who looks at it sees a reset message.
            Assert.That(kept!.Tick, Is.EqualTo(-1));
            kept.Tick = 6;
            Exception? found = Caught.By(() => dispatcher.Dispatch("ann", 111, body));
            Assert.That(found, Is.TypeOf<InvalidOperationException>().With.Message.Contains("must not keep it"));
            Assert.That(dispatcher.Dispatch("ann", 111, body), Is.EqualTo(DispatchStatus.Delivered));
        }

        [Test]
        public void TrackingAllocatesNothingInTheSteadyState()
        {
            long allocated = 0;
            for (int round = 0; round < 2; round++)
            {
                // The first round warms up.
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 1000; i++)
                {
                    MessageLease<Snapshot> lease = MessagePool<Snapshot>.Rent();
                    lease.Message.Numbers.Add(i);
                    lease.Dispose();
                }

                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            }

            Assert.That(allocated, Is.EqualTo(0));
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Lose() => MessagePool<Snapshot>.Rent();

        private static string[] Mine(IReadOnlyList<string> lines, string member) => lines.Where(line => line.Contains(member)).ToArray();
    }
}
