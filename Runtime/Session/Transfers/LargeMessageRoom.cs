using System.Threading;

namespace P2PNet
{
    /// <summary>Bytes that the large messages of one peer take: taken by the loop before a message is accepted, released by whoever polled it.</summary>
    internal sealed class LargeMessageRoom
    {
        private readonly ISessionLoop _loop;
        private readonly long _limit;
        private long _taken;

        public LargeMessageRoom(ISessionLoop loop, long limit)
        {
            _loop = loop;
            _limit = limit;
        }

        public bool TryTake(long length)
        {
            // Only the loop takes, so what it sees can but become less.
            if (Interlocked.Read(ref _taken) + length > _limit) return false;
            Interlocked.Add(ref _taken, length);
            return true;
        }

        /// <summary>Thread: any.</summary>
        public void Release(long length)
        {
            Interlocked.Add(ref _taken, -length);
            // Another one may wait for it.
            _loop.Wake();
        }
    }
}
