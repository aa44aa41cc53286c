using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>The bulk channel of one link, over all connections that the link has had: frames that are no content wait here until it takes them.</summary>
    internal sealed class BulkChannel
    {
        /// <summary>Answers and notices that may wait. Those of well-behaved peers are one or two for each of their transfers.</summary>
        private const int MaxWaiting = 256;

        private readonly Queue<PooledBuffer> _waiting = new Queue<PooledBuffer>();
        private readonly TransferCounters _counters;
        private IDataChannel? _channel;

        public BulkChannel(BufferPool pool, TransferCounters counters)
        {
            Pool = pool;
            _counters = counters;
        }

        public BufferPool Pool { get; }

        public bool IsOpen => _channel != null;

        /// <summary>Whether frames wait, so that what can be said later better is.</summary>
        public bool IsCongested => _waiting.Count > 0;

        public void Open(IDataChannel channel) => _channel = channel;

        /// <summary>What waits was meant for the link that is gone: each side begins anew on the next one.</summary>
        public void Close()
        {
            _channel = null;
            while (_waiting.TryDequeue(out PooledBuffer? frame)) frame.Dispose();
        }

        /// <summary>Sends a frame, now or on the next link. Takes it.</summary>
        public void Post(PooledBuffer frame)
        {
            if (!IsCongested && TrySend(frame)) return;
            if (_waiting.Count < MaxWaiting)
            {
                _waiting.Enqueue(frame);
                return;
            }

            _counters.DroppedAnswers++;
            frame.Dispose();
        }

        /// <summary>Sends what waits. True: nothing does any more.</summary>
        public bool Flush()
        {
            while (_waiting.Count > 0 && TrySend(_waiting.Peek())) _waiting.Dequeue();
            return IsOpen && !IsCongested;
        }

        /// <summary>True: it is no longer the caller's.</summary>
        public bool TrySend(PooledBuffer frame) => _channel != null && _channel.Send(frame) == SendStatus.Accepted;
    }
}
