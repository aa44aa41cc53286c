using System;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// How much bulk data of one link may be under way: as much as fills the path without making a queue in which small messages would wait. SCTP's own
    /// congestion control fills the bottleneck's buffer until it overflows, and all channels of a link share it; so the delay decides here, as in LEDBAT
    /// (RFC 6817) and before any loss.
    /// </summary>
    /// <remarks>
    /// Measured is the time from handing a chunk to the channel to the peer's word that it is there. Its least is what the path takes when it is empty; what is
    /// above that is queue, in the network or in front of an association whose window is shut. The least grows old: every ten seconds the window falls for a
    /// moment, so that the queue drains and the path is measured anew, which also finds a path that has become longer. The windows of all links fall at the same moment, or
    /// each would take what the others leave in a common line for the line itself, and the last to come would have most of it. Losses show as single late
    /// answers, which the least of a round trip leaves out.
    /// </remarks>
    internal sealed class BulkWindow
    {
        /// <summary>The window's bounds. The upper one is 100 Mbit/s over 60 ms, and well below what an association's buffer holds for one stream (1 MiB).</summary>
        public const int Smallest = 2 * BulkFrames.ChunkLength;
        public const int Largest = 768 * 1024;

        private const int Initial = 4 * BulkFrames.ChunkLength;

        private static readonly TimeSpan Epoch = TimeSpan.FromSeconds(10);
        private static readonly TimeSpan LeastTarget = TimeSpan.FromMilliseconds(5);
        private static readonly TimeSpan GreatestTarget = TimeSpan.FromMilliseconds(25);

        private TimeSpan _base = TimeSpan.MaxValue;
        private long _epoch = -1;
        private TimeSpan _roundBest = TimeSpan.MaxValue;
        private Timestamp _roundEndsAt;
        private Timestamp _probeEndsAt = Timestamp.Never;
        private TimeSpan _probeBest;
        private long _beforeProbe;
        private bool _isStarting = true;

        /// <summary>Bytes that may be under way.</summary>
        public long Window { get; private set; } = Initial;

        /// <summary>Bytes that are under way.</summary>
        public long InFlight { get; private set; }

        /// <summary>What the path takes when it is empty; zero before the first answer.</summary>
        public TimeSpan EmptyPathTime => _base == TimeSpan.MaxValue ? TimeSpan.Zero : _base;

        /// <summary>The queue that is aimed at: a quarter of the empty path's time, within bounds.</summary>
        public TimeSpan Target => Clamp(EmptyPathTime / 4, LeastTarget, GreatestTarget);

        public bool HasRoom => InFlight < Window;

        private bool IsProbing => _probeEndsAt != Timestamp.Never;

        public void OnSent(int bytes) => InFlight += bytes;

        /// <summary>What was under way will not be answered: its transfer ended.</summary>
        public void OnForgotten(long bytes) => InFlight -= bytes;

        /// <summary>The peer has these bytes; the last of them took so long.</summary>
        public void OnAcked(Timestamp now, int bytes, TimeSpan took)
        {
            bool wasFull = InFlight + BulkFrames.ChunkLength > Window;
            InFlight -= bytes;
            if (took < TimeSpan.Zero) took = TimeSpan.Zero;
            if (took < _base) _base = took;
            if (took < _roundBest) _roundBest = took;
            if (IsProbing)
            {
                RunProbe(now, took);
                return;
            }

            // Growth must be earned: a window that is not used proves nothing.
            if (wasFull && took - _base < (_isStarting ? Target / 2 : Target)) Grow(bytes);
            if (now >= _roundEndsAt) EndRound(now);
            ProbeIfDue(now);
        }

        /// <summary>Another link: another path.</summary>
        public void Reset()
        {
            InFlight = 0;
            Window = Initial;
            _base = _roundBest = TimeSpan.MaxValue;
            _roundEndsAt = default;
            _probeEndsAt = Timestamp.Never;
            _isStarting = true;
            _epoch = -1;
        }

        private void Grow(int bytes)
        {
            // At first twice as much each round trip, then one chunk more.
            long more = _isStarting ? bytes : Math.Max(1, (long)bytes * BulkFrames.ChunkLength / Window);
            Window = Math.Min(Window + more, Largest);
        }

        /// <summary>A round trip is over. Where even its best answer met too long a queue, the window becomes what fills the path and half of the aim.</summary>
        private void EndRound(Timestamp now)
        {
            TimeSpan best = _roundBest;
            _roundBest = TimeSpan.MaxValue;
            _roundEndsAt = now + best;
            if (best - _base < Target) return;
            _isStarting = false;
            Shrink((_base + (Target / 2)) / best);
        }

        private void Shrink(double factor) => Window = Math.Max((long)(Window * Math.Max(factor, 0.5)), Smallest);

        /// <summary>At round times of the loop's clock, which all links of a client see.</summary>
        private void ProbeIfDue(Timestamp now)
        {
            long epoch = now.Ticks / Epoch.Ticks;
            bool isFirst = _epoch < 0;
            if (epoch == _epoch) return;
            _epoch = epoch;
            if (isFirst) return;
            _beforeProbe = Window;
            _probeBest = TimeSpan.MaxValue;
            Window = Math.Max(Window / 4, Smallest);
            // The queue has drained after one round trip, and is measured for another.
            _probeEndsAt = now + (_base * 2) + Target + TimeSpan.FromMilliseconds(20);
        }

        private void RunProbe(Timestamp now, TimeSpan took)
        {
            if (took < _probeBest) _probeBest = took;
            if (now < _probeEndsAt) return;
            _probeEndsAt = Timestamp.Never;
            _base = _probeBest;
            _roundBest = TimeSpan.MaxValue;
            _roundEndsAt = now + _base;
            Window = _beforeProbe;
        }

        private static TimeSpan Clamp(TimeSpan value, TimeSpan least, TimeSpan greatest) => value < least ? least : value > greatest ? greatest : value;
    }
}
