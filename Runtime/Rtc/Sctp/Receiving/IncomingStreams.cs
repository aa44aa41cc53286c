namespace P2PNet.Rtc.Sctp
{
    /// <summary>Hands whole messages up: unordered ones at once, ordered ones by SSN (RFC 9260 §6.6).</summary>
    internal sealed class IncomingStreams
    {
        private readonly Tcb _tcb;
        private readonly StreamTable<IncomingStream> _streams = new StreamTable<IncomingStream>();
        private IncomingMessage? _unused;

        public IncomingStreams(Tcb tcb) => _tcb = tcb;

        /// <summary>Messages that wait for an earlier one.</summary>
        public int Count { get; private set; }

        public long Bytes { get; private set; }

        /// <summary>Takes a whole message and its payload.</summary>
        public void Add(in ReceivedFragment message)
        {
            if (message.IsUnordered)
            {
                HandUp(message.Stream, message.Ppid, message.Payload!);
                return;
            }

            IncomingStream stream = GetOrAdd(message.Stream);
            if (message.Ssn == stream.NextSsn)
            {
                stream.NextSsn = stream.NextSsn.Next;
                HandUp(message.Stream, message.Ppid, message.Payload!);
                HandUpReady(stream);
            }
            else if (message.Ssn < stream.NextSsn || !TryInsert(stream, message))
            {
                _tcb.Counters.DroppedStaleSsns++;
                message.Payload!.Dispose();
            }
        }

        /// <summary>Ordered messages up to this SSN will not come: what waited for them is handed up (RFC 3758 §3.6).</summary>
        public void Skip(in SkippedStream skipped)
        {
            IncomingStream stream = GetOrAdd(skipped.Stream);
            if (skipped.Ssn < stream.NextSsn) return;
            while (stream.First != null && stream.First.Ssn <= skipped.Ssn) HandUpFirst(stream);
            stream.NextSsn = skipped.Ssn.Next;
            HandUpReady(stream);
        }

        /// <summary>The peer begins the stream anew (RFC 6525 §5.2.2, E3).</summary>
        public void Reset(StreamId id)
        {
            IncomingStream stream = GetOrAdd(id);
            // Whatever still waits would wait for ever.
            while (stream.First != null) HandUpFirst(stream);
            stream.NextSsn = default;
            _tcb.Events.Add(SctpEvent.Of(SctpEventKind.IncomingStreamReset, id));
        }

        public void ResetAll()
        {
            for (int id = 0; _streams.TryFindFrom(id, out IncomingStream? stream); id = stream!.Id.Value + 1) Reset(stream!.Id);
        }

        public void Clear()
        {
            for (int id = 0; _streams.TryFindFrom(id, out IncomingStream? stream); id = stream!.Id.Value + 1)
            {
                while (stream!.First != null) TakeFirst(stream).Dispose();
            }
        }

        private IncomingStream GetOrAdd(StreamId id)
        {
            IncomingStream? stream = _streams.Find(id);
            if (stream != null) return stream;
            stream = new IncomingStream(id);
            _streams.Add(id, stream);
            return stream;
        }

        private void HandUpReady(IncomingStream stream)
        {
            while (stream.First != null && stream.First.Ssn == stream.NextSsn)
            {
                stream.NextSsn = stream.NextSsn.Next;
                HandUpFirst(stream);
            }
        }

        private void HandUpFirst(IncomingStream stream)
        {
            Ppid ppid = stream.First!.Ppid;
            HandUp(stream.Id, ppid, TakeFirst(stream));
        }

        private void HandUp(StreamId stream, Ppid ppid, PooledBuffer payload)
        {
            _tcb.Counters.MessagesReceived++;
            _tcb.Events.Add(SctpEvent.Message(stream, ppid, payload));
        }

        private PooledBuffer TakeFirst(IncomingStream stream)
        {
            IncomingMessage first = stream.First!;
            PooledBuffer payload = first.Payload!;
            stream.First = first.Next;
            if (stream.First == null) stream.Last = null;
            first.Payload = null;
            first.Next = _unused;
            _unused = first;
            Count--;
            Bytes -= payload.Length;
            return payload;
        }

        private bool TryInsert(IncomingStream stream, in ReceivedFragment message)
        {
            IncomingMessage? before = null;
            if (stream.Last != null && stream.Last.Ssn < message.Ssn)
            {
                before = stream.Last;
            }
            else
            {
                for (IncomingMessage? at = stream.First; at != null && at.Ssn <= message.Ssn; at = at.Next)
                {
                    if (at.Ssn == message.Ssn) return false;
                    before = at;
                }
            }

            IncomingMessage added = _unused ?? new IncomingMessage();
            _unused = added.Next;
            added.Payload = message.Payload;
            added.Ssn = message.Ssn;
            added.Ppid = message.Ppid;
            added.Next = before == null ? stream.First : before.Next;
            if (before == null) stream.First = added;
            else before.Next = added;
            if (added.Next == null) stream.Last = added;
            Count++;
            Bytes += message.Payload!.Length;
            return true;
        }
    }
}
