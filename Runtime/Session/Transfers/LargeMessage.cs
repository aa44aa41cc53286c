using System;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>A message that came in chunks and waits to be polled. Disposed, once, it leaves its room to others.</summary>
    internal sealed class LargeMessage : IDisposable
    {
        private readonly LargeMessageRoom _room;
        private readonly long _length;

        /// <summary>Takes the payload.</summary>
        public LargeMessage(PooledBuffer payload, LargeMessageRoom room)
        {
            Payload = payload;
            _room = room;
            _length = payload.Length;
        }

        public PooledBuffer Payload { get; }

        public void Dispose()
        {
            Payload.Dispose();
            _room.Release(_length);
        }
    }
}
