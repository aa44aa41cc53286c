using System;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// When to try again to come back to the lobby server: at once, then after 250 ms, twice as long each time up to 5 s, give or take a
    /// quarter, so that the players of a server that was started anew do not all come in one moment.
    /// </summary>
    internal struct ReconnectSchedule
    {
        private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
        private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

        private TimeSpan _pause;

        /// <summary>Whether an attempt has failed since the last success.</summary>
        public bool HasFailed => _pause > TimeSpan.Zero;

        public void Reset() => _pause = TimeSpan.Zero;

        /// <summary>An attempt failed: when the next one is due.</summary>
        public Timestamp Fail(Timestamp now, IRandom random)
        {
            _pause = _pause == TimeSpan.Zero ? First : _pause * 2;
            if (_pause > Longest) _pause = Longest;
            double spread = 0.75 + (random.NextUInt64() % 1024 / 2048.0);
            return now + (_pause * spread);
        }
    }
}
