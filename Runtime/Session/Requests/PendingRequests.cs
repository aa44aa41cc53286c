using System;
using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// The requests of this client that wait for their answers. Only <see cref="Close"/> may come on another thread than the game's, and that is why
    /// there is a lock; nothing is completed under it.
    /// </summary>
    internal sealed class PendingRequests
    {
        private readonly object _gate = new object();
        private readonly Dictionary<uint, PendingRequest> _byNumber = new Dictionary<uint, PendingRequest>();
        private readonly DeadlineHeap _deadlines = new DeadlineHeap();
        private readonly List<PendingRequest> _cancellable = new List<PendingRequest>();
        private readonly List<PendingRequest> _ending = new List<PendingRequest>();
        private uint _lastNumber;
        private bool _closed;

        public bool IsEmpty
        {
            get
            {
                lock (_gate) return _byNumber.Count == 0;
            }
        }

        /// <summary>A number that no open request has: one counter for all peers, which says of a late answer that it was asked for.</summary>
        public uint NextNumber()
        {
            lock (_gate)
            {
                do _lastNumber++;
                while (_byNumber.ContainsKey(_lastNumber));
                return _lastNumber;
            }
        }

        /// <summary>Whether the number was given out. After 2^32 requests it says so of every number.</summary>
        public bool WasAsked(uint number) => number != 0 && number <= _lastNumber;

        /// <summary>False: the session is over.</summary>
        public bool TryAdd(PendingRequest request)
        {
            lock (_gate)
            {
                if (_closed) return false;
                _byNumber.Add(request.Number, request);
                _deadlines.Add(request);
                request.Peer.Requests.Outgoing++;
                if (!request.Cancellation.CanBeCanceled) return true;
                request.CancellableIndex = _cancellable.Count;
                _cancellable.Add(request);
                return true;
            }
        }

        /// <summary>Takes out the request that an answer of the peer is for.</summary>
        public bool TryTake(Peer peer, uint number, out PendingRequest request)
        {
            lock (_gate)
            {
                if (!_byNumber.TryGetValue(number, out request!) || request.Peer != peer) return false;
                Remove(request);
                return true;
            }
        }

        /// <summary>Takes out one whose time is over or whose caller gave up; the caller of this ends it.</summary>
        public bool TryTakeDue(Timestamp now, out PendingRequest request, out bool isCancelled)
        {
            lock (_gate)
            {
                for (int i = _cancellable.Count - 1; i >= 0; i--)
                {
                    if (!_cancellable[i].Cancellation.IsCancellationRequested) continue;
                    request = _cancellable[i];
                    isCancelled = true;
                    Remove(request);
                    return true;
                }

                isCancelled = false;
                request = null!;
                if (_deadlines.NextDeadline > now) return false;
                request = _deadlines.Top;
                Remove(request);
                return true;
            }
        }

        /// <summary>Ends what was asked over this link to the peer, and over those before.</summary>
        /// <param name="peer">Who was asked.</param>
        /// <param name="link">See <see cref="PendingRequest.Link"/>.</param>
        /// <param name="failure">Why the link ended; null where it did in order.</param>
        /// <param name="report">Hears what continuations throw.</param>
        public void FailAll(Peer peer, int link, LinkFailure? failure, Action<Exception> report)
        {
            lock (_gate)
            {
                foreach (KeyValuePair<uint, PendingRequest> entry in _byNumber)
                    if (entry.Value.Peer == peer && entry.Value.Link <= link)
                        _ending.Add(entry.Value);
                foreach (PendingRequest request in _ending) Remove(request);
            }

            // A continuation may come back here, by leaving: it finds nothing to end twice.
            PendingRequest[] ending = _ending.ToArray();
            _ending.Clear();
            foreach (PendingRequest request in ending) Fail(request, RequestFailures.LinkOver(request.Request, peer, failure), report);
        }

        /// <summary>The session is over: ends all. Thread: any.</summary>
        /// <param name="reason">Why.</param>
        /// <param name="report">Hears what continuations throw.</param>
        public void Close(string? reason, Action<Exception> report)
        {
            PendingRequest[] all;
            lock (_gate)
            {
                _closed = true;
                all = new PendingRequest[_byNumber.Count];
                _byNumber.Values.CopyTo(all, 0);
                foreach (PendingRequest request in all) Remove(request);
            }

            foreach (PendingRequest request in all) Fail(request, RequestFailures.SessionOver(request.Request, request.Peer, reason), report);
        }

        /// <summary>They are taken out already: one whose continuation throws must not keep the others from their end.</summary>
        private static void Fail(PendingRequest request, Exception failure, Action<Exception> report)
        {
            try
            {
                request.Fail(failure);
            }
#pragma warning disable CA1031 // As above.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                report(exception);
            }
        }

        private void Remove(PendingRequest request)
        {
            _byNumber.Remove(request.Number);
            _deadlines.Remove(request);
            request.Peer.Requests.Outgoing--;
            if (request.CancellableIndex < 0) return;
            PendingRequest last = _cancellable[_cancellable.Count - 1];
            _cancellable[request.CancellableIndex] = last;
            last.CancellableIndex = request.CancellableIndex;
            _cancellable.RemoveAt(_cancellable.Count - 1);
            request.CancellableIndex = -1;
        }
    }
}
