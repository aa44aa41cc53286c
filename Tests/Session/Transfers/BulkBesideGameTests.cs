using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Messages;
using P2PNet.Rtc;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Sessions
{
    /// <summary>
    /// What a file costs the game beside it, with the real engine over a network of a set rate, in virtual time: the same numbers each time. The
    /// measure is the time from a small message to its answer, sixty times a second.
    /// </summary>
    [TestFixture]
    internal sealed class BulkBesideGameTests
    {
        private const double Frame = 1000.0 / 60;

        // 10 Mbit/s both ways, 40 ms for a round trip, a router that buffers 50 ms
        // (Headers take a tenth of the line; losses take what SCTP's congestion control makes of them, which depends on where they fall: four seeds.)
        [TestCase(0.0, 1.35, 1.6, 0.8)]
        [TestCase(0.0005, 1.35, 1.6, 0.7)]
        [TestCase(0.005, 1.35, 1.8, 0.25)]
        public void SmallMessagesHardlyNoticeAFile(double loss, double medianRatio, double tailRatio, double share) =>
            AssertBeside(new LinkConditions { Delay = TimeSpan.FromMilliseconds(20), Bandwidth = 1_250_000, QueueLimit = 64 * 1024, Loss = loss }, 6_000_000, medianRatio, tailRatio, share);

        // 2 Mbit/s, of which one packet takes 5 ms, and a router that buffers a second and a half: what TCP would fill
        [Test]
        public void SmallMessagesHardlyNoticeAFileBeforeABloatedBuffer() =>
            AssertBeside(new LinkConditions { Delay = TimeSpan.FromMilliseconds(20), Bandwidth = 250_000, QueueLimit = 384 * 1024 }, 1_500_000, 1.6, 1.9, 0.75);

        // 0.5 Mbit/s, of which one packet takes 20 ms
        [Test]
        public void SlowMobileLinkStaysPlayable() =>
            AssertBeside(new LinkConditions { Delay = TimeSpan.FromMilliseconds(50), Bandwidth = 62_500, QueueLimit = 128 * 1024 }, 300_000, 1.6, 2.0, 0.6);

        // Ann's line is one: files to Bob and to Cid meet in its queue, each with a window of its own
        [Test]
        public void FilesToSeveralPlayersShareTheLineAndLeaveRoom()
        {
            using var scene = new TransferScene(realEngine: true, trackLeaks: false, names: new[] { "Ann", "Bob", "Cid", "Dan" });
            foreach (VirtualHost host in scene.World.Network.Hosts) host.Conditions = new LinkConditions { Delay = TimeSpan.FromMilliseconds(20), Bandwidth = 1_250_000, QueueLimit = 128 * 1024 };
            var echo = new Echo(scene);
            echo.Play(300);
            (double idle, double _) = echo.Take();
            foreach (Session session in scene.Sessions) session.TransferOffered += offer => offer.ReceiveToStreamAsync(new MemoryStream());
            var told = scene.Ann.Peers.Select(_ => new TransferScene.Recorder()).ToArray();
            for (int i = 0; i < 3; i++) _ = scene.Ann.SendStreamAsync(scene.Ann.Peers[i], new MemoryStream(new byte[20_000_000]), "map", progress: told[i]);
            // Past the moment when all measure the line anew.
            echo.Play(720, scene.Sessions);
            echo.Take();
            long[] before = told.Select(t => t.Reports[t.Reports.Count - 1].Bytes).ToArray();
            Timestamp since = scene.World.Now;
            echo.Play(600, scene.Sessions);
            (double median, double tail) = echo.Take();
            long[] bytes = told.Select((t, i) => t.Reports[t.Reports.Count - 1].Bytes - before[i]).ToArray();
            double used = bytes.Sum() / (scene.World.Now - since).TotalSeconds / 1_250_000;
            string result = FormattableString.Invariant($"idle {idle:F1} ms, beside the files {median:F1} ms (95 %: {tail:F1}); {used:P0} of the line, of which each had {string.Join(" ", bytes.Select(b => b / 1000))} kB");
            TestContext.Out.WriteLine(result);
            Assert.That(median / idle, Is.LessThan(1.4), result);
            Assert.That(used, Is.GreaterThan(0.7), result);
            Assert.That(bytes.Min(), Is.GreaterThan(bytes.Max() / 2), result);
        }

        private static void AssertBeside(LinkConditions conditions, int length, double medianRatio, double tailRatio, double share)
        {
            double total = 0;
            int seeds = conditions.Loss > 0 ? 4 : 1;
            for (int seed = 1; seed <= seeds; seed++)
            {
                string result = Measure((ulong)seed, conditions, length, out double median, out double tail, out double used);
                TestContext.Out.WriteLine(result);
                Assert.That(median, Is.LessThan(medianRatio), result);
                Assert.That(tail, Is.LessThan(tailRatio), result);
                total += used;
            }

            Assert.That(total / seeds, Is.GreaterThan(share));
        }

        /// <summary>Ratios to the idle line's, and the part of the line that the file had.</summary>
        private static string Measure(ulong seed, LinkConditions conditions, int length, out double medianRatio, out double tailRatio, out double used)
        {
            using var scene = new TransferScene(seed, realEngine: true, trackLeaks: false);
            foreach (VirtualHost host in scene.World.Network.Hosts) host.Conditions = conditions;
            var echo = new Echo(scene);
            echo.Play(300);
            (double idleMedian, double idleTail) = echo.Take();

            var destination = new MemoryStream();
            scene.Bob.TransferOffered += offer => offer.ReceiveToStreamAsync(destination);
            Timestamp before = scene.World.Now;
            Task sending = scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(new byte[length]), "map", length);
            while (!sending.IsCompleted) echo.Play(1);
            sending.GetAwaiter().GetResult();
            double seconds = (scene.World.Now - before).TotalSeconds;
            (double median, double tail) = echo.Take();
            Assert.That(destination.Length, Is.EqualTo(length));
            (medianRatio, tailRatio, used) = (median / idleMedian, tail / idleTail, length / seconds / conditions.Bandwidth);
            return FormattableString.Invariant(
                $"seed {seed}: idle {idleMedian:F1} ms (95 %: {idleTail:F1}), beside the file {median:F1} ms (95 %: {tail:F1}); the file had {used:P0} of the line, window {scene.BobOfAnn.Link!.Transfers.Window.Window}");
        }

        /// <summary>A game of two: Ann's message of each frame is answered by Bob, who polls when it comes.</summary>
        private sealed class Echo
        {
            private readonly TransferScene _scene;
            private readonly List<double> _times = new List<double>();
            private readonly Dictionary<int, Timestamp> _sent = new Dictionary<int, Timestamp>();
            private int _next;

            public Echo(TransferScene scene)
            {
                _scene = scene;
                scene.Bob.On<Numbered>((peer, message) => scene.Bob.Send(peer, message, Delivery.Unreliable));
                scene.Ann.On<Numbered>((_, message) => _times.Add((scene.World.Now - _sent[message.Number]).TotalMilliseconds));
            }

            public void Play(int frames, params Session[] others)
            {
                for (int i = 0; i < frames; i++)
                {
                    _sent.Add(_next, _scene.World.Now);
                    _scene.Ann.Send(_scene.BobOfAnn, new Numbered { Number = _next++, Padding = new byte[40] }, Delivery.Unreliable);
                    // Polled each millisecond: measured is the network and not the frame.
                    for (double t = 0; t < Frame; t++)
                    {
                        _scene.World.Run(1);
                        _scene.Bob.Poll();
                        _scene.Ann.Poll();
                    }

                    foreach (Session session in others) session.Poll();
                }
            }

            /// <summary>Median and 95th percentile since the last call.</summary>
            public (double Median, double Tail) Take()
            {
                double[] times = _times.OrderBy(t => t).ToArray();
                _times.Clear();
                return (times[times.Length / 2], times[times.Length * 95 / 100]);
            }
        }
    }
}
