using System;

namespace P2PNet.Rtc
{
    /// <summary>
    /// The timers of one engine, indexed by a small enum whose values count from 0. An engine asks <see cref="Next"/> for its
    /// NextTimeout and, in HandleTimeout, asks of each timer whether it <see cref="TryExpire"/>s.
    /// </summary>
    internal readonly struct TimerTable
    {
        private readonly Timestamp[] _deadlines;

        public TimerTable(int count)
        {
            _deadlines = new Timestamp[count];
            Array.Fill(_deadlines, Timestamp.Never);
        }

        public Timestamp this[int timer] => _deadlines[timer];

        public bool IsRunning(int timer) => _deadlines[timer] != Timestamp.Never;

        public void Set(int timer, Timestamp deadline) => _deadlines[timer] = deadline;

        public void Stop(int timer) => _deadlines[timer] = Timestamp.Never;

        public void StopAll() => Array.Fill(_deadlines, Timestamp.Never);

        /// <summary>The earliest deadline, <see cref="Timestamp.Never"/> where no timer runs.</summary>
        public Timestamp Next
        {
            get
            {
                Timestamp next = Timestamp.Never;
                foreach (Timestamp deadline in _deadlines) next = Timestamp.Min(next, deadline);
                return next;
            }
        }

        /// <summary>If the timer's deadline has come: stops it and returns true, once.</summary>
        public bool TryExpire(int timer, Timestamp now)
        {
            if (_deadlines[timer] == Timestamp.Never || _deadlines[timer] > now) return false;
            _deadlines[timer] = Timestamp.Never;
            return true;
        }
    }
}
