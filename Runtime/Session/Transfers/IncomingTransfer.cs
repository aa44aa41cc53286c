using System;
using System.Threading;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>One message, file or stream on its way in. Thread: the loop's, except for what says otherwise.</summary>
    internal sealed class IncomingTransfer
    {
        /// <summary>
        /// Bytes that may have arrived and not be written: besides a message itself, all the content that a transfer holds here. <see cref="ContentWriter"/> bounds the buffers
        /// that it is in. As much as a link's window can be under way.
        /// </summary>
        public const int Credit = BulkWindow.Largest;

        // An acknowledgement for every second chunk, as SCTP's own, with which it shares the packet, but at least every five milliseconds: on a slow
        // line each chunk is confirmed at once, or the sender would take the waiting for a queue.
        private const int AckEvery = 2 * BulkFrames.ChunkLength;
        private static readonly TimeSpan AckDelay = TimeSpan.FromMilliseconds(5);

        private TransferDecision? _decision;
        private long _toldReceived;
        private long _toldLimit;
        private Timestamp _toldAt;
        private long _maxLength;

        public IncomingTransfer(uint number, BulkContentType type, long? length, string name)
        {
            Number = number;
            Type = type;
            Length = length;
            Name = name;
        }

        public uint Number { get; }

        public BulkContentType Type { get; }

        /// <summary>Thread: any.</summary>
        public long? Length { get; }

        /// <summary>Made safe. Thread: any.</summary>
        public string Name { get; }

        public IncomingState State { get; set; }

        /// <summary>Whether the sender has offered it over the link that there is.</summary>
        public bool IsOnLink { get; set; } = true;

        /// <summary>When it fails for want of a link.</summary>
        public Timestamp GivesUpAt { get; set; } = Timestamp.Never;

        /// <summary>When what has arrived is confirmed at the latest.</summary>
        public Timestamp AckAt { get; private set; } = Timestamp.Never;

        public ContentWriter? Writer { get; private set; }

        public TransferTicket? Ticket { get; private set; }

        public MessageSink? Message { get; private set; }

        /// <summary>Bytes that are here, those from before included.</summary>
        public long Received { get; private set; }

        /// <summary>The game's, once it has decided.</summary>
        public TransferDecision? Decision => Volatile.Read(ref _decision);

        /// <summary>Whether it can be decided. Thread: any.</summary>
        public bool IsOpen => Decision == null;

        /// <summary>The first decision counts. Thread: any.</summary>
        public bool TryDecide(TransferDecision decision) => Interlocked.CompareExchange(ref _decision, decision, null) == null;

        public void Accept(TransferDecision decision, ISessionLoop loop)
        {
            Ticket = decision.Ticket;
            Message = decision.Sink as MessageSink;
            _maxLength = decision.MaxLength;
            Writer = new ContentWriter(decision.Sink!, Length, Type == BulkContentType.File, loop);
            State = IncomingState.Opening;
            Writer.Open();
        }

        /// <summary>Its place is open, and may have some of it from before.</summary>
        public void Begin(Timestamp now)
        {
            State = IncomingState.Receiving;
            Received = Writer!.Written;
            Ticket?.Begin(now, Received);
        }

        /// <summary>Takes the chunk where it follows, and says what is wrong with it otherwise; null: nothing.</summary>
        public TransferFailure? Take(Timestamp now, long offset, PooledBuffer content)
        {
            int length = content.Length;
            bool follows = State == IncomingState.Receiving && IsOnLink && offset == Received && length > 0 && length <= _toldLimit - offset && length <= (Length ?? long.MaxValue) - offset;
            if (!follows || length > _maxLength - offset)
            {
                content.Dispose();
                return follows ? TransferFailure.TooLarge : TransferFailure.Protocol;
            }

            Received += length;
            if (AckAt == Timestamp.Never) AckAt = Timestamp.Max(now, _toldAt + AckDelay);
            Writer!.Write(content);
            return null;
        }

        /// <summary>The sender says that this was all. False: it was not.</summary>
        public bool TryEnd(long length, ReadOnlySpan<byte> checksum)
        {
            // The sender repeats it over another link.
            if (State == IncomingState.Ending) return length == Received;
            int expected = Type == BulkContentType.File ? 32 : 0;
            if (State != IncomingState.Receiving || !IsOnLink || length != Received || (Length ?? length) != length || checksum.Length != expected) return false;
            State = IncomingState.Ending;
            Writer!.End(checksum);
            return true;
        }

        /// <summary>Whether the sender should hear what has arrived and been written.</summary>
        public bool IsCreditDue(Timestamp now)
        {
            if ((State != IncomingState.Receiving && State != IncomingState.Ending) || !IsOnLink) return false;
            // Room is worth a frame of its own only where the sender may be about to lack it.
            return Received - _toldReceived >= AckEvery || now >= AckAt || (_toldLimit - Received < Credit / 2 && Limit - _toldLimit >= Credit / 4);
        }

        /// <summary>Accept or Credit.</summary>
        public PooledBuffer TellRoom(Timestamp now, BufferPool pool, BulkFrameKind kind)
        {
            _toldAt = now;
            _toldReceived = Received;
            _toldLimit = Limit;
            AckAt = Timestamp.Never;
            return BulkFrames.Room(pool, kind, Number, Received, _toldLimit);
        }

        public void OnLinkLost(Timestamp givesUpAt)
        {
            IsOnLink = false;
            AckAt = Timestamp.Never;
            GivesUpAt = givesUpAt;
        }

        /// <summary>Only what is written makes room.</summary>
        private long Limit => Writer!.Written + Credit;
    }
}
