using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet.Tests.Sessions
{
    /// <summary>Requests leave the heap by their deadlines, or from the middle, against a list that is sorted each time.</summary>
    [TestFixture]
    internal sealed class DeadlineHeapTests
    {
        [Test]
        public void EarliestIsOnTopWhateverWasTakenOut([Range(1, 10)] int seed)
        {
            var random = new SeededRandom((ulong)seed);
            var pool = new PendingRequestPool<Reply>(MessageType<Reply>.Descriptor, 16);
            var heap = new DeadlineHeap();
            var all = new List<PendingRequest>();
            for (int i = 0; i < 2000; i++)
            {
                if (all.Count > 0 && random.Next(5) < 2)
                {
                    PendingRequest taken = random.Next(2) == 0 ? heap.Top : all[random.Next(all.Count)];
                    heap.Remove(taken);
                    all.Remove(taken);
                }
                else
                {
                    PendingRequest<Reply> request = pool.Get();
                    request.Begin((uint)i, MessageType<Question>.Descriptor, null!, 0, Timestamp.Zero, TimeSpan.FromTicks(1 + random.Next(50)), default);
                    heap.Add(request);
                    all.Add(request);
                }

                Assert.That(heap.Count, Is.EqualTo(all.Count), "seed " + seed);
                Assert.That(heap.NextDeadline, Is.EqualTo(all.Count == 0 ? Timestamp.Never : all.Min(r => r.Deadline)), "seed " + seed);
            }
        }
    }
}
