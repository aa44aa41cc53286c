using System;
using System.ComponentModel;

namespace P2PNet.Messages
{
    public ref partial struct MessagePackReader
    {
        /// <summary>For generated code: gives the bytes that follow, to read a value of a plain type (<see cref="IPlainFormatter{T}"/>) from.</summary>
        /// <param name="depth">How deep the type's arrays lie in each other.</param>
        /// <param name="rest">The bytes not read yet.</param>
        /// <returns>False where that would be too deep.</returns>
        [EditorBrowsable(EditorBrowsableState.Never)]
        public readonly bool TryPeek(int depth, out ReadOnlySpan<byte> rest)
        {
            rest = _source.Slice(_position);
            return depth <= _depthLeft;
        }

        /// <summary>For generated code: goes behind a value that was read from what <see cref="TryPeek"/> gave.</summary>
        /// <param name="length">Bytes that it takes.</param>
        /// <returns>
        /// False, and the reader stays where it is, where the arrays around promise more values than are left. Reading member by member
        /// finds that at the head of the first array that can't be true; this finds it behind the value, in the same messages.
        /// </returns>
        [EditorBrowsable(EditorBrowsableState.Never)]
        public bool TryAdvance(int length)
        {
            int after = Remaining - length;
            if ((uint)length > (uint)Remaining) throw new ArgumentOutOfRangeException(nameof(length), length, "The value ends behind the bytes.");
            if (_promised - 1 > after) return false;
            Advance(length);
            return true;
        }
    }
}
