using System;
using System.Collections.Generic;
using NUnit.Framework;
using P2PNet.Rtc;

namespace P2PNet.Tests.Sessions
{
    /// <summary>The window against a pipe with a rate, a time that it takes when it is empty, and a queue without end.</summary>
    [TestFixture]
    internal sealed class BulkWindowTests
    {
        [TestCase(125_000, 20.0)]
        [TestCase(1_250_000, 40.0)]
        [TestCase(1_250_000, 100.0)]
        [TestCase(12_500_000, 20.0)]
        public void PipeIsFullAndItsQueueShort(int bytesPerSecond, double emptyMilliseconds)
        {
            var pipe = new Pipe(bytesPerSecond, emptyMilliseconds);
            pipe.Run(3000);
            (double used, double queue) = pipe.Measure(20_000);
            Assert.That(used, Is.GreaterThan(0.85), "queue " + queue);
            // The aim is a quarter of the empty pipe's time, 5 to 25 ms; a chunk at this rate comes on top.
            Assert.That(queue, Is.LessThan(Math.Max(5, Math.Min(25, emptyMilliseconds / 4)) + (2000.0 * BulkFrames.ChunkLength / bytesPerSecond)), "used " + used);
        }

        [Test]
        public void StartNeverFillsMoreThanOneRoundTripOfQueue()
        {
            var pipe = new Pipe(1_250_000, 40);
            double worst = 0;
            for (int i = 0; i < 100; i++) worst = Math.Max(worst, pipe.Measure(10).Queue);
            Assert.That(worst, Is.LessThan(40));
        }

        // A route that takes three times as long looks like a queue until the pipe is measured anew
        [TestCase(20, 60)]
        [TestCase(60, 20)]
        public void AnotherPathIsMeasuredWithinTenSeconds(double before, double after)
        {
            var pipe = new Pipe(1_250_000, before);
            pipe.Run(5000);
            pipe.EmptyMilliseconds = after;
            pipe.Run(14_000);
            (double used, double queue) = pipe.Measure(8000);
            Assert.That(used, Is.GreaterThan(0.8), "queue " + queue);
            Assert.That(queue, Is.LessThan(25));
        }

        [Test]
        public void RateThatFallsDrainsTheQueue()
        {
            var pipe = new Pipe(1_250_000, 40);
            pipe.Run(5000);
            pipe.BytesPerSecond = 250_000;
            pipe.Run(2000);
            (double used, double queue) = pipe.Measure(5000);
            Assert.That(used, Is.GreaterThan(0.85));
            Assert.That(queue, Is.LessThan(10 + 10));
        }

        // A lost packet holds up what follows it for a round trip: late answers, and no queue
        [Test]
        public void LateAnswersOfALossDoNotShrinkTheWindow()
        {
            var pipe = new Pipe(1_250_000, 40) { HoldUpEvery = 200 };
            pipe.Run(5000);
            Assert.That(pipe.Measure(20_000).Used, Is.GreaterThan(0.75));
        }

        [Test]
        public void WindowThatIsNotUsedDoesNotGrow()
        {
            var window = new BulkWindow();
            long before = window.Window;
            for (int i = 0; i < 1000; i++)
            {
                window.OnSent(BulkFrames.ChunkLength);
                window.OnAcked(Timestamp.FromMilliseconds(i * 100), BulkFrames.ChunkLength, TimeSpan.FromMilliseconds(40));
            }

            Assert.That(window.Window, Is.EqualTo(before));
            Assert.That(window.InFlight, Is.Zero);
        }

        /// <summary>Sends whenever the window lets it, and hears of each second chunk.</summary>
        private sealed class Pipe
        {
            private readonly BulkWindow _window = new BulkWindow();
            private readonly Queue<(double Arrives, double SentAt)> _underWay = new Queue<(double, double)>();
            private double _now;
            private double _freeAt;
            private double _heldUntil;
            private long _delivered;
            private double _queueSum;
            private int _sent;

            public Pipe(int bytesPerSecond, double emptyMilliseconds)
            {
                BytesPerSecond = bytesPerSecond;
                EmptyMilliseconds = emptyMilliseconds;
            }

            public double BytesPerSecond { get; set; }

            public double EmptyMilliseconds { get; set; }

            /// <summary>Each so many chunks, one arrives a round trip late, and those behind it wait for it.</summary>
            public int HoldUpEvery { get; set; } = int.MaxValue;

            public void Run(double milliseconds)
            {
                for (double end = _now + milliseconds; _now < end; _now += 0.05) Step();
            }

            /// <summary>Part of the rate that was used, and milliseconds of queue on average.</summary>
            public (double Used, double Queue) Measure(double milliseconds)
            {
                long before = _delivered;
                double sumBefore = _queueSum;
                Run(milliseconds);
                return ((_delivered - before) / (BytesPerSecond * milliseconds / 1000), (_queueSum - sumBefore) / (milliseconds / 0.05));
            }

            private void Step()
            {
                while (_window.HasRoom)
                {
                    _window.OnSent(BulkFrames.ChunkLength);
                    _freeAt = Math.Max(_freeAt, _now) + (BulkFrames.ChunkLength * 1000.0 / BytesPerSecond);
                    if (++_sent % HoldUpEvery == 0) _heldUntil = _freeAt + (2 * EmptyMilliseconds);
                    _underWay.Enqueue((Math.Max(_freeAt + EmptyMilliseconds, _heldUntil), _now));
                }

                _queueSum += Math.Max(0, _freeAt - _now);
                int bytes = 0;
                double sentAt = 0;
                while (_underWay.Count > 0 && _underWay.Peek().Arrives <= _now)
                {
                    sentAt = _underWay.Dequeue().SentAt;
                    bytes += BulkFrames.ChunkLength;
                }

                if (bytes == 0) return;
                _delivered += bytes;
                _window.OnAcked(Timestamp.FromMilliseconds(_now), bytes, TimeSpan.FromMilliseconds(_now - sentAt));
            }
        }
    }
}
