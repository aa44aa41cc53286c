using System;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>Bytes a second, smoothed over about a second.</summary>
    internal struct RateMeter
    {
        private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

        private Timestamp _since;
        private long _bytes;
        private bool _hasRate;

        public double BytesPerSecond { get; private set; }

        public void Begin(Timestamp now)
        {
            _since = now;
            _bytes = 0;
        }

        public void Add(Timestamp now, long bytes)
        {
            _bytes += bytes;
            TimeSpan elapsed = now - _since;
            if (elapsed < Step) return;
            double rate = _bytes / elapsed.TotalSeconds;
            double weight = _hasRate ? 1 - Math.Exp(-elapsed.TotalSeconds) : 1;
            BytesPerSecond += (rate - BytesPerSecond) * weight;
            _hasRate = true;
            Begin(now);
        }
    }
}
