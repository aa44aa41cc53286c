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

        public LinkOutbox(Delivery delivery, LinkTraffic traffic, SessionCounters counters)
        {
            _isReliable = GameChannels.IsReliable(delivery);
            _traffic = traffic;
            _counters = counters;
        }

        /// <summary>Whether everything has gone to the network and, where it is reliable, arrived.</summary>
        public bool IsFlushed => _waiting.Count == 0 && (_channel == null || (_isReliable ? _channel.UnacknowledgedBytes : _channel.BufferedAmount) == 0);

        public void Open(IDataChannel channel) => _channel = channel;

        /// <summary>Takes the payload.</summary>
        public void Send(PooledBuffer payload)
        {
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
            while (_waiting.Count > 0 && TrySend(_waiting.Peek())) _waiting.Dequeue();
        }

        /// <summary>The link is over: what waits is dropped.</summary>
        public void Close()
        {
            _channel = null;
            while (_waiting.Count > 0) Drop(_waiting.Dequeue());
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
