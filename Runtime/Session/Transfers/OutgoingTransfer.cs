using System;
using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>One message, file or stream on its way out. Thread: the loop's, but for the constructor.</summary>
    internal sealed class OutgoingTransfer
    {
        private readonly BufferPool _pool;
        private Queue<SentChunk> _sent = new Queue<SentChunk>();
        private Queue<SentChunk> _again = new Queue<SentChunk>();
        private PooledBuffer? _next;
        private bool _hasBegun;
        private bool _isEndSent;
        private bool _hasEnded;

        public OutgoingTransfer(TransferTicket ticket, ITransferSource source, BulkContentType type, string name, ISessionLoop loop)
        {
            _pool = loop.PeerConnections.Buffers;
            Ticket = ticket;
            Type = type;
            Name = name;
            Reader = new ContentReader(source, loop, _pool);
        }

        public TransferTicket Ticket { get; }

        public BulkContentType Type { get; }

        public string Name { get; }

        public ContentReader Reader { get; }

        public OutgoingState State { get; set; }

        /// <summary>What the receiver knows it by; 0 before the first offer.</summary>
        public uint Number { get; set; }

        /// <summary>When it fails for want of a link.</summary>
        public Timestamp GivesUpAt { get; set; } = Timestamp.Never;

        /// <summary>Bytes of content that are under way.</summary>
        public long InFlight => Sent - Acked;

        /// <summary>Bytes that the receiver has.</summary>
        public long Acked { get; private set; }

        /// <summary>Bytes that were sent over this link, or need not be.</summary>
        private long Sent { get; set; }

        /// <summary>The offset that may not be passed.</summary>
        private long Limit { get; set; }

        /// <summary>The receiver takes it, from an offset on. False: that cannot be done.</summary>
        public bool TryBegin(Timestamp now, long offset, long limit)
        {
            if (_hasBegun)
            {
                if (!TryGoOn(offset)) return false;
            }
            else
            {
                if (offset > (Reader.Length ?? long.MaxValue)) return false;
                _hasBegun = true;
                Reader.Begin(Number, offset);
            }

            Acked = Sent = offset;
            Limit = limit;
            State = OutgoingState.Sending;
            Ticket.Begin(now, offset);
            return true;
        }

        /// <summary>The receiver has everything before the offset. False: that cannot be.</summary>
        public bool TryConfirm(Timestamp now, long offset, long limit, BulkWindow window)
        {
            if (offset < Acked || offset > Sent) return false;
            Limit = Math.Max(Limit, limit);
            int bytes = (int)(offset - Acked);
            Timestamp sentAt = default;
            while (_sent.Count > 0 && _sent.Peek().End <= offset)
            {
                SentChunk chunk = _sent.Dequeue();
                sentAt = chunk.SentAt;
                Acked = chunk.End;
                chunk.Chunk.Dispose();
            }

            if (Acked != offset) return false;
            if (bytes == 0) return true;
            window.OnAcked(now, bytes, now - sentAt);
            Ticket.Publish(now, Acked, Reader.Length);
            return true;
        }

        /// <summary>Whether the receiver can have all of it.</summary>
        public bool MayBeDone => _hasEnded;

        /// <summary>Sends one more chunk, or the end. False: there is nothing that could be sent at the moment.</summary>
        public bool TrySendNext(Timestamp now, BulkChannel channel, BulkWindow window)
        {
            if (_again.Count > 0) return TrySendAgain(now, channel, window);
            if (_next == null && !Reader.TryTake(out _next))
            {
                SendEnd(channel);
                return false;
            }

            int length = _next!.Length - BulkFrames.ChunkHeaderLength;
            if (!TrySend(_next, length, channel)) return false;
            _sent.Enqueue(new SentChunk(_next, Sent, now));
            _next = null;
            window.OnSent(length);
            return true;
        }

        /// <summary>The link is gone; what was under way will go over the next one.</summary>
        public void OnLinkLost(Timestamp givesUpAt)
        {
            while (_again.TryDequeue(out SentChunk later)) _sent.Enqueue(later);
            (_sent, _again) = (_again, _sent);
            _isEndSent = false;
            Sent = Acked;
            if (State == OutgoingState.Offered || State == OutgoingState.Sending) State = OutgoingState.Ready;
            GivesUpAt = givesUpAt;
        }

        public void Release()
        {
            State = OutgoingState.Over;
            Reader.Stop();
            _next?.Dispose();
            _next = null;
            while (_sent.TryDequeue(out SentChunk chunk)) chunk.Chunk.Dispose();
            while (_again.TryDequeue(out SentChunk chunk)) chunk.Chunk.Dispose();
        }

        /// <summary>Chunks begin where others ended: what the receiver has ends at one of these places.</summary>
        private bool TryGoOn(long offset)
        {
            long reached = Acked;
            while (reached < offset && _again.Count > 0)
            {
                SentChunk chunk = _again.Dequeue();
                reached = chunk.End;
                chunk.Chunk.Dispose();
            }

            return reached == offset;
        }

        private bool TrySendAgain(Timestamp now, BulkChannel channel, BulkWindow window)
        {
            SentChunk chunk = _again.Peek();
            if (!TrySend(chunk.Chunk, chunk.ContentLength, channel)) return false;
            _again.Dequeue();
            _sent.Enqueue(new SentChunk(chunk.Chunk, chunk.End, now));
            window.OnSent(chunk.ContentLength);
            return true;
        }

        private bool TrySend(PooledBuffer chunk, int length, BulkChannel channel)
        {
            if (Sent + length > Limit) return false;
            if (!channel.TrySend(chunk.AddReference()))
            {
                chunk.Dispose();
                return false;
            }

            Sent += length;
            return true;
        }

        private void SendEnd(BulkChannel channel)
        {
            if (_isEndSent || !Reader.IsFinished(out ReadOnlySpan<byte> checksum)) return;
            _isEndSent = _hasEnded = true;
            channel.Post(BulkFrames.End(_pool, Number, Sent, checksum));
        }
    }
}
