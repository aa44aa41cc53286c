using System.Threading;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// What waits on either side of one link: the game's and the loop's thread both count here, and that is how each of them is held
    /// back before memory runs out. Safe from any thread.
    /// </summary>
    internal sealed class LinkTraffic
    {
        private readonly object _gate = new object();
        private PathStatistics _statistics;
        private int _queuedMessages;
        private long _queuedBytes;
        private int _unpolledMessages;
        private long _unpolledBytes;
        private int _unpolledOffers;

        /// <summary>The newest that the loop published.</summary>
        public PathStatistics Statistics
        {
            get
            {
                lock (_gate) return _statistics;
            }
        }

        /// <summary>Bytes of reliable messages between the send call and the association.</summary>
        public long QueuedBytes => Interlocked.Read(ref _queuedBytes);

        public int UnpolledMessages => Volatile.Read(ref _unpolledMessages);

        public long UnpolledBytes => Interlocked.Read(ref _unpolledBytes);

        /// <summary>Offers of transfers that the game has not heard of yet.</summary>
        public int UnpolledOffers => Volatile.Read(ref _unpolledOffers);

        public void Publish(in PathStatistics statistics)
        {
            lock (_gate) _statistics = statistics;
        }

        /// <summary>Whether one more reliable message may be queued. Only the sending thread adds, so the answer holds until it does.</summary>
        public bool HasRoom(int bytes, int maxMessages, long maxBytes)
        {
            if (Volatile.Read(ref _queuedMessages) >= maxMessages) return false;
            long queued = Interlocked.Read(ref _queuedBytes);
            // A message above the whole limit still goes when it is alone.
            return queued == 0 || queued + bytes <= maxBytes;
        }

        public void Queued(int bytes)
        {
            Interlocked.Increment(ref _queuedMessages);
            Interlocked.Add(ref _queuedBytes, bytes);
        }

        public void Unqueued(int bytes)
        {
            Interlocked.Decrement(ref _queuedMessages);
            Interlocked.Add(ref _queuedBytes, -bytes);
        }

        public void Arrived(int bytes)
        {
            Interlocked.Increment(ref _unpolledMessages);
            Interlocked.Add(ref _unpolledBytes, bytes);
        }

        public void Polled(int bytes)
        {
            Interlocked.Decrement(ref _unpolledMessages);
            Interlocked.Add(ref _unpolledBytes, -bytes);
        }

        public void OfferArrived() => Interlocked.Increment(ref _unpolledOffers);

        public void OfferPolled() => Interlocked.Decrement(ref _unpolledOffers);
    }
}
