using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>The game's side of transfers: starts them, brings their news into the poll. Thread: the game's, where nothing else is said.</summary>
    internal sealed class SessionTransfers
    {
        private static readonly Action<Task, object?> OnEnded = (_, state) => ((SessionTransfers)state!).End();

        private readonly object _gate = new object();
        private readonly List<TransferTicket> _tickets = new List<TransferTicket>();
        private readonly ISessionLoop _loop;
        private readonly HandlerExceptions _exceptions;
        private bool _isEnded;
        private int _count;

        public SessionTransfers(ISessionLoop loop, HandlerExceptions exceptions, Task ended)
        {
            _loop = loop;
            _exceptions = exceptions;
            ended.ContinueWith(OnEnded, this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        public event Action<TransferOffer>? Offered;

        public Task SendMessage<T>(Peer peer, in T message, IProgress<TransferProgress>? progress, CancellationToken cancellation)
        {
            PooledBuffer payload = _loop.PeerConnections.Buffers.Rent(SessionSender.MaxMessageSize);
            try
            {
                MessageSerializer.Serialize(payload, message);
            }
            catch
            {
                payload.Dispose();
                throw;
            }

            return Start(peer, new MessageSource(payload), BulkContentType.Message, string.Empty, progress, cancellation);
        }

        public Task SendFile(Peer peer, string path, string? name, IProgress<TransferProgress>? progress, CancellationToken cancellation)
        {
            if (path == null) throw new ArgumentNullException(nameof(path));
            string full = Path.GetFullPath(path);
            return Start(peer, new FileSource(full), BulkContentType.File, name ?? Path.GetFileName(full), progress, cancellation);
        }

        public Task SendStream(Peer peer, Stream stream, string name, long? length, IProgress<TransferProgress>? progress, CancellationToken cancellation)
        {
            if (stream == null) throw new ArgumentNullException(nameof(stream));
            if (name == null) throw new ArgumentNullException(nameof(name));
            if (!stream.CanRead) throw new ArgumentException("The stream cannot be read.", nameof(stream));
            if (length < 0 || length > (long)BulkFrame.MaxNumber) throw new ArgumentOutOfRangeException(nameof(length), length, "A length is 0 or more, or null where it is not known.");
            return Start(peer, new StreamSource(stream, length), BulkContentType.File, name, progress, cancellation);
        }

        public Task Receive(IncomingTransfer incoming, ITransferSink sink, ReceiveOptions options, CancellationToken cancellation)
        {
            var ticket = new TransferTicket(_loop, options.Progress, cancellation);
            if (!incoming.TryDecide(TransferDecision.Accept(sink, ticket, options.MaxLength)))
            {
                if (incoming.Decision != TransferDecision.TooLate) throw new InvalidOperationException("The offer was decided before.");
                return Fail(ticket, new TransferException(TransferFailure.Cancelled, "The offer is open no more: the sender took it back, or the link was lost."));
            }

            Add(ticket);
            return ticket.Task;
        }

        public void Refuse(IncomingTransfer incoming, string reason)
        {
            if (incoming.TryDecide(TransferDecision.Refuse(reason))) _loop.Wake();
        }

        /// <summary>Tells the game of an offer; without a subscriber nobody takes it.</summary>
        public void HandleOffer(Peer peer, IncomingTransfer incoming)
        {
            peer.Traffic.OfferPolled();
            if (!incoming.IsOpen) return;
            if (Offered == null) Refuse(incoming, "This game takes no transfers.");
            else Offered(new TransferOffer(this, peer, incoming));
        }

        /// <summary>Progress and ends, in the poll.</summary>
        public void Deliver()
        {
            if (Volatile.Read(ref _count) == 0) return;
            // From the end, so that one can be removed; those that the game starts meanwhile have the next poll.
            for (int i = _count - 1; i >= 0; i--)
            {
                TransferTicket ticket;
                lock (_gate)
                {
                    if (i >= _tickets.Count) continue;
                    ticket = _tickets[i];
                }

                if (Deliver(ticket)) Remove(ticket);
            }
        }

        private bool Deliver(TransferTicket ticket)
        {
            try
            {
                return ticket.Deliver();
            }
#pragma warning disable CA1031 // Whatever the game's progress throws, that of the others has to be heard.
            catch (Exception e)
#pragma warning restore CA1031
            {
                // One that is over says so again in the next poll.
                _exceptions.Report(e);
                return false;
            }
        }

        private Task Start(Peer peer, ITransferSource source, BulkContentType type, string name, IProgress<TransferProgress>? progress, CancellationToken cancellation)
        {
            var ticket = new TransferTicket(_loop, progress, cancellation);
            var transfer = new OutgoingTransfer(ticket, source, type, name, _loop);
            bool isThere = peer.IsConnected && peer.Link != null && !_isEnded && peer.Link.Transfers.TryStart(transfer);
            if (!isThere)
            {
                transfer.Release();
                return Fail(ticket, new TransferException(TransferFailure.LinkLost, "There is no link to " + peer.Name + "."));
            }

            Add(ticket);
            return ticket.Task;
        }

        private static Task Fail(TransferTicket ticket, TransferException failure)
        {
            ticket.End(failure);
            ticket.Complete();
            return ticket.Task;
        }

        private void Add(TransferTicket ticket)
        {
            lock (_gate)
            {
                _tickets.Add(ticket);
                _count = _tickets.Count;
                if (_isEnded) ticket.End(Ended());
            }

            if (_isEnded) End();
            _loop.Wake();
        }

        private void Remove(TransferTicket ticket)
        {
            lock (_gate)
            {
                _tickets.Remove(ticket);
                _count = _tickets.Count;
            }
        }

        /// <summary>The session is over: nobody needs to poll for the rest. Thread: any.</summary>
        private void End()
        {
            TransferTicket[] tickets;
            lock (_gate)
            {
                _isEnded = true;
                tickets = _tickets.ToArray();
                _tickets.Clear();
                _count = 0;
            }

            foreach (TransferTicket ticket in tickets)
            {
                ticket.End(Ended());
                ticket.Complete();
            }
        }

        private static TransferException Ended() => new TransferException(TransferFailure.SessionEnded, "The session is over.");
    }
}
