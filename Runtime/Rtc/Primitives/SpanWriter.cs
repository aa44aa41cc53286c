using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc
{
    /// <summary>
    /// Writes big-endian fields to a span. It never throws: a write past the end is left out and sets <see cref="Failed"/>, so a
    /// builder writes a whole structure and asks once.
    /// </summary>
    internal ref struct SpanWriter
    {
        private readonly Span<byte> _destination;

        public SpanWriter(Span<byte> destination)
        {
            _destination = destination;
            Position = 0;
            Failed = false;
        }

        /// <summary>Whether any write so far did not fit.</summary>
        public bool Failed { get; private set; }

        /// <summary>Bytes written so far.</summary>
        public int Position { get; private set; }

        public int Remaining => _destination.Length - Position;

        public Span<byte> Written => _destination.Slice(0, Position);

        public void WriteByte(byte value)
        {
            if (Require(1, out Span<byte> at)) at[0] = value;
        }

        public void WriteUInt16(ushort value)
        {
            if (Require(2, out Span<byte> at)) BinaryPrimitives.WriteUInt16BigEndian(at, value);
        }

        public void WriteUInt24(int value)
        {
            if (!Require(3, out Span<byte> at)) return;
            at[0] = (byte)(value >> 16);
            at[1] = (byte)(value >> 8);
            at[2] = (byte)value;
        }

        public void WriteUInt32(uint value)
        {
            if (Require(4, out Span<byte> at)) BinaryPrimitives.WriteUInt32BigEndian(at, value);
        }

        public void WriteUInt64(ulong value)
        {
            if (Require(8, out Span<byte> at)) BinaryPrimitives.WriteUInt64BigEndian(at, value);
        }

        public void WriteBytes(ReadOnlySpan<byte> value)
        {
            if (Require(value.Length, out Span<byte> at)) value.CopyTo(at);
        }

        public void WriteZeros(int count)
        {
            if (Require(count, out Span<byte> at)) at.Clear();
        }

        /// <summary>Takes the next bytes without writing them; the caller fills the span. Empty where they do not fit.</summary>
        public Span<byte> Reserve(int count) => Require(count, out Span<byte> at) ? at : default;

        private bool Require(int count, out Span<byte> at)
        {
            if (Failed || (uint)count > (uint)Remaining)
            {
                Failed = true;
                at = default;
                return false;
            }

            at = _destination.Slice(Position, count);
            Position += count;
            return true;
        }
    }
}
