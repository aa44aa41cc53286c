using System;
using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>The transfers to one peer: offers them, sends what is accepted chunk by chunk in turn, and goes on over the next link. Thread: the loop's.</summary>
    internal sealed class OutgoingTransfers
    {
        /// <summary>Transfers of each type that are offered or sent at a time; the others wait here. A receiver need not take more.</summary>
        public const int MaxActive = 8;

        /// <summary>How long a peer that has not said a word by the bulk channel may take to answer what it answers without asking anybody.</summary>
        private static readonly TimeSpan AnswerTimeout = TimeSpan.FromMinutes(1);

        private readonly List<OutgoingTransfer> _transfers = new List<OutgoingTransfer>();
        private readonly BulkChannel _channel;
        private readonly TransferCounters _counters;
        private readonly TimeSpan _patience;
        private uint _lastNumber;
        private int _turn;
        private bool _isHeard;

        public OutgoingTransfers(BulkChannel channel, TransferCounters counters, TimeSpan patience)
        {
            _channel = channel;
            _counters = counters;
            _patience = patience;
        }

        public BulkWindow Window { get; } = new BulkWindow();

        /// <summary>Whether a link would be of use.</summary>
        public bool IsWaiting => _transfers.Count > 0;

        public Timestamp NextTimeout
        {
            get
            {
                Timestamp next = Timestamp.Never;
                foreach (OutgoingTransfer transfer in _transfers) next = Timestamp.Min(next, transfer.GivesUpAt);
                return next;
            }
        }

        public void Add(Timestamp now, OutgoingTransfer transfer)
        {
            _transfers.Add(transfer);
            if (!_channel.IsOpen) transfer.GivesUpAt = now + _patience;
            transfer.Reader.Open();
        }

        public void OnLinkUp()
        {
            Window.Reset();
            BringKnownForward();
            foreach (OutgoingTransfer transfer in _transfers) transfer.GivesUpAt = Timestamp.Never;
        }

        public void OnLinkLost(Timestamp now)
        {
            foreach (OutgoingTransfer transfer in _transfers) transfer.OnLinkLost(now + _patience);
            Window.Reset();
        }

        /// <summary>The peer says something by the bulk channel: it takes part in it, and answers.</summary>
        public void OnHeard()
        {
            if (_isHeard) return;
            _isHeard = true;
            foreach (OutgoingTransfer transfer in _transfers) transfer.GivesUpAt = Timestamp.Never;
        }

        public void Handle(Timestamp now, in BulkFrame frame)
        {
            OutgoingTransfer? transfer = Find(frame.Number);
            if (transfer == null)
            {
                _counters.StrayFrames++;
                return;
            }

            bool isOffered = transfer.State == OutgoingState.Offered, isSending = transfer.State == OutgoingState.Sending;
            switch (frame.Kind)
            {
                case BulkFrameKind.Accept when isOffered:
                    if (!transfer.TryBegin(now, frame.Offset, frame.Limit)) Break(transfer);
                    break;
                case BulkFrameKind.Credit when isSending:
                    if (!transfer.TryConfirm(now, frame.Offset, frame.Limit, Window)) Break(transfer);
                    break;
                case BulkFrameKind.Done when isOffered || isSending:
                    if (transfer.MayBeDone) End(now, transfer, null);
                    else Break(transfer);
                    break;
                case BulkFrameKind.Refuse when isOffered || isSending:
                    End(now, transfer, new TransferException(BulkCodes.ToFailure(frame.Code), TransferText.OfPeer(frame)));
                    break;
                default:
                    _counters.StrayFrames++;
                    break;
            }
        }

        public void Run(Timestamp now)
        {
            for (int i = 0; i < _transfers.Count; i++)
            {
                OutgoingTransfer transfer = _transfers[i];
                Advance(now, transfer);
                if (transfer.State == OutgoingState.Over) i--;
            }

            Send(now);
        }

        public void Close(TransferException reason)
        {
            while (_transfers.Count > 0) Forget(_transfers[0], reason);
        }

        /// <summary>What depends on the game, the source and the clock.</summary>
        private void Advance(Timestamp now, OutgoingTransfer transfer)
        {
            if (transfer.Ticket.IsCancelled)
            {
                Withdraw(transfer, TransferFailure.Cancelled, string.Empty, new OperationCanceledException());
            }
            else if (transfer.Reader.Failure is Exception failure)
            {
                TransferException exception = failure as TransferException ?? new TransferException(TransferFailure.SourceFailed, "It cannot be read: " + failure.Message, failure);
                // What the system says may name places on this machine.
                Withdraw(transfer, exception.Failure, failure is TransferException ? exception.Message : string.Empty, exception);
            }
            else if (now >= transfer.GivesUpAt)
            {
                GiveUp(transfer);
            }
            else
            {
                if (transfer.State == OutgoingState.Opening && transfer.Reader.IsOpened) transfer.State = OutgoingState.Ready;
                if (transfer.State == OutgoingState.Ready && _channel.IsOpen && CountActive(transfer.Type) < MaxActive) Offer(now, transfer);
            }
        }

        private void GiveUp(OutgoingTransfer transfer)
        {
            bool isSilence = transfer.State == OutgoingState.Offered;
            string reason = isSilence ? "The player's game does not answer: it may know nothing of large messages." : "The link was lost and did not come back in time.";
            var exception = new TransferException(TransferFailure.LinkLost, reason);
            if (isSilence) Withdraw(transfer, TransferFailure.LinkLost, string.Empty, exception);
            else Forget(transfer, exception);
        }

        private void Offer(Timestamp now, OutgoingTransfer transfer)
        {
            if (transfer.Number == 0) transfer.Number = ++_lastNumber;
            transfer.State = OutgoingState.Offered;
            // A player may think about a file for as long as it likes. The first message is answered at once, or nobody is there who would.
            if (!_isHeard && transfer.Type == BulkContentType.Message) transfer.GivesUpAt = now + AnswerTimeout;
            _channel.Post(BulkFrames.Offer(_channel.Pool, transfer.Number, transfer.Type, transfer.Reader.Length, transfer.Name));
        }

        /// <summary>
        /// Those with a number go first over a new link, in its order: the receiver keeps their places, which are none for others, and takes numbers that it does not
        /// know only as long as they rise.
        /// </summary>
        private void BringKnownForward()
        {
            for (int i = 1; i < _transfers.Count; i++)
            {
                OutgoingTransfer known = _transfers[i];
                if (known.Number == 0) continue;
                int at = i;
                for (; at > 0 && (_transfers[at - 1].Number == 0 || _transfers[at - 1].Number > known.Number); at--) _transfers[at] = _transfers[at - 1];
                _transfers[at] = known;
            }
        }

        /// <summary>One chunk of each in turn, as long as there is room: nobody's transfer stands behind another's.</summary>
        private void Send(Timestamp now)
        {
            int idle = 0;
            while (idle < _transfers.Count && Window.HasRoom && _channel.Flush())
            {
                _turn = (_turn + 1) % _transfers.Count;
                OutgoingTransfer transfer = _transfers[_turn];
                bool sent = transfer.State == OutgoingState.Sending && transfer.TrySendNext(now, _channel, Window);
                idle = sent ? 0 : idle + 1;
            }
        }

        private int CountActive(BulkContentType type)
        {
            int count = 0;
            foreach (OutgoingTransfer transfer in _transfers)
                if (transfer.Type == type && (transfer.State == OutgoingState.Offered || transfer.State == OutgoingState.Sending))
                    count++;
            return count;
        }

        private void Break(OutgoingTransfer transfer)
        {
            _counters.BrokenTransfers++;
            const string Reason = "The receiver's answers contradict each other.";
            Withdraw(transfer, TransferFailure.Protocol, Reason, new TransferException(TransferFailure.Protocol, Reason));
        }

        private void Withdraw(OutgoingTransfer transfer, TransferFailure failure, string text, Exception exception)
        {
            if (transfer.Number != 0) _channel.Post(BulkFrames.Ending(_channel.Pool, BulkFrameKind.Withdraw, transfer.Number, failure, text));
            Forget(transfer, exception);
        }

        private void End(Timestamp now, OutgoingTransfer transfer, TransferException? failure)
        {
            if (failure == null) transfer.Ticket.Publish(now, transfer.Acked + transfer.InFlight, transfer.Reader.Length);
            Forget(transfer, failure);
        }

        private void Forget(OutgoingTransfer transfer, Exception? failure)
        {
            if (_channel.IsOpen) Window.OnForgotten(transfer.InFlight);
            transfer.Release();
            _transfers.Remove(transfer);
            transfer.Ticket.End(failure);
        }

        private OutgoingTransfer? Find(uint number)
        {
            foreach (OutgoingTransfer transfer in _transfers)
                if (transfer.Number == number && number != 0)
                    return transfer;
            return null;
        }
    }
}
