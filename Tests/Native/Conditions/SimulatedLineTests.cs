using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;

namespace P2PNet.Tests.Native
{
    /// <summary>What a simulated direction does to datagrams, in virtual time.</summary>
    public sealed class SimulatedLineTests
    {
        private const ulong Seed = 20260717;

        // 1 ms apart, 20 ms long -> each arrives 20 ms after it set out, in order
        [Test]
        public void LatencyDelaysEachDatagramByExactlyThat()
        {
            using var line = new LineUnderTest(new NetworkConditions { Latency = TimeSpan.FromMilliseconds(20) }, Seed);
            line.Send(1000, TimeSpan.FromMilliseconds(1));
            Assert.That(line.Arrivals, Has.Count.EqualTo(1000));
            Assert.That(line.Arrivals.Select(a => a.Number), Is.Ordered);
            Assert.That(line.Arrivals.Select(a => a.Delay.TotalMilliseconds), Is.All.EqualTo(20).Within(0.0001));
        }

        // far enough apart not to meet: the whole range, evenly
        [Test]
        public void JitterIsUniformAroundTheLatency()
        {
            using var line = new LineUnderTest(new NetworkConditions { Latency = TimeSpan.FromMilliseconds(50), Jitter = TimeSpan.FromMilliseconds(10) }, Seed);
            line.Send(20_000, TimeSpan.FromMilliseconds(21));
            double[] delays = line.Arrivals.Select(a => a.Delay.TotalMilliseconds).ToArray();
            Assert.That(delays, Has.Length.EqualTo(20_000));
            Assert.That(delays.Min(), Is.InRange(40, 40.01), line.Describe());
            Assert.That(delays.Max(), Is.InRange(59.99, 60), line.Describe());
            // The mean of n uniform values strays by 20 / sqrt(12 n) = 0.041 ms; four of them are allowed.
            Assert.That(delays.Average(), Is.EqualTo(50).Within(0.17), line.Describe());
            // Ten bins of 2000 each, which stray by sqrt(2000 * 0.9) = 42.
            foreach (IGrouping<int, double> bin in delays.GroupBy(d => Math.Min(9, (int)((d - 40) / 2))))
                Assert.That(bin.Count(), Is.EqualTo(2000).Within(170), () => "bin " + bin.Key + ", " + line.Describe());
        }

        [Test]
        public void JitterChangesNoOrder()
        {
            using var line = new LineUnderTest(new NetworkConditions { Latency = TimeSpan.FromMilliseconds(50), Jitter = TimeSpan.FromMilliseconds(50) }, Seed);
            line.Send(5000, TimeSpan.FromMilliseconds(1));
            Assert.That(line.Arrivals.Select(a => a.Number), Is.Ordered);
            Assert.That(line.Arrivals, Has.Count.EqualTo(5000));
            Assert.That(line.Arrivals.Select(a => a.Delay.TotalMilliseconds), Is.All.InRange(0, 100));
        }

        [TestCase(0.01)]
        [TestCase(0.1)]
        [TestCase(0.5)]
        public void LossTakesItsPart(double part)
        {
            const int sent = 20_000;
            using var line = new LineUnderTest(new NetworkConditions { Loss = part }, Seed);
            line.Send(sent, TimeSpan.FromMilliseconds(1));
            double deviation = Math.Sqrt(sent * part * (1 - part));
            Assert.That(line.Line.Counters.Lost, Is.EqualTo(sent * part).Within(4 * deviation), line.Describe());
            Assert.That(line.Arrivals, Has.Count.EqualTo(sent - line.Line.Counters.Lost));
            // Independent: after a lost one, the next is lost as often as any.
            var arrived = new HashSet<int>(line.Arrivals.Select(a => a.Number));
            int pairs = Enumerable.Range(0, sent - 1).Count(i => !arrived.Contains(i) && !arrived.Contains(i + 1));
            Assert.That(pairs, Is.EqualTo(sent * part * part).Within(6 * Math.Sqrt(sent) * part), line.Describe());
        }

