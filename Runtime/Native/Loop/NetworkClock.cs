using System.Diagnostics;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>The machine's monotonic clock, from the moment that it was made. Safe on any thread, allocates nothing.</summary>
    internal sealed class NetworkClock
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();

        public Timestamp Now => new Timestamp(_watch.Elapsed.Ticks);
    }
}
