using System;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// When to try again to come back to the lobby server: at once, then after 250 ms, twice as long each time up to 5 s, give or take a
    /// quarter, so that the players of a server that was started anew do not all come in one moment. And how long each attempt may take,
    /// which grows likewise, so that a server that is slow today is come back to, too.
    /// </summary>
    internal struct ReconnectSchedule
    {
        private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
        private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
        private static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(10);

        private TimeSpan _pause;
        private int _failures;

        public void Reset() => this = default;

        /// <summary>An attempt failed, or what it led to did not last: when the next one is due.</summary>
        /// <param name="begun">When it was made: one that was waited for in vain has had most of its pause.</param>
        /// <param name="now">The time.</param>
        /// <param name="random">For the spread.</param>
        public Timestamp Fail(Timestamp begun, Timestamp now, IRandom random)
        {
            _failures++;
            _pause = _pause == TimeSpan.Zero ? First : _pause * 2;
            if (_pause > Longest) _pause = Longest;
            double spread = 0.75 + (random.NextUInt64() % 1024 / 2048.0);
            return Timestamp.Max(begun + (_pause * spread), now + (First * spread));
        }

        /// <summary>How long the next attempt may take.</summary>
        public TimeSpan PatienceOfAttempt(TimeSpan roundTripTime)
        {
            TimeSpan patience = Patience.OfAttempt(roundTripTime) * (_failures + 1);
            return patience < LongestAttempt ? patience : LongestAttempt;
        }
    }
}