        [Test]
        public void LossOfOneLosesEverything()
        {
            using var line = new LineUnderTest(new NetworkConditions { Loss = 1 }, Seed);
            line.Send(100, TimeSpan.FromMilliseconds(1));
            Assert.That(line.Arrivals, Is.Empty);
        }

        [Test]
        public void DuplicatesAreCopiesBehindTheirOriginals()
        {
            const int sent = 10_000;
            using var line = new LineUnderTest(new NetworkConditions { Duplicate = 0.2, Latency = TimeSpan.FromMilliseconds(5), Jitter = TimeSpan.FromMilliseconds(5) }, Seed);
            line.ChangesWhatArrives = true;
            line.Send(sent, TimeSpan.FromMilliseconds(1));
            Assert.That(line.Line.Counters.Duplicated, Is.EqualTo(2000).Within(160), line.Describe());
            Assert.That(line.Arrivals, Has.Count.EqualTo(sent + line.Line.Counters.Duplicated));
            Assert.That(line.Arrivals.Select(a => a.Number), Is.Ordered);
            Assert.That(line.Arrivals.Select(a => a.IsIntact), Is.All.True, "decrypting one in place must not change the other");
        }

        // 0 1 2 3 4 -> 0 2 3 1 4: one to three overtake it
        [Test]
        public void ReorderedDatagramsAreOvertakenByOneToThree()
        {
            const int sent = 20_000;
            using var line = new LineUnderTest(new NetworkConditions { Reorder = 0.01, Latency = TimeSpan.FromMilliseconds(30) }, Seed);
            line.Send(sent, TimeSpan.FromMilliseconds(1));
            Assert.That(line.Arrivals, Has.Count.EqualTo(sent));
            Assert.That(line.Line.Counters.Reordered, Is.EqualTo(200).Within(60), line.Describe());
            int[] overtakings = line.Overtakings();
            Assert.That(overtakings.Count(o => o > 0), Is.InRange(line.Line.Counters.Reordered * 0.9, line.Line.Counters.Reordered), line.Describe());
            for (int overtakers = 1; overtakers <= 3; overtakers++) Assert.That(overtakings.Count(o => o == overtakers), Is.EqualTo(67).Within(33), line.Describe());
            // One that is overtaken may itself have been set aside: then a later one has passed it, too.
            Assert.That(overtakings.Max(), Is.LessThanOrEqualTo(5), line.Describe());
        }

        // alternating between two peers: only datagrams to the same one count
        [Test]
        public void OvertakingCountsBetweenTheSameTwoSockets()
        {
            using var line = new LineUnderTest(new NetworkConditions { Reorder = 0.01 }, Seed) { Remotes = 2 };
            line.Send(20_000, TimeSpan.FromMilliseconds(1));
            int[] overtakings = line.Overtakings();
            Assert.That(overtakings.Count(o => o > 0), Is.InRange(line.Line.Counters.Reordered * 0.9, line.Line.Counters.Reordered), line.Describe());
        }

        [Test]
        public void ReorderedDatagramThatNothingFollowsArrivesAfterAMoment()
        {
            using var line = new LineUnderTest(new NetworkConditions { Reorder = 1, Latency = TimeSpan.FromMilliseconds(30) }, Seed);
            line.Send(1, TimeSpan.Zero);
            Assert.That(line.Arrivals.Single().Delay, Is.EqualTo(TimeSpan.FromMilliseconds(130)));
        }

