using System.Collections.Generic;

namespace P2PNet.Protocol
{
    /// <summary>
    /// Encoded signals that the other side has not said it has, in order: sent again where a connection is replaced by another. Bounded,
    /// since who never acknowledges must not fill the memory. Not thread-safe.
    /// </summary>
    internal sealed class UnacknowledgedSignals
    {
        /// <summary>A player that joins a lobby of 64 exchanges some 500 within the first moment.</summary>
        public const int MaxFrames = 1024;

        /// <summary>Of these.</summary>
        public const int MaxBytes = 512 * 1024;

        private readonly Queue<byte[]> _frames = new Queue<byte[]>();
        private long _first = 1;
        private long _bytes;

        /// <summary>The number of the next signal.</summary>
        public long Next => _first + _frames.Count;

        /// <summary>Whether one more drops the oldest.</summary>
        public bool IsFull => _frames.Count >= MaxFrames || _bytes >= MaxBytes;

        /// <summary>Keeps the signal that was numbered <see cref="Next"/>.</summary>
        public void Add(byte[] frame)
        {
            while (IsFull) Drop();
            _frames.Enqueue(frame);
            _bytes += frame.Length;
        }

        /// <summary>The other side has all signals up to this one.</summary>
        public void Acknowledge(long sequence)
        {
            while (_frames.Count > 0 && _first <= sequence) Drop();
        }

        /// <summary>What is to be sent again, the oldest first.</summary>
        public IEnumerable<byte[]> All => _frames;

        private void Drop()
        {
            _bytes -= _frames.Dequeue().Length;
            _first++;
        }
    }
}
