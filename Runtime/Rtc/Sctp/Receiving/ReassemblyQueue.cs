namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// Puts fragments together by their TSNs (RFC 9260 §6.9), in whatever order they come. A fragment that can never become part of a
    /// whole message, because its neighbours came and are not of it, goes at once, with all that hangs on it: so what waits here waits for something.
    /// </summary>
    internal sealed class ReassemblyQueue
    {
        private readonly Tcb _tcb;
        private readonly TsnTracker _tracker;
        private ReceivedFragment[] _ring = new ReceivedFragment[64];
        private Tsn _low;
        private Tsn _high;

        public ReassemblyQueue(Tcb tcb, TsnTracker tracker)
        {
            _tcb = tcb;
            _tracker = tracker;
        }

        /// <summary>Fragments that wait.</summary>
        public int Count { get; private set; }

        public long Bytes { get; private set; }

        /// <summary>Whether a message grew beyond what we announced; the association cannot go on.</summary>
        public bool IsTooLarge { get; private set; }

        /// <summary>
        /// Takes a chunk whose TSN the tracker has just noted. Returns true where it made a message whole; the payload is then the caller's.
        /// </summary>
        public bool Add(in DataChunk chunk, out ReceivedFragment message)
        {
            message = default;
            if (!FitsNeighbours(chunk)) return false;
            if (chunk.IsBegin && chunk.IsEnd)
            {
                message = MakeFragment(chunk);
                return true;
            }

            Place(chunk);
            Tsn first = chunk.Tsn;
            Tsn last = chunk.Tsn;
            int bytes = chunk.Payload.Length;
            if (!chunk.IsBegin && IsPresent(first.Previous))
            {
                bytes += At(first.Previous).RunBytes;
                first = At(first.Previous).OtherEnd;
            }

            if (!chunk.IsEnd && IsPresent(last.Next))
            {
                bytes += At(last.Next).RunBytes;
                last = At(last.Next).OtherEnd;
            }

            At(first).OtherEnd = last;
            At(first).RunBytes = bytes;
            At(last).OtherEnd = first;
            At(last).RunBytes = bytes;
            if (bytes > _tcb.Options.MaxMessageSize)
            {
                IsTooLarge = true;
                return false;
            }

            if (!At(first).IsBegin || !At(last).IsEnd) return false;
            message = Assemble(first, last, bytes);
            return true;
        }

        /// <summary>
        /// The peer gave up what was missing up to here: what misses a part of that goes (RFC 3758 §3.6). A message whose beginning is
        /// here and that misses only later parts stays.
        /// </summary>
        public void PurgeUpTo(Tsn newCumulative)
        {
            Tsn tsn = _low;
            bool keeps = false;
            while (Count > 0 && tsn <= newCumulative && tsn <= _high)
            {
                if (IsPresent(tsn))
                {
                    // The walk comes to every run at its first fragment.
                    Tsn last = At(tsn).OtherEnd;
                    keeps |= At(tsn).IsBegin && last >= newCumulative;
                    if (!keeps) Drop(tsn, last);
                    tsn = last;
                }

                tsn = tsn.Next;
                // The next walk begins where this one found the first to keep: a peer that steps on TSN by TSN costs a step each.
                if (!keeps) _low = tsn;
            }

            Tsn after = newCumulative.Next;
            if (IsPresent(after) && !At(after).IsBegin && !IsPresent(newCumulative)) Drop(after, At(after).OtherEnd);
        }

        public void Clear()
        {
            for (int i = 0; i < _ring.Length; i++)
            {
                _ring[i].Payload?.Dispose();
                _ring[i] = default;
            }

            Count = 0;
            Bytes = 0;
        }

        /// <summary>
        /// Checks a chunk against what came right before and right after it. What contradicts it, or waited for it in vain, is dropped.
        /// </summary>
        private bool FitsNeighbours(in DataChunk chunk)
        {
            Tsn before = chunk.Tsn.Previous;
            Tsn after = chunk.Tsn.Next;
            var self = new ReceivedFragment { Stream = chunk.Stream, Ssn = chunk.Ssn, Flags = chunk.Flags };
            bool leftWaits = IsPresent(before) && !At(before).IsEnd;
            bool rightWaits = IsPresent(after) && !At(after).IsBegin;
            bool leftFits = chunk.IsBegin ? !leftWaits : leftWaits ? At(before).SameMessage(self) : !_tracker.Contains(before);
            bool rightFits = chunk.IsEnd ? !rightWaits : rightWaits ? At(after).SameMessage(self) : !_tracker.Contains(after);
            if (leftWaits && !(leftFits && (rightFits || chunk.IsEnd))) Drop(At(before).OtherEnd, before);
            if (rightWaits && !(rightFits && (leftFits || chunk.IsBegin))) Drop(after, At(after).OtherEnd);
            // A beginning stands for itself whatever was before it, and so does an end.
            if ((leftFits || chunk.IsBegin) && (rightFits || chunk.IsEnd)) return true;
            _tcb.Counters.DroppedOrphanFragments++;
            return false;
        }

        private ReceivedFragment MakeFragment(in DataChunk chunk)
        {
            PooledBuffer copy = _tcb.Buffers.Rent(chunk.Payload.Length);
            copy.Write(chunk.Payload);
            return new ReceivedFragment
            {
                Payload = copy,
                Tsn = chunk.Tsn,
                Stream = chunk.Stream,
                Ssn = chunk.Ssn,
                Ppid = chunk.Ppid,
                Flags = chunk.Flags,
                OtherEnd = chunk.Tsn,
            };
        }

        private void Place(in DataChunk chunk)
        {
            Tsn low = Count == 0 ? chunk.Tsn : chunk.Tsn < _low ? chunk.Tsn : _low;
            Tsn high = Count == 0 ? chunk.Tsn : chunk.Tsn > _high ? chunk.Tsn : _high;
            // The edges are not moved when something goes; before growing they are.
            if (high - low >= _ring.Length) Tighten(ref low, chunk.Tsn);
            while (high - low >= _ring.Length) Grow();
            _low = low;
            _high = high;
            At(chunk.Tsn) = MakeFragment(chunk);
            Count++;
            Bytes += chunk.Payload.Length;
        }

        private ReceivedFragment Assemble(Tsn first, Tsn last, int bytes)
        {
            PooledBuffer whole = _tcb.Buffers.Rent(bytes);
            ReceivedFragment message = At(first);
            for (Tsn tsn = first; tsn <= last; tsn = tsn.Next) whole.Write(At(tsn).Payload!.Span);
            Remove(first, last);
            message.Payload = whole;
            return message;
        }

        private void Drop(Tsn first, Tsn last)
        {
            _tcb.Counters.DroppedOrphanFragments += last - first + 1;
            Remove(first, last);
        }

        private void Remove(Tsn first, Tsn last)
        {
            for (Tsn tsn = first; tsn <= last; tsn = tsn.Next)
            {
                ref ReceivedFragment fragment = ref At(tsn);
                Bytes -= fragment.Payload!.Length;
                fragment.Payload.Dispose();
                fragment = default;
                Count--;
            }
        }

        private bool IsPresent(Tsn tsn)
        {
            ref ReceivedFragment fragment = ref At(tsn);
            return fragment.Payload != null && fragment.Tsn == tsn;
        }

        private ref ReceivedFragment At(Tsn tsn) => ref _ring[(int)(tsn.Value & (uint)(_ring.Length - 1))];

        private void Tighten(ref Tsn low, Tsn added)
        {
            Tsn tight = low;
            while (tight < _high && tight != added && !IsPresent(tight)) tight = tight.Next;
            low = tight < added ? tight : added;
        }

        private void Grow()
        {
            var grown = new ReceivedFragment[_ring.Length * 2];
            foreach (ReceivedFragment fragment in _ring)
            {
                if (fragment.Payload != null) grown[(int)(fragment.Tsn.Value & (uint)(grown.Length - 1))] = fragment;
            }

            _ring = grown;
        }
    }
}