        // 1000 bytes with their 28 of headers at 1 Mbit/s: 8.224 ms each
        [Test]
        public void BottleneckPassesItsBandwidth()
        {
            using var line = new LineUnderTest(new NetworkConditions { Bandwidth = 1_000_000 }, Seed) { Size = 1000 };
            line.Send(2000, TimeSpan.FromMilliseconds(4));
            double seconds = (line.Arrivals[^1].At - line.Arrivals[0].At).TotalSeconds;
            double bits = (line.Arrivals.Count - 1) * (1000 + 28) * 8;
            Assert.That(bits / seconds, Is.EqualTo(1_000_000).Within(100));
            Assert.That(line.Line.Counters.Dropped + line.Arrivals.Count, Is.EqualTo(2000));
            // Twice as much came as passes.
            Assert.That(line.Arrivals.Count, Is.EqualTo(8000 / 8.224).Within(30));
        }

        [Test]
        public void HeadersOfIPv6CountForMore()
        {
            using var line = new LineUnderTest(new NetworkConditions { Bandwidth = 1_000_000 }, Seed) { Size = 100, IsIPv6 = true };
            line.Send(1, TimeSpan.Zero);
            Assert.That(line.Arrivals.Single().Delay.TotalMilliseconds, Is.EqualTo(1.184).Within(0.0001));
        }

        // a burst of 100 KB into 1 Mbit/s with 100 ms of queue: the tail of it is dropped, and nothing waits longer
        [Test]
        public void QueueFillsUpToItsDelayAndDropsItsTail()
        {
            using var line = new LineUnderTest(new NetworkConditions { Bandwidth = 1_000_000, MaxQueueDelay = TimeSpan.FromMilliseconds(100) }, Seed) { Size = 1000 };
            line.Send(100, TimeSpan.Zero);
            Assert.That(line.Arrivals.Select(a => a.Number), Is.EqualTo(Enumerable.Range(0, 13)), "the first, and those that wait no longer than 100 ms");
            Assert.That(line.Arrivals.Max(a => a.Delay.TotalMilliseconds), Is.EqualTo(13 * 8.224).Within(0.001));
            Assert.That(line.Line.Counters.Dropped, Is.EqualTo(87));
        }

        [Test]
        public void SameSeedMeansSameFates()
        {
            var conditions = NetworkConditions.Poor;
            var runs = new List<string>();
            foreach (ulong seed in new[] { Seed, Seed, Seed + 1 })
            {
                using var line = new LineUnderTest(conditions, seed);
                line.Send(500, TimeSpan.FromMilliseconds(7));
                runs.Add(string.Join(" ", line.Arrivals.Select(a => a.Number + "@" + a.At.Ticks)));
            }

            Assert.That(runs[0], Is.EqualTo(runs[1]));
            Assert.That(runs[0], Is.Not.EqualTo(runs[2]));
        }

        // 40 under way, then off: all of them at once and in order, and what comes later passes as it is
        [Test]
        public void EndLosesNothingThatIsUnderWay()
        {
            using var line = new LineUnderTest(new NetworkConditions { Latency = TimeSpan.FromMilliseconds(400), Jitter = TimeSpan.FromMilliseconds(300) }, Seed);
            line.Send(40, TimeSpan.FromMilliseconds(1), drain: false);
            Timestamp end = line.Now;
            line.Line.SetConditions(null, 0);
            line.Send(10, TimeSpan.FromMilliseconds(1));
            Assert.That(line.Arrivals.Select(a => a.Number), Is.EqualTo(Enumerable.Range(0, 50)));
            Assert.That(line.Arrivals.Take(40).Select(a => a.At), Is.All.LessThanOrEqualTo(end));
            Assert.That(line.Arrivals.Skip(40).Select(a => a.Delay), Is.All.EqualTo(TimeSpan.Zero));
        }

