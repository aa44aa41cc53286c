using System.Collections.Generic;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// Messages of one delivery to one peer that the association does not take at the moment, in their order. Reliable ones are bounded where
    /// the game sends them, by <see cref="LinkTraffic"/>; of the others the oldest are dropped here.
    /// </summary>
    internal sealed class LinkOutbox
    {
        /// <summary>Unreliable messages that may wait: the association is full of older ones already.</summary>
        private const int MaxWaitingUnreliable = 64;

        private readonly LinkTraffic _traffic;
        private readonly SessionCounters _counters;
        private readonly bool _isReliable;
        private readonly Queue<PooledBuffer> _waiting = new Queue<PooledBuffer>();
        private IDataChannel? _channel;
        private bool _stands;

        public LinkOutbox(Delivery delivery, LinkTraffic traffic, SessionCounters counters)
        {
            _isReliable = GameChannels.IsReliable(delivery);
            _traffic = traffic;
            _counters = counters;
        }

        /// <summary>Whether everything has gone to the network and, where it is reliable, arrived.</summary>
        public bool IsFlushed => _waiting.Count == 0 && (_channel == null || (_isReliable ? _channel.UnacknowledgedBytes : _channel.BufferedAmount) == 0);

        public void Open(IDataChannel channel) => _channel = channel;

        /// <summary>The link stands: what waited for it leaves, behind the frame that comes first on every link.</summary>
        /// <param name="first">Taken; null on the channels that have none.</param>
        public void Stand(PooledBuffer? first)
        {
            _stands = true;
            if (first != null && !TrySend(first)) Drop(first);
            Resume();
        }

        /// <summary>Takes the payload.</summary>
        /// <param name="payload">The message.</param>
        /// <param name="waits">Whether a reliable one waits where no link stands.</param>
        public void Send(PooledBuffer payload, bool waits)
        {
            if (!_stands)
            {
                if (waits && _isReliable) _waiting.Enqueue(payload);
                else Drop(payload);
                return;
            }

            if (_waiting.Count == 0 && TrySend(payload)) return;
            if (!_isReliable && _waiting.Count == MaxWaitingUnreliable)
            {
                _waiting.Dequeue().Dispose();
                _counters.OnDroppedOutgoing();
            }

            _waiting.Enqueue(payload);
        }

        /// <summary>The channel has room again.</summary>
        public void Resume()
        {
            if (!_stands) return;
            while (_waiting.Count > 0 && TrySend(_waiting.Peek())) _waiting.Dequeue();
        }

        /// <summary>The link is over, and what was sent over it is dropped. What waited for a link that never stood waits for the next.</summary>
        public void Close()
        {
            _channel = null;
            if (!_stands) return;
            _stands = false;
            while (_waiting.Count > 0) Drop(_waiting.Dequeue());
        }

        /// <summary>There will be no other link.</summary>
        public void Discard()
        {
            Close();
            while (_waiting.Count > 0)
            {
                Drop(_waiting.Dequeue());
                _counters.OnDroppedWaiting();
            }
        }

        /// <summary>False: it has to wait. True: it is no longer ours.</summary>
        private bool TrySend(PooledBuffer payload)
        {
            if (_channel == null)
            {
                Drop(payload);
                return true;
            }

            int length = payload.Length;
            switch (_channel.Send(payload))
            {
                case SendStatus.Accepted:
                    if (_isReliable) _traffic.Unqueued(length);
                    return true;
                case SendStatus.WouldBlock:
                    return false;
                case SendStatus.TooLarge:
                    _counters.OnTooLarge();
                    Drop(payload);
                    return true;
                default:
                    Drop(payload);
                    return true;
            }
        }

        private void Drop(PooledBuffer payload)
        {
            if (_isReliable) _traffic.Unqueued(payload.Length);
            payload.Dispose();
        }
    }
}
