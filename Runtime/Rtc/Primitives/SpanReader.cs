using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc
{
    /// <summary>
    /// Reads big-endian fields from a span. It never throws: a read past the end gives zero (or an empty span) and sets
    /// <see cref="Failed"/>, so a parser reads a whole structure and asks once.
    /// </summary>
    internal ref struct SpanReader
    {
        private ReadOnlySpan<byte> _rest;
        private readonly int _total;

        public SpanReader(ReadOnlySpan<byte> source)
        {
            _rest = source;
            _total = source.Length;
            Failed = false;
        }

        /// <summary>Whether any read so far went past the end.</summary>
        public bool Failed { get; private set; }

        public int Remaining => _rest.Length;

        public int Position => _total - _rest.Length;

        public ReadOnlySpan<byte> Rest => _rest;

        public byte ReadByte()
        {
            if (!Require(1)) return 0;
            byte value = _rest[0];
            _rest = _rest.Slice(1);
            return value;
        }

        public ushort ReadUInt16()
        {
            if (!Require(2)) return 0;
            ushort value = BinaryPrimitives.ReadUInt16BigEndian(_rest);
            _rest = _rest.Slice(2);
            return value;
        }

        public int ReadUInt24()
        {
            if (!Require(3)) return 0;
            int value = (_rest[0] << 16) | (_rest[1] << 8) | _rest[2];
            _rest = _rest.Slice(3);
            return value;
        }

        public uint ReadUInt32()
        {
            if (!Require(4)) return 0;
            uint value = BinaryPrimitives.ReadUInt32BigEndian(_rest);
            _rest = _rest.Slice(4);
            return value;
        }

        public ulong ReadUInt64()
        {
            if (!Require(8)) return 0;
            ulong value = BinaryPrimitives.ReadUInt64BigEndian(_rest);
            _rest = _rest.Slice(8);
            return value;
        }

        public ReadOnlySpan<byte> ReadBytes(int count)
        {
            if (!Require(count)) return default;
            ReadOnlySpan<byte> value = _rest.Slice(0, count);
            _rest = _rest.Slice(count);
            return value;
        }

        public void Skip(int count) => ReadBytes(count);

        private bool Require(int count)
        {
            if (!Failed && (uint)count <= (uint)_rest.Length) return true;
            Failed = true;
            _rest = default;
            return false;
        }
    }
}