        // 400 ms, then 50 ms: nothing overtakes, nothing is lost
        [Test]
        public void ChangeLosesNothingAndKeepsTheOrder()
        {
            using var line = new LineUnderTest(new NetworkConditions { Latency = TimeSpan.FromMilliseconds(400) }, Seed);
            line.Send(100, TimeSpan.FromMilliseconds(1), drain: false);
            line.Line.SetConditions(new NetworkConditions { Latency = TimeSpan.FromMilliseconds(50) }, Seed);
            line.Send(1000, TimeSpan.FromMilliseconds(1));
            Assert.That(line.Arrivals.Select(a => a.Number), Is.EqualTo(Enumerable.Range(0, 1100)));
            Assert.That(line.Arrivals[99].Delay, Is.EqualTo(TimeSpan.FromMilliseconds(400)));
            Assert.That(line.Arrivals[1099].Delay, Is.EqualTo(TimeSpan.FromMilliseconds(50)));
        }

        [Test]
        public void WhatIsUnderWayIsBounded()
        {
            using var line = new LineUnderTest(new NetworkConditions { Latency = TimeSpan.FromSeconds(10) }, Seed);
            line.Send(SimulatedLine.MaxDatagrams + 10, TimeSpan.Zero);
            Assert.That((line.Arrivals.Count, line.Line.Counters.Overflowed), Is.EqualTo((SimulatedLine.MaxDatagrams, 10L)));

            using var large = new LineUnderTest(new NetworkConditions { Latency = TimeSpan.FromSeconds(10) }, Seed) { Size = 65_507 };
            large.Send(300, TimeSpan.Zero);
            Assert.That(large.Arrivals, Has.Count.EqualTo(SimulatedLine.MaxBytes / 65_507));
            large.Send(1, TimeSpan.Zero);
            Assert.That(large.Arrivals, Has.Count.EqualTo((SimulatedLine.MaxBytes / 65_507) + 1), "there is room again");
        }

        [Test]
        public void BuffersUnderWayComeBackAtTheEnd()
        {
            var pool = new BufferPool(trackLeaks: true);
            var line = new SimulatedLine(pool);
            line.SetConditions(new NetworkConditions { Latency = TimeSpan.FromSeconds(1), Reorder = 0.3, Duplicate = 0.5 }, Seed);
            for (int i = 0; i < 200; i++) line.Enter(Timestamp.Zero, default, new byte[100]);
            Assert.That(pool.Outstanding, Is.EqualTo(line.Count).And.GreaterThan(200));
            line.Dispose();
            Assert.That(pool.Outstanding, Is.Zero, () => string.Join("\n", pool.DescribeLeaks()));
        }

        [Test]
        [NonParallelizable]
        public void SteadyStateAllocatesNothing()
        {
            var pool = new BufferPool();
            using var line = new SimulatedLine(pool);
            line.SetConditions(NetworkConditions.Poor with { Bandwidth = 0 }, Seed);
            var bytes = new byte[200];
            Timestamp now = Timestamp.Zero;
            Run(20_000);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(100_000);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

            void Run(int count)
            {
                for (int i = 0; i < count; i++)
                {
                    now += TimeSpan.FromMilliseconds(1);
                    line.Enter(now, default, bytes);
                    while (line.NextTimeout <= now && line.TryTake(now, out _, out PooledBuffer? taken)) taken!.Dispose();
                }
            }
        }

        [Test]
        public void NothingIsTakenBeforeItsTimeoutAndAllAtIt()
        {
            var random = new SeededRandom(Seed);
            var pool = new BufferPool();
            using var line = new SimulatedLine(pool);
            line.SetConditions(NetworkConditions.Poor, Seed);
            Timestamp now = Timestamp.Zero;
            for (int i = 0; i < 5000; i++)
            {
                now += new TimeSpan(random.Next(100_000));
                if (random.Next(3) > 0) line.Enter(now, default, new byte[1 + random.Next(1200)]);
                bool isDue = line.NextTimeout <= now;
                Assert.That(line.TryTake(now, out _, out PooledBuffer? taken), Is.EqualTo(isDue), () => "step " + i + ", seed " + Seed);
                if (isDue) taken!.Dispose();
            }
        }
    }
}
