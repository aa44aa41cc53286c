using System;
using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// The transfers of one peer to here: asks the game, takes content as fast as it can be written, and remembers how they ended. Whatever the peer sends, the
    /// memory that it can take here is bounded: a few offers, <see cref="IncomingTransfer.Credit"/> for each that was accepted, and the room for messages. Thread: the loop's.
    /// </summary>
    internal sealed class IncomingTransfers
    {
        /// <summary>
        /// Transfers that ended and are remembered. A sender whose link was lost asks for those that it has not heard of, which are at most as many as may be active.
        /// </summary>
        private const int MaxRemembered = 64;

        private readonly List<IncomingTransfer> _transfers = new List<IncomingTransfer>();
        private readonly Queue<TransferOutcome> _outcomes = new Queue<TransferOutcome>();
        private readonly BulkChannel _channel;
        private readonly TransferCounters _counters;
        private readonly ITransferReceiver _receiver;
        private readonly ISessionLoop _loop;
        private readonly LargeMessageRoom _room;
        private readonly long _maxMessage;
        private readonly TimeSpan _patience;
        private uint _lastNumber;

        public IncomingTransfers(BulkChannel channel, TransferCounters counters, ITransferReceiver receiver, ISessionLoop loop, P2PClientOptions options)
        {
            _channel = channel;
            _counters = counters;
            _receiver = receiver;
            _loop = loop;
            _maxMessage = options.MaxLargeMessageSize;
            _room = new LargeMessageRoom(loop, options.MaxLargeMessageSize);
            _patience = options.TransferResumeTimeout;
        }

        /// <summary>Whether a link would be of use.</summary>
        public bool IsWaiting => _transfers.Count > 0;

        public Timestamp NextTimeout
        {
            get
            {
                Timestamp next = Timestamp.Never;
                foreach (IncomingTransfer transfer in _transfers)
                {
                    next = Timestamp.Min(next, transfer.GivesUpAt);
                    // Where frames wait for room, the channel says when there is some.
                    if (!_channel.IsCongested) next = Timestamp.Min(next, transfer.AckAt);
                }

                return next;
            }
        }

        public void OnLinkLost(Timestamp now)
        {
            foreach (IncomingTransfer transfer in _transfers) transfer.OnLinkLost(now + _patience);
        }

        /// <summary>Takes what is no chunk.</summary>
        public void Handle(in BulkFrame frame)
        {
            if (frame.Kind == BulkFrameKind.Offer)
            {
                HandleOffer(frame);
                return;
            }

            IncomingTransfer? transfer = Find(frame.Number);
            if (transfer == null)
            {
                _counters.StrayFrames++;
            }
            else if (frame.Kind == BulkFrameKind.Withdraw)
            {
                Finish(transfer, new TransferException(BulkCodes.ToFailure(frame.Code), TransferText.OfPeer(frame)), keep: false);
            }
            else if (!transfer.TryEnd(frame.Offset, frame.Bytes))
            {
                Break(transfer, TransferFailure.Protocol);
            }
        }

        /// <summary>Takes the content.</summary>
        public void HandleChunk(Timestamp now, uint number, long offset, PooledBuffer content)
        {
            IncomingTransfer? transfer = Find(number);
            if (transfer == null)
            {
                // Of one that was refused while it was under way, more often than not.
                _counters.StrayFrames++;
                content.Dispose();
                return;
            }

            if (transfer.Take(now, offset, content) is TransferFailure failure) Break(transfer, failure);
        }

        public void Run(Timestamp now)
        {
            for (int i = 0; i < _transfers.Count; i++)
            {
                IncomingTransfer transfer = _transfers[i];
                Advance(now, transfer);
                if (transfer.State == IncomingState.Over) i--;
                else if (!_channel.IsCongested && transfer.IsCreditDue(now)) _channel.Post(transfer.TellRoom(now, _channel.Pool, BulkFrameKind.Credit));
            }
        }

        /// <summary>The player or the session is gone.</summary>
        public void Close(TransferException reason)
        {
            while (_transfers.Count > 0) Finish(_transfers[0], reason, keep: true);
        }

        private void HandleOffer(in BulkFrame frame)
        {
            if (Find(frame.Number) is IncomingTransfer known)
            {
                OfferAgain(known);
                return;
            }

            if (TryRecall(frame.Number, out TransferOutcome outcome))
            {
                Answer(outcome);
                return;
            }

            if (frame.Number <= _lastNumber)
            {
                Answer(new TransferOutcome(frame.Number, TransferFailure.Protocol, string.Empty));
                return;
            }

            _lastNumber = frame.Number;
            if (WhyNot(frame, out string text) is TransferFailure failure)
            {
                _counters.RefusedOffers++;
                Remember(new TransferOutcome(frame.Number, failure, text));
                return;
            }

            var type = (BulkContentType)frame.Code;
            string name = type == BulkContentType.File ? TransferName.Sanitize(BulkFrames.ReadText(frame.Bytes)) : string.Empty;
            var transfer = new IncomingTransfer(frame.Number, type, frame.Offset < 0 ? (long?)null : frame.Offset, name);
            _transfers.Add(transfer);
            if (type == BulkContentType.File && !_receiver.TryOffer(transfer))
            {
                _counters.RefusedOffers++;
                Refuse(transfer, TransferFailure.Busy, string.Empty, null);
            }
        }

        /// <summary>What keeps an offer from the game; null: nothing.</summary>
        private TransferFailure? WhyNot(in BulkFrame frame, out string text)
        {
            text = string.Empty;
            if (frame.Code > (uint)BulkContentType.File) return TransferFailure.Refused;
            var type = (BulkContentType)frame.Code;
            if (type == BulkContentType.Message)
            {
                // No message is empty: it has an id.
                if (frame.Offset <= 0) return TransferFailure.Protocol;
                if (frame.Offset > _maxMessage)
                {
                    text = "Messages of up to " + _maxMessage + " bytes are taken here.";
                    return TransferFailure.TooLarge;
                }
            }

            int count = 0;
            foreach (IncomingTransfer transfer in _transfers)
                if (transfer.Type == type)
                    count++;
            return count >= OutgoingTransfers.MaxActive ? TransferFailure.Busy : (TransferFailure?)null;
        }

        /// <summary>Over another link: the sender hears where to go on.</summary>
        private void OfferAgain(IncomingTransfer transfer)
        {
            if (transfer.IsOnLink)
            {
                _counters.StrayFrames++;
                return;
            }

            transfer.IsOnLink = true;
            transfer.GivesUpAt = Timestamp.Never;
            if (transfer.State == IncomingState.Receiving || transfer.State == IncomingState.Ending) _channel.Post(transfer.TellRoom(_loop.Now, _channel.Pool, BulkFrameKind.Accept));
        }

        /// <summary>What depends on the game, the storage and the clock.</summary>
        private void Advance(Timestamp now, IncomingTransfer transfer)
        {
            if (transfer.Ticket?.IsCancelled == true)
            {
                Refuse(transfer, TransferFailure.Cancelled, string.Empty, new OperationCanceledException());
                return;
            }

            if (transfer.Writer?.Failure is Exception failure)
            {
                TransferException exception = failure as TransferException ?? new TransferException(TransferFailure.StorageFailed, "It cannot be written: " + failure.Message, failure);
                // What the system says may name places on this machine.
                Refuse(transfer, exception.Failure, string.Empty, exception);
                return;
            }

            if (now >= transfer.GivesUpAt)
            {
                Finish(transfer, new TransferException(TransferFailure.LinkLost, "The link was lost and did not come back in time."), keep: true);
                return;
            }

            if (transfer.State == IncomingState.Offered) Decide(transfer);
            if (transfer.State == IncomingState.Opening && transfer.Writer!.State != ContentWriterState.Opening)
            {
                transfer.Begin(now);
                if (transfer.IsOnLink) _channel.Post(transfer.TellRoom(now, _channel.Pool, BulkFrameKind.Accept));
            }

            if (transfer.Writer != null) transfer.Ticket?.Publish(now, transfer.Writer.Written, transfer.Length);
            if (transfer.State == IncomingState.Ending && transfer.Writer!.State == ContentWriterState.Complete && MayComplete(transfer)) Complete(transfer);
        }

        /// <summary>A game has left a peer without a link behind, and hears no messages of it: one that is whole waits for the next link, as its sender does.</summary>
        private static bool MayComplete(IncomingTransfer transfer) => transfer.Type != BulkContentType.Message || transfer.IsOnLink;

        private void Decide(IncomingTransfer transfer)
        {
            if (transfer.Type == BulkContentType.Message)
            {
                if (_room.TryTake(transfer.Length!.Value)) transfer.Accept(TransferDecision.Accept(new MessageSink(_channel.Pool), null, _maxMessage), _loop);
                return;
            }

            TransferDecision? decision = transfer.Decision;
            if (decision == null) return;
            if (decision.Sink == null)
            {
                Refuse(transfer, TransferFailure.Refused, decision.Refusal, null);
            }
            else if (transfer.Length > decision.MaxLength)
            {
                // Before anything is opened: what is there is left alone.
                Break(transfer, TransferFailure.TooLarge);
            }
            else
            {
                transfer.Accept(decision, _loop);
            }
        }

        private void Complete(IncomingTransfer transfer)
        {
            if (transfer.Message != null && !_receiver.TryReceive(new LargeMessage(transfer.Message.Take(), _room))) _counters.StrayFrames++;
            Remember(new TransferOutcome(transfer.Number, null, string.Empty));
            Forget(transfer, null, keep: false);
        }

        /// <summary>The peer sends what it should not.</summary>
        private void Break(IncomingTransfer transfer, TransferFailure failure)
        {
            _counters.BrokenTransfers++;
            string text = failure == TransferFailure.TooLarge ? "It is larger than is taken here." : "The sender's offsets and lengths contradict each other.";
            Refuse(transfer, failure, text, new TransferException(failure, text));
        }

        /// <summary>Ends it, and tells the sender.</summary>
        private void Refuse(IncomingTransfer transfer, TransferFailure failure, string text, Exception? exception)
        {
            Remember(new TransferOutcome(transfer.Number, failure, text));
            ReleaseRoom(transfer);
            Forget(transfer, exception ?? new TransferException(failure, text), keep: false);
        }

        /// <summary>Ends it, and the sender knows or will find out.</summary>
        private void Finish(IncomingTransfer transfer, TransferException reason, bool keep)
        {
            _outcomes.Enqueue(new TransferOutcome(transfer.Number, reason.Failure, string.Empty));
            if (_outcomes.Count > MaxRemembered) _outcomes.Dequeue();
            ReleaseRoom(transfer);
            Forget(transfer, reason, keep);
        }

        /// <summary>A message that was not complete gives its room back; one that is takes it along to whoever polls it.</summary>
        private void ReleaseRoom(IncomingTransfer transfer)
        {
            if (transfer.Message != null) _room.Release(transfer.Length!.Value);
        }

        private void Forget(IncomingTransfer transfer, Exception? failure, bool keep)
        {
            transfer.State = IncomingState.Over;
            _transfers.Remove(transfer);
            transfer.Writer?.Stop(keep);
            transfer.Ticket?.End(failure);
            // The game may decide at this very moment.
            if (!transfer.TryDecide(TransferDecision.TooLate)) transfer.Decision!.Ticket?.End(failure);
        }

        private void Remember(in TransferOutcome outcome)
        {
            _outcomes.Enqueue(outcome);
            if (_outcomes.Count > MaxRemembered) _outcomes.Dequeue();
            Answer(outcome);
        }

        private void Answer(in TransferOutcome outcome)
        {
            if (!_channel.IsOpen) return;
            _channel.Post(outcome.Failure is TransferFailure failure
                ? BulkFrames.Ending(_channel.Pool, BulkFrameKind.Refuse, outcome.Number, failure, outcome.Text)
                : BulkFrames.Done(_channel.Pool, outcome.Number));
        }

        private bool TryRecall(uint number, out TransferOutcome outcome)
        {
            foreach (TransferOutcome known in _outcomes)
            {
                outcome = known;
                if (known.Number == number) return true;
            }

            outcome = default;
            return false;
        }

        private IncomingTransfer? Find(uint number)
        {
            foreach (IncomingTransfer transfer in _transfers)
                if (transfer.Number == number)
                    return transfer;
            return null;
        }
    }
}
