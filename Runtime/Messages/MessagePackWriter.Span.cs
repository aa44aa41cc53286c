using System;
using System.Runtime.CompilerServices;

namespace P2PNet.Messages
{
    public ref partial struct MessagePackWriter
    {
        /// <summary>Gives room to write whole MessagePack values into; <see cref="Advance"/> says how much of it was used.</summary>
        /// <param name="count">Bytes that are needed at most.</param>
        /// <returns>So many bytes or more, valid until the next call of another method.</returns>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Span<byte> GetSpan(int count)
        {
            if (_span.Length - _used < count) NextSpan(count);
            return _span.Slice(_used);
        }

        /// <summary>Takes what was written into the span that <see cref="GetSpan"/> gave.</summary>
        /// <param name="count">Bytes from its start.</param>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance(int count)
        {
            if ((uint)count > (uint)(_span.Length - _used)) throw OutOfRoom(count);
            _used += count;
        }

        private static ArgumentOutOfRangeException OutOfRoom(int count) =>
            new ArgumentOutOfRangeException(nameof(count), count, "More was written than GetSpan gave.");
    }
}
