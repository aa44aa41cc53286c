using System;
using System.Buffers;
using System.Threading;

namespace P2PNet.Rtc
{
    /// <summary>
    /// Bytes on loan from a <see cref="BufferPool"/>. Whoever holds one either passes it on, where a call says that it takes
    /// ownership, or disposes it, once. <see cref="AddReference"/> makes a second owner, so that one payload can go to many peers.
    /// </summary>
    /// <remarks>
    /// One thread writes it; after it was handed over it is only read. References may be added and released on any thread.
    /// Use after return and a second return throw <see cref="ObjectDisposedException"/> where they can be told.
    /// </remarks>
    public sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
    {
        private readonly BufferPool _pool;
        private byte[] _array;
        private int _start;
        private int _length;
        private int _references;

        internal PooledBuffer(BufferPool pool, int capacity)
        {
            _pool = pool;
            _array = new byte[capacity];
        }

        /// <summary>Number of bytes that count.</summary>
        /// <exception cref="ArgumentOutOfRangeException">Set below 0 or above the capacity behind <c>Start</c>.</exception>
        public int Length
        {
            get => _length;
            set
            {
                ThrowIfReturned();
                if ((uint)value > (uint)(_array.Length - _start))
                    throw new ArgumentOutOfRangeException(nameof(value), value, "The buffer holds up to " + (_array.Length - _start) + " bytes.");
                _length = value;
            }
        }

        /// <summary>Bytes that fit without growing.</summary>
        public int Capacity => _array.Length - _start;

        /// <summary>The bytes that count; valid until this owner disposes or hands over the buffer.</summary>
        public Span<byte> Span
        {
            get
            {
                ThrowIfReturned();
                return new Span<byte>(_array, _start, _length);
            }
        }

        /// <summary>The bytes that count; valid until this owner disposes or hands over the buffer.</summary>
        public ReadOnlyMemory<byte> Memory
        {
            get
            {
                ThrowIfReturned();
                return new ReadOnlyMemory<byte>(_array, _start, _length);
            }
        }

        /// <summary>Where the pool tracks leaks: the stack of the call that rented it.</summary>
        internal string? RentedAt { get; set; }

        internal int SizeClass { get; set; }

        internal bool IsRented => Volatile.Read(ref _references) > 0;

        /// <summary>Drops the first bytes, for example a header that was read; the rest stays in place.</summary>
        public void TrimStart(int count)
        {
            ThrowIfReturned();
            if ((uint)count > (uint)_length) throw new ArgumentOutOfRangeException(nameof(count), count, "The buffer has " + _length + " bytes.");
            _start += count;
            _length -= count;
        }

        /// <summary>One more owner, each of whom disposes once. Returns this.</summary>
        public PooledBuffer AddReference()
        {
            ThrowIfReturned();
            Interlocked.Increment(ref _references);
            return this;
        }

        /// <summary>Appends bytes, growing where needed.</summary>
        public void Write(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(GetSpan(bytes.Length));
            _length += bytes.Length;
        }

        /// <inheritdoc/>
        public void Advance(int count)
        {
            ThrowIfReturned();
            if ((uint)count > (uint)(_array.Length - _start - _length))
                throw new ArgumentOutOfRangeException(nameof(count), count, "More was written than GetSpan gave.");
            _length += count;
        }

        /// <inheritdoc/>
        public Span<byte> GetSpan(int sizeHint = 0)
        {
            Reserve(sizeHint);
            return new Span<byte>(_array, _start + _length, _array.Length - _start - _length);
        }

        /// <inheritdoc/>
        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            Reserve(sizeHint);
            return new Memory<byte>(_array, _start + _length, _array.Length - _start - _length);
        }

        /// <summary>Releases one owner's reference; the last one puts the buffer back into its pool.</summary>
        /// <exception cref="ObjectDisposedException">It was already back.</exception>
        public void Dispose()
        {
            int left = Interlocked.Decrement(ref _references);
            if (left == 0)
            {
                _pool.Return(this);
            }
            else if (left < 0)
            {
                Interlocked.Increment(ref _references);
                throw new ObjectDisposedException(nameof(PooledBuffer), "Returned twice." + Origin());
            }
        }

        internal void OnRented()
        {
            _start = 0;
            _length = 0;
            Volatile.Write(ref _references, 1);
        }

        /// <summary>Called by the pool in tests: makes a read after return visible.</summary>
        internal void Poison() => _array.AsSpan().Fill(0xDD);

        private void Reserve(int sizeHint)
        {
            ThrowIfReturned();
            int needed = Math.Max(sizeHint, 1);
            if (_array.Length - _start - _length >= needed) return;
            // The array grows for good and stays with this buffer, whose size class the pool looks up anew when it comes back.
            var grown = new byte[Math.Max(_array.Length * 2, _length + needed)];
            Buffer.BlockCopy(_array, _start, grown, 0, _length);
            _array = grown;
            _start = 0;
        }

        internal int ArrayLength => _array.Length;

        private void ThrowIfReturned()
        {
            if (Volatile.Read(ref _references) <= 0) throw new ObjectDisposedException(nameof(PooledBuffer), "Used after it was returned." + Origin());
        }

        private string Origin() => RentedAt == null ? string.Empty : " It was last rented at:\n" + RentedAt;
    }
}
