using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// Large messages, files and streams between this client and one peer, over all connections that their link has. Thread: the loop's, except for
    /// <see cref="TryStart"/>.
    /// </summary>
    internal sealed class LinkTransfers : ITransferReceiver
    {
        /// <summary>
        /// Offers that may wait to be polled. Eight are open at a time, and a sender that takes back what the game has not even heard of has no use for more than a few;
        /// the queue that they wait in is the session's, not the link's.
        /// </summary>
        public const int MaxUnpolledOffers = 64;

        private readonly object _gate = new object();
        private readonly Queue<OutgoingTransfer> _arriving = new Queue<OutgoingTransfer>();
        private readonly Peer _peer;
        private readonly SessionMailbox _mailbox;
        private readonly BulkChannel _channel;
        private readonly OutgoingTransfers _outgoing;
        private readonly IncomingTransfers _incoming;
        private bool _isClosed;

        public LinkTransfers(Peer peer, SessionMailbox mailbox, ISessionLoop loop, P2PClientOptions options)
        {
            _peer = peer;
            _mailbox = mailbox;
            _channel = new BulkChannel(loop.PeerConnections.Buffers, Counters);
            _outgoing = new OutgoingTransfers(_channel, Counters, options.TransferResumeTimeout);
            _incoming = new IncomingTransfers(_channel, Counters, this, loop, options);
        }

        public TransferCounters Counters { get; } = new TransferCounters();

        /// <summary>For tests and statistics.</summary>
        public BulkWindow Window => _outgoing.Window;

        /// <summary>Whether transfers wait for a link.</summary>
        public bool AreWaiting => !_channel.IsOpen && (_outgoing.IsWaiting || _incoming.IsWaiting);

        public Timestamp NextTimeout => Timestamp.Min(_outgoing.NextTimeout, _incoming.NextTimeout);

        /// <summary>Starts a transfer; wake the loop afterwards. Thread: any. False: the player or the session is gone.</summary>
        public bool TryStart(OutgoingTransfer transfer)
        {
            lock (_gate)
            {
                if (_isClosed) return false;
                _arriving.Enqueue(transfer);
                return true;
            }
        }

        /// <summary>The link stands.</summary>
        public void Open(Timestamp now, IDataChannel channel)
        {
            _channel.Open(channel);
            _outgoing.OnLinkUp();
            Run(now);
        }

        /// <summary>The link is over; there may be another one.</summary>
        public void OnLinkLost(Timestamp now)
        {
            if (!_channel.IsOpen) return;
            _channel.Close();
            _outgoing.OnLinkLost(now);
            _incoming.OnLinkLost(now);
        }

        /// <summary>Takes the payload.</summary>
        public void Receive(Timestamp now, bool isString, PooledBuffer payload)
        {
            if (isString || !BulkFrame.TryRead(payload.Span, out BulkFrame frame))
            {
                Counters.MalformedFrames++;
                payload.Dispose();
                return;
            }

            _outgoing.OnHeard();
            if (frame.Kind == BulkFrameKind.Chunk)
            {
                // The bytes behind the content, if there are any, are none of ours.
                int length = frame.Bytes.Length;
                payload.TrimStart(frame.BytesAt);
                payload.Length = length;
                _incoming.HandleChunk(now, frame.Number, frame.Offset, payload);
                return;
            }

            Handle(now, frame);
            payload.Dispose();
        }

        /// <summary>Does what is due: after frames came, the channel has room, the game asked, or the background is done with something.</summary>
        public void Run(Timestamp now)
        {
            while (TryTakeArriving(out OutgoingTransfer? transfer)) _outgoing.Add(now, transfer!);
            _channel.Flush();
            _incoming.Run(now);
            _outgoing.Run(now);
        }

        /// <summary>The player or the session is gone, and all transfers with it.</summary>
        public void Close(TransferException reason)
        {
            lock (_gate) _isClosed = true;
            while (TryTakeArriving(out OutgoingTransfer? transfer)) _outgoing.Add(default, transfer!);
            _channel.Close();
            _outgoing.Close(reason);
            _incoming.Close(reason);
        }

        bool ITransferReceiver.TryOffer(IncomingTransfer transfer)
        {
            if (_peer.Traffic.UnpolledOffers >= MaxUnpolledOffers) return false;
            _peer.Traffic.OfferArrived();
            if (_mailbox.TryPost(new SessionEvent(SessionEventKind.TransferOffered, _peer, transfer))) return true;
            _peer.Traffic.OfferPolled();
            return false;
        }

        bool ITransferReceiver.TryReceive(LargeMessage message)
        {
            if (_mailbox.TryPost(new SessionEvent(SessionEventKind.LargeMessage, _peer, message))) return true;
            message.Dispose();
            return false;
        }

        private void Handle(Timestamp now, in BulkFrame frame)
        {
            if (frame.Kind == BulkFrameKind.None) Counters.UnknownFrames++;
            else if (frame.Kind >= BulkFrameKind.Accept) _outgoing.Handle(now, frame);
            else _incoming.Handle(frame);
        }

        private bool TryTakeArriving(out OutgoingTransfer? transfer)
        {
            lock (_gate) return _arriving.TryDequeue(out transfer);
        }
    }
}
