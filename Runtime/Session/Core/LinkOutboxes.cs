using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>What is on its way to one peer, by delivery.</summary>
    internal sealed class LinkOutboxes
    {
        private readonly LinkTraffic _traffic;
        private readonly LinkOutbox[] _outboxes = new LinkOutbox[GameChannels.DeliveryCount];
        private bool _isGone;

        public LinkOutboxes(LinkTraffic traffic, SessionCounters counters)
        {
            _traffic = traffic;
            for (int i = 0; i < _outboxes.Length; i++) _outboxes[i] = new LinkOutbox((Delivery)i, traffic, counters);
        }

        /// <summary>Whether everything has gone to the network and, where it is reliable, arrived.</summary>
        public bool IsFlushed
        {
            get
            {
                foreach (LinkOutbox outbox in _outboxes)
                    if (!outbox.IsFlushed)
                        return false;
                return true;
            }
        }

        public void Open(IDataChannel[] channels)
        {
            for (int i = 0; i < _outboxes.Length; i++) _outboxes[i].Open(channels[i]);
        }

        /// <summary>The link stands.</summary>
        /// <param name="first">Goes before all that waits; taken, and null where there is none.</param>
        public void Stand(PooledBuffer? first)
        {
            if (first != null) _traffic.Queued(first.Length);
            for (int i = 0; i < _outboxes.Length; i++) _outboxes[i].Stand(i == 0 ? first : null);
        }

        /// <summary>Takes the payload, which the game's thread has counted.</summary>
        public void Send(in SendCommand command)
        {
            LinkOutbox outbox = _outboxes[(int)command.Delivery];
            outbox.Send(command.Payload, command.Waits);
            // Sent before the game heard that the player is gone.
            if (_isGone) outbox.Discard();
        }

        /// <summary>Takes a frame of the library.</summary>
        public void SendFrame(PooledBuffer payload)
        {
            _traffic.Queued(payload.Length);
            _outboxes[0].Send(payload, waits: false);
        }

        public void Resume(int index) => _outboxes[index].Resume();

        /// <summary>The link is over; there may be another.</summary>
        public void Close()
        {
            foreach (LinkOutbox outbox in _outboxes) outbox.Close();
        }

        /// <summary>There will be no other link.</summary>
        public void Discard()
        {
            _isGone = true;
            foreach (LinkOutbox outbox in _outboxes) outbox.Discard();
        }
    }
}
