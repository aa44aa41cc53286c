using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using NUnit.Framework;
using P2PNet.Rtc;

namespace P2PNet.Tests.Native
{
    /// <summary>Two network threads of one process connect over real sockets on loopback; the signaling goes by hand.</summary>
    public sealed class LinkOverLoopbackTests
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

        private LoopbackPeer _a = null!;
        private LoopbackPeer _b = null!;

        [SetUp]
        public void Start()
        {
            _a = new LoopbackPeer();
            _b = new LoopbackPeer();
            _a.Other = _b;
            _b.Other = _a;
        }

        [TearDown]
        public void Stop()
        {
            _a.Dispose();
            _b.Dispose();
            Assert.That(_a.Client.Log, Is.Empty);
            Assert.That(_b.Client.Log, Is.Empty);
        }

        [Test]
        public void Connects()
        {
            var times = new List<double>();
            for (int i = 0; i < 5; i++)
            {
                if (i > 0)
                {
                    Stop();
                    Start();
                }

                times.Add(Connect().TotalMilliseconds);
            }

            TestContext.Out.WriteLine("from the offer to open channels on both sides: " + string.Join(", ", times.ConvertAll(t => t.ToString("0.0"))) + " ms (the first one cold)");
            PathStatistics path = _a.Client.Ask(() => _a.Connection.Statistics);
            Assert.That(path.HasPath, Is.True);
            Assert.That(path.LocalType, Is.EqualTo(CandidateType.Host));
            Assert.That(path.RemoteAddress, Does.StartWith("127.0.0.1:").Or.StartWith("[::1]:"));
        }

        [Test]
        public void ExchangesMessagesOfEverySizeOnEveryKindOfChannel()
        {
            Connect();
            int[] sizes = { 1, 100, 1100, 1200, 5000, 65536, 262144 };
            foreach (int size in sizes)
            {
                var watch = Stopwatch.StartNew();
                for (int channel = 0; channel < LoopbackPeer.Channels; channel++)
                {
                    SendAndCheck(_a, _b, channel, size);
                    SendAndCheck(_b, _a, channel, size);
                }

                TestContext.Out.WriteLine($"{size} bytes: {watch.Elapsed.TotalMilliseconds / (2 * LoopbackPeer.Channels):0.0} ms each");
            }
        }

        [Test]
        public void TellsThePeerOfTheEnd([Values] bool byDispose)
        {
            Connect();
            var watch = Stopwatch.StartNew();
            if (byDispose) _a.Thread.Dispose();
            else _a.Client.Post(() => _a.Connection.Close());
            Assert.That(_b.Closed.Wait(Patience), Is.True);
            TestContext.Out.WriteLine($"the peer knew after {watch.Elapsed.TotalMilliseconds:0.0} ms");
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(4)), "not only when the silence is noticed");
            Assert.That(_b.State, Is.EqualTo(PeerConnectionState.Closed));
        }

        [Test]
        public void AllocatesNothingInTheSteadyState()
        {
            // 60 Hz worth of small messages in each round, both ways, as fast as they go: 10,000 of them.
            const int warmUp = 3000, count = 10_000, size = 40;
            Connect();
            RunEcho(warmUp, size);
            long before = _a.Client.Ask(GC.GetAllocatedBytesForCurrentThread);
            long beforeB = _b.Client.Ask(GC.GetAllocatedBytesForCurrentThread);
            var watch = Stopwatch.StartNew();
            RunEcho(count, size);
            TimeSpan took = watch.Elapsed;
            long allocated = _a.Client.Ask(GC.GetAllocatedBytesForCurrentThread) - before;
            long allocatedB = _b.Client.Ask(GC.GetAllocatedBytesForCurrentThread) - beforeB;
            TestContext.Out.WriteLine($"{count} messages there and back: {allocated} and {allocatedB} bytes, {took.TotalMilliseconds * 1000 / count:0.0} us a round trip");
            // The two questions themselves are posted as closures, which belong to this thread.
            Assert.That(allocated + allocatedB, Is.LessThan(1000));
        }

        [Test]
        public void KeepsSixtyMessagesASecondFlowing()
        {
            Connect();
            const int count = 120;
            var roundTrips = new double[count];
            for (int i = 0; i < count; i++)
            {
                long start = Stopwatch.GetTimestamp();
                RunEcho(1, 40);
                roundTrips[i] = (Stopwatch.GetTimestamp() - start) * 1e6 / Stopwatch.Frequency;
                Thread.Sleep(16);
            }

            Array.Sort(roundTrips);
            TestContext.Out.WriteLine($"60 Hz echo: p50 {roundTrips[count / 2]:0} us, p99 {roundTrips[count * 99 / 100]:0} us");
            Assert.That(roundTrips[count / 2], Is.LessThan(20_000));
        }

        private TimeSpan Connect()
        {
            var watch = Stopwatch.StartNew();
            _a.Open();
            _b.Open();
            _a.Client.Post(() => _a.Connection.CreateOffer());
            Assert.That(_a.AllOpen.Wait(Patience), Is.True, _a.Failure);
            Assert.That(_b.AllOpen.Wait(Patience), Is.True, _b.Failure);
            return watch.Elapsed;
        }

        /// <summary>A sends, B answers each one, A sends the next when the answer is there.</summary>
        private void RunEcho(int count, int size)
        {
            _b.Echoes = true;
            _a.StartEcho(count, size);
            Assert.That(_a.EchoDone.Wait(Patience), Is.True);
        }

        private static void SendAndCheck(LoopbackPeer from, LoopbackPeer to, int channel, int size)
        {
            byte[] bytes = new byte[size];
            new SeededRandom((ulong)size).Fill(bytes);
            to.Expect();
            from.Client.Post(() => from.Send(channel, bytes));
            Assert.That(to.Arrived.Wait(Patience), Is.True, "channel " + channel + ", " + size + " bytes");
            Assert.That(to.LastMessage.AsSpan().SequenceEqual(bytes), Is.True, "channel " + channel + ", " + size + " bytes");
            Assert.That(to.LastChannel, Is.EqualTo(channel));
        }
    }
}
