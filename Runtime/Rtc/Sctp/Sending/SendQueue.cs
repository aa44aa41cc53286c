using System.Diagnostics;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// Messages that wait for their turn: a queue for each stream, served round robin. A turn is a whole message, because the TSNs of
    /// one message must be consecutive (RFC 9260 §6.9).
    /// </summary>
    internal sealed class SendQueue
    {
        /// <summary>Messages held at a time: tiny ones cost more than their bytes. RFC 9260 §6.1 would allow 65535 a stream.</summary>
        public const int MaxMessages = 16384;

        private readonly Tcb _tcb;
        private readonly StreamTable<OutgoingStream> _streams = new StreamTable<OutgoingStream>();
        private readonly long _limit;
        private OutgoingStream? _firstActive;
        private OutgoingStream? _lastActive;
        private OutgoingMessage? _unused;
        private int _blockedStreams;
        private int _messages;

        public SendQueue(Tcb tcb)
        {
            _tcb = tcb;
            _limit = tcb.Options.SendBufferLimit;
        }

        /// <summary>Payload bytes of all messages that are not done with.</summary>
        public long HeldBytes { get; private set; }

        public int HeldMessages => _messages;

        public bool IsEmpty => _firstActive == null;

        /// <summary>The message whose turn it is; its next fragment is the next chunk to send.</summary>
        public OutgoingMessage? Current => _firstActive?.First;

        public OutgoingStream? Find(StreamId id) => _streams.Find(id);

        public OutgoingStream GetOrAdd(StreamId id)
        {
            OutgoingStream? stream = _streams.Find(id);
            if (stream != null) return stream;
            stream = new OutgoingStream(id);
            _streams.Add(id, stream);
            return stream;
        }

        /// <summary>
        /// Whether a message finds room: the total stays within the limit, and one stream within half of it, so that a bulk transfer
        /// never shuts the others out. A message that finds everything empty is taken whatever its size.
        /// </summary>
        public bool HasRoom(OutgoingStream stream, int length)
        {
            if (_messages >= MaxMessages) return false;
            bool totalFits = HeldBytes == 0 || HeldBytes + length <= _limit;
            bool streamFits = stream.HeldBytes == 0 || stream.HeldBytes + length <= _limit / 2;
            return totalFits && streamFits;
        }

        public void MarkBlocked(OutgoingStream stream)
        {
            if (stream.IsBlocked) return;
            stream.IsBlocked = true;
            _blockedStreams++;
        }

        public void Add(Timestamp now, OutgoingStream stream, Ppid ppid, PooledBuffer payload, in Reliability reliability)
        {
            OutgoingMessage message = _unused ?? new OutgoingMessage();
            _unused = message.Next;
            message.Clear();
            message.Stream = stream;
            message.Payload = payload;
            message.Ppid = ppid;
            message.Reliability = reliability;
            message.Length = payload.Length;
            message.Deadline = reliability.MaxLifetime is { } lifetime ? now + lifetime : Timestamp.Never;

            if (stream.Last == null) stream.First = message;
            else stream.Last.Next = message;
            stream.Last = message;
            stream.QueuedBytes += message.Length;
            stream.HeldBytes += message.Length;
            stream.HeldMessages++;
            HeldBytes += message.Length;
            _messages++;
            if (!stream.IsActive) Activate(stream);
        }

        /// <summary>Bytes of the current message got a TSN. At its end the turn passes to the next stream.</summary>
        public void Advance(OutgoingMessage message, int bytes)
        {
            OutgoingStream stream = message.Stream!;
            Debug.Assert(ReferenceEquals(message, Current), "Only the message whose turn it is can be sent.");
            message.Sent += bytes;
            stream.QueuedBytes -= bytes;
            if (message.IsWhollySent) RemoveCurrent();
        }

        /// <summary>Throws messages at the head away whose lifetime passed before one byte of them left (RFC 3758 §4.1).</summary>
        public void DropExpired(Timestamp now)
        {
            while (Current is { } message && message.Sent == 0 && message.Deadline <= now)
            {
                _tcb.Counters.MessagesExpiredUnsent++;
                _tcb.Counters.MessagesAbandoned++;
                message.Stream!.QueuedBytes -= message.Length;
                RemoveCurrent();
                GiveBackPayload(message);
                Recycle(message);
            }
        }

        /// <summary>The rest of a message will not be sent; it leaves the queue. Its chunks that have a TSN are the caller's.</summary>
        public void CutOff(OutgoingMessage message)
        {
            if (message.IsWhollySent) return;
            // A message that is sent in part has the turn.
            message.Stream!.QueuedBytes -= message.Length - message.Sent;
            message.Sent = message.Length;
            RemoveCurrent();
        }

        /// <summary>Returns the payload to its pool and the room to its stream.</summary>
        public void GiveBackPayload(OutgoingMessage message)
        {
            if (message.Payload == null) return;
            message.Payload.Dispose();
            message.Payload = null;
            OutgoingStream stream = message.Stream!;
            stream.HeldBytes -= message.Length;
            HeldBytes -= message.Length;
            if (_blockedStreams > 0) TellBlocked();
        }

        /// <summary>Nothing refers to the message any more.</summary>
        public void Recycle(OutgoingMessage message)
        {
            message.Stream!.HeldMessages--;
            _messages--;
            message.Clear();
            message.Next = _unused;
            _unused = message;
            if (_blockedStreams > 0) TellBlocked();
        }

        /// <summary>Messages on streams that the peer does not take turned out to be undeliverable when the handshake ended.</summary>
        public void DropStreamsFrom(int limit)
        {
            for (int id = limit; _streams.TryFindFrom(id, out OutgoingStream? stream); id = stream!.Id.Value + 1)
                while (stream!.First != null) DropFirst(stream);
        }

        /// <summary>Nobody is told any more that there is room.</summary>
        public void ForgetBlocked() => _blockedStreams = 0;

        /// <summary>Returns every payload that waits.</summary>
        public void Clear()
        {
            for (int id = 0; _streams.TryFindFrom(id, out OutgoingStream? stream); id = stream!.Id.Value + 1)
                while (stream!.First != null) DropFirst(stream);
        }

        private void DropFirst(OutgoingStream stream)
        {
            // Bring its turn, then end it.
            while (!ReferenceEquals(_firstActive, stream)) Rotate();
            OutgoingMessage message = stream.First!;
            _tcb.Counters.MessagesAbandoned++;
            stream.QueuedBytes -= message.Length - message.Sent;
            RemoveCurrent();
            GiveBackPayload(message);
            if (message.Outstanding == 0) Recycle(message);
        }

        private void RemoveCurrent()
        {
            OutgoingStream stream = _firstActive!;
            OutgoingMessage message = stream.First!;
            stream.First = message.Next;
            if (stream.First == null) stream.Last = null;
            message.Next = null;
            Rotate();
        }

        /// <summary>Passes the turn on; a stream without messages drops out.</summary>
        private void Rotate()
        {
            OutgoingStream stream = _firstActive!;
            _firstActive = stream.NextActive;
            if (_firstActive == null) _lastActive = null;
            stream.NextActive = null;
            stream.IsActive = false;
            if (stream.First != null) Activate(stream);
        }

        private void Activate(OutgoingStream stream)
        {
            stream.IsActive = true;
            if (_lastActive == null) _firstActive = stream;
            else _lastActive.NextActive = stream;
            _lastActive = stream;
        }

        /// <summary>A refused stream is told when both it and the total are down to half of what they may hold.</summary>
        private void TellBlocked()
        {
            if (HeldBytes > _limit / 2 || _messages > MaxMessages / 2) return;
            for (int id = 0; _blockedStreams > 0 && _streams.TryFindFrom(id, out OutgoingStream? stream); id = stream!.Id.Value + 1)
            {
                if (!stream!.IsBlocked || stream.HeldBytes > _limit / 4) continue;
                stream.IsBlocked = false;
                _blockedStreams--;
                _tcb.Events.Add(SctpEvent.Of(SctpEventKind.BufferedAmountLow, stream.Id));
            }
        }
    }
}
