using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Extensions.ObjectPool;

namespace P2PNet.Rtc
{
    /// <summary>
    /// Lends <see cref="PooledBuffer"/>s of a few size classes. Safe on any thread. In the steady state it allocates nothing.
    /// Buffers above the largest class are made for one use and left to the garbage collector.
    /// </summary>
    public sealed class BufferPool
    {
        private static readonly int[] Capacities = { 256, 2048, 16 * 1024, 64 * 1024, 256 * 1024 + 64 };
        private static readonly int[] Retained = { 4096, 4096, 512, 64, 16 };

        private readonly ObjectPool<PooledBuffer>[] _classes;
        private readonly HashSet<PooledBuffer>? _tracked;
        private int _outstanding;

        /// <summary>Makes a pool.</summary>
        /// <param name="trackLeaks">Remembers who rented what, at the price of a stack trace a rent, and poisons what comes back: for tests.</param>
        public BufferPool(bool trackLeaks = false)
        {
            _classes = new ObjectPool<PooledBuffer>[Capacities.Length];
            for (int i = 0; i < _classes.Length; i++) _classes[i] = new DefaultObjectPool<PooledBuffer>(new Policy(this, i), Retained[i]);
            if (trackLeaks) _tracked = new HashSet<PooledBuffer>();
        }

        /// <summary>Buffers that are out on loan.</summary>
        public int Outstanding => Volatile.Read(ref _outstanding);

        /// <summary>Lends an empty buffer (<see cref="PooledBuffer.Length"/> 0) with at least this capacity in bytes.</summary>
        public PooledBuffer Rent(int capacity)
        {
            if (capacity < 0) throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "A capacity is 0 or more.");
            int sizeClass = ClassThatHolds(capacity);
            PooledBuffer buffer = sizeClass < 0 ? new PooledBuffer(this, capacity) { SizeClass = -1 } : _classes[sizeClass].Get();
            Interlocked.Increment(ref _outstanding);
            buffer.OnRented();
            if (_tracked != null) Track(buffer);
            return buffer;
        }

        /// <summary>Where leaks are tracked: a line for each buffer that is out, with the place that rented it. Else empty.</summary>
        public IReadOnlyList<string> DescribeLeaks()
        {
            var lines = new List<string>();
            if (_tracked == null) return lines;
            lock (_tracked)
            {
                foreach (PooledBuffer buffer in _tracked) lines.Add(buffer.RentedAt ?? "unknown");
            }

            return lines;
        }

        internal void Return(PooledBuffer buffer)
        {
            Interlocked.Decrement(ref _outstanding);
            if (_tracked != null)
            {
                buffer.Poison();
                lock (_tracked) _tracked.Remove(buffer);
            }

            if (buffer.SizeClass < 0) return;
            // A buffer that grew serves the largest class that it can.
            while (buffer.SizeClass + 1 < Capacities.Length && buffer.ArrayLength >= Capacities[buffer.SizeClass + 1]) buffer.SizeClass++;
            _classes[buffer.SizeClass].Return(buffer);
        }

        private static int ClassThatHolds(int capacity)
        {
            for (int i = 0; i < Capacities.Length; i++)
            {
                if (capacity <= Capacities[i]) return i;
            }

            return -1;
        }

        private void Track(PooledBuffer buffer)
        {
            buffer.RentedAt = Environment.StackTrace;
            lock (_tracked!) _tracked.Add(buffer);
        }

        private sealed class Policy : PooledObjectPolicy<PooledBuffer>
        {
            private readonly BufferPool _owner;
            private readonly int _sizeClass;

            public Policy(BufferPool owner, int sizeClass)
            {
                _owner = owner;
                _sizeClass = sizeClass;
            }

            public override PooledBuffer Create() => new PooledBuffer(_owner, Capacities[_sizeClass]) { SizeClass = _sizeClass };

            public override bool Return(PooledBuffer obj) => true;
        }
    }
}
