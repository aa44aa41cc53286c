using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>Messages of one peer on their way to the polling thread: reads their headers, drops overtaken ones and bounds what waits.</summary>
    internal sealed class LinkInbox
    {
        private readonly Peer _peer;
        private readonly SessionMailbox _mailbox;
        private readonly SessionCounters _counters;
        private readonly int _maxMessages;
        private readonly long _maxBytes;
        private SequenceFilter _sequences;
        private bool _rejected;

        public LinkInbox(Peer peer, SessionMailbox mailbox, SessionCounters counters, P2PClientOptions options)
        {
            _peer = peer;
            _mailbox = mailbox;
            _counters = counters;
            _maxMessages = options.MaxUnpolledReliable;
            _maxBytes = options.MaxUnpolledBytes;
        }

        /// <summary>A new link to the same peer: its sender counts anew.</summary>
        public void Reset() => _sequences = default;

        /// <summary>Takes the payload. False: a reliable message finds no room, so the link has to end.</summary>
        public bool TryReceive(Timestamp now, Delivery delivery, bool isString, PooledBuffer payload)
        {
            if (!isString && LinkFrame.TryReadKind(payload.Span, out LinkFrameKind kind)) return TryReceiveFrame(kind, delivery, payload);
            if (isString || !MessageSerializer.TryReadHeader(payload.Span, delivery == Delivery.UnreliableSequenced, out MessageHeader header))
            {
                Reject(isString ? "A text message came where messages are binary." : "A message does not begin with its id.", payload);
                return true;
            }

            if (delivery == Delivery.UnreliableSequenced && !_sequences.TryAdvance(now, header.Sequence))
            {
                _counters.OnOvertaken();
                payload.Dispose();
                return true;
            }

            bool isReliable = GameChannels.IsReliable(delivery);
            var e = new SessionEvent(_peer, payload, header.Id, header.Length, delivery);
            if (!isReliable)
            {
                _mailbox.PostUnreliable(e);
                return true;
            }

            return TryPostReliable(e, payload);
        }

        /// <summary>What the library itself says. Other versions may know kinds that this one does not: no reason to end the link.</summary>
        private bool TryReceiveFrame(LinkFrameKind kind, Delivery delivery, PooledBuffer payload)
        {
            if (GameChannels.IsReliable(delivery))
            {
                switch (kind)
                {
                    case LinkFrameKind.Request:
                        return TryPostReliable(new SessionEvent(SessionEventKind.Request, _peer, payload), payload);
                    case LinkFrameKind.Response:
                        return TryPostReliable(new SessionEvent(SessionEventKind.Response, _peer, payload), payload);
                    case LinkFrameKind.Refusal:
                        return TryPostReliable(new SessionEvent(SessionEventKind.Refusal, _peer, payload), payload);
                }
            }

            _counters.OnIgnoredFrame();
            payload.Dispose();
            return true;
        }

        private bool TryPostReliable(in SessionEvent e, PooledBuffer payload)
        {
            LinkTraffic traffic = _peer.Traffic;
            int length = payload.Length;
            if (traffic.UnpolledMessages < _maxMessages && (traffic.UnpolledBytes == 0 || traffic.UnpolledBytes + length <= _maxBytes))
            {
                traffic.Arrived(length);
                if (_mailbox.TryPost(e)) return true;
                traffic.Polled(length);
            }

            payload.Dispose();
            // Where nobody polls any more it was for nobody: the link goes on until what this client sent last has arrived.
            return _mailbox.AreEventsClosed;
        }

        private void Reject(string reason, PooledBuffer payload)
        {
            payload.Dispose();
            _counters.OnMalformed();
            // Told once a link: whoever sends one broken message may send millions.
            if (_rejected) return;
            _rejected = true;
            _mailbox.TryPost(new SessionEvent(SessionEventKind.MessageRejected, _peer, reason));
        }
    }
}
