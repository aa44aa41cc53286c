using System;
using System.Collections.Generic;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>The running transactions of a <see cref="TurnClient"/> (RFC 8489 §6.2): when each is sent, sent again, given up.</summary>
    /// <remarks>
    /// RFC 8489 §6.2.1 begins with 500 ms where nothing is known and doubles for 39.5 s. A player waits for the loss of one request in
    /// full, so here it is 100 ms, later twice the round trip that was measured, doubling to one second, and 9 transmissions in 6.5 s.
    /// A stream loses nothing: one transmission, and the same time to answer it. But the question whether an allocation still stands is
    /// asked because nothing else comes back, so there a second of silence (five round trips on a slow path) means a dead connection.
    /// </remarks>
    internal sealed class TurnRequests
    {
        private const int MaxTransmissions = 9;

        // A cable that is put back finds the allocation in place as long as it finds the links: 8 s by default.
        private const int MaxRefreshTransmissions = 12;
        private const int MaxPooled = 32;
        private static readonly TimeSpan FirstRto = TimeSpan.FromMilliseconds(100);
        private static readonly TimeSpan MinRto = TimeSpan.FromMilliseconds(50);
        private static readonly TimeSpan MaxMeasuredRto = TimeSpan.FromMilliseconds(500);
        private static readonly TimeSpan MaxRto = TimeSpan.FromSeconds(1);
        private static readonly TimeSpan StreamPatience = TimeSpan.FromSeconds(6.5);
        private static readonly TimeSpan StreamRefreshPatience = TimeSpan.FromSeconds(1);

        private readonly bool _isStream;
        private readonly IRandom _random;
        private readonly TurnCounters _counters;
        private readonly List<TurnRequest> _running = new List<TurnRequest>();
        private readonly Stack<TurnRequest> _pool = new Stack<TurnRequest>();

        public TurnRequests(bool isStream, IRandom random, TurnCounters counters)
        {
            _isStream = isStream;
            _random = random;
            _counters = counters;
        }

        /// <summary>Smoothed; zero before the first measurement.</summary>
        public TimeSpan RoundTripTime { get; private set; }

        public int Count => _running.Count;

        public Timestamp NextTimeout
        {
            get
            {
                Timestamp next = Timestamp.Never;
                foreach (TurnRequest request in _running) next = Timestamp.Min(next, request.DueAt);
                return next;
            }
        }

        private TimeSpan FirstRtoNow => RoundTripTime == TimeSpan.Zero ? FirstRto : Clamp(RoundTripTime * 2);

        /// <summary>Makes a request that is due now.</summary>
        public TurnRequest Begin(Timestamp now, StunMethod method)
        {
            TurnRequest request = _pool.Count > 0 ? _pool.Pop() : new TurnRequest();
            request.Method = method;
            request.Peer = default;
            request.Channel = 0;
            request.Lifetime = 0;
            request.Attempts = 0;
            request.HadForgedAnswer = false;
            request.MaxTransmissions = _isStream ? 1 : method == StunMethod.Refresh ? MaxRefreshTransmissions : MaxTransmissions;
            BeginAnew(now, request);
            _running.Add(request);
            return request;
        }

        /// <summary>The same request as a new transaction (RFC 8489 §9.2.5).</summary>
        public void BeginAnew(Timestamp now, TurnRequest request)
        {
            request.Id = TransactionId.Create(_random);
            request.Transmissions = 0;
            request.DueAt = now;
            request.Rto = FirstRtoNow;
        }

        /// <summary>Sends a running request again now, with all its time before it.</summary>
        public void Hasten(Timestamp now, TurnRequest request)
        {
            request.Transmissions = Math.Min(request.Transmissions, 1);
            request.Rto = FirstRtoNow;
            request.DueAt = now;
        }

        /// <summary>The request that a response belongs to; null where it is none of ours or was never sent.</summary>
        public TurnRequest? Find(TransactionId id)
        {
            foreach (TurnRequest request in _running)
            {
                if (request.Id == id && request.Transmissions > 0) return request;
            }

            return null;
        }

        /// <summary>A running request of this method; null where there is none.</summary>
        public TurnRequest? Find(StunMethod method)
        {
            foreach (TurnRequest request in _running)
            {
                if (request.Method == method) return request;
            }

            return null;
        }

        /// <summary>It had its answer, or nobody wants it any more.</summary>
        public void End(TurnRequest request)
        {
            if (_running.Remove(request) && _pool.Count < MaxPooled) _pool.Push(request);
        }

        public void Clear()
        {
            while (_running.Count > 0) End(_running[_running.Count - 1]);
        }

        /// <summary>Takes a measurement, unless the answer may belong to any of several transmissions (RFC 6298 §3).</summary>
        public void OnAnswered(Timestamp now, TurnRequest request)
        {
            if (request.Transmissions != 1) return;
            TimeSpan sample = now - request.FirstSent;
            RoundTripTime = RoundTripTime == TimeSpan.Zero ? sample : new TimeSpan(((RoundTripTime.Ticks * 7) + sample.Ticks) / 8);
        }

        /// <summary>A request that is to be written now.</summary>
        public bool TryTakeDue(Timestamp now, out TurnRequest due)
        {
            foreach (TurnRequest request in _running)
            {
                if (request.DueAt > now || IsSpent(request)) continue;
                OnSent(now, request);
                due = request;
                return true;
            }

            due = null!;
            return false;
        }

        /// <summary>A request that had all its time; the caller ends it.</summary>
        public bool TryFindExpired(Timestamp now, out TurnRequest expired)
        {
            foreach (TurnRequest request in _running)
            {
                if (request.DueAt > now || !IsSpent(request)) continue;
                expired = request;
                return true;
            }

            expired = null!;
            return false;
        }

        private void OnSent(Timestamp now, TurnRequest request)
        {
            if (request.Transmissions++ == 0)
            {
                request.FirstSent = now;
                _counters.RequestsSent++;
            }
            else
            {
                TimeSpan doubled = request.Rto * 2;
                request.Rto = doubled < MaxRto ? doubled : MaxRto;
                _counters.Retransmissions++;
            }

            request.DueAt = now + (_isStream ? PatienceFor(request) : request.Rto);
        }

        private TimeSpan PatienceFor(TurnRequest request)
        {
            if (request.Method != StunMethod.Refresh) return StreamPatience;
            TimeSpan slow = RoundTripTime * 5;
            return slow > StreamRefreshPatience ? slow : StreamRefreshPatience;
        }

        private static bool IsSpent(TurnRequest request) => request.Transmissions >= request.MaxTransmissions;

        private static TimeSpan Clamp(TimeSpan rto) => rto < MinRto ? MinRto : rto > MaxMeasuredRto ? MaxMeasuredRto : rto;
    }
}
