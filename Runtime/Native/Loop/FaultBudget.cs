using System;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>
    /// How many internal errors a loop survives: a burst of 16, then one a second. One bad datagram or callback must not end a match; a
    /// fault that comes back in every round must not keep a core busy for ever.
    /// </summary>
    internal sealed class FaultBudget
    {
        private const int Burst = 16;
        private static readonly TimeSpan Refill = TimeSpan.FromSeconds(1);

        private int _left = Burst;
        private Timestamp _lastRefill;

        /// <summary>Takes one fault. False when there were too many.</summary>
        public bool TryTake(Timestamp now)
        {
            while (_left < Burst && now - _lastRefill >= Refill)
            {
                _left++;
                _lastRefill += Refill;
            }

            if (_left == Burst) _lastRefill = now;
            if (_left == 0) return false;
            _left--;
            return true;
        }
    }
}
