using System;
using System.Buffers.Binary;

namespace P2PNet
{
    /// <summary>
    /// The little of MessagePack that frames of the bulk channel are made of, read without an exception: a hostile peer may send any number of
    /// frames that are none. Every form of a number is taken, since other implementations choose theirs.
    /// </summary>
    internal ref struct BulkFrameReader
    {
        private readonly ReadOnlySpan<byte> _source;

        public BulkFrameReader(ReadOnlySpan<byte> source)
        {
            _source = source;
            Position = 0;
        }

        public int Position { get; private set; }

        public bool TryReadArrayHeader(out uint count)
        {
            count = 0;
            if (!TryReadCode(out byte code)) return false;
            ulong value;
            switch (code)
            {
                case 0xdc when TryReadBigEndian(2, out value):
                case 0xdd when TryReadBigEndian(4, out value):
                    count = (uint)value;
                    return true;
                default:
                    count = (uint)(code & 0x0f);
                    return code >= 0x90 && code <= 0x9f;
            }
        }

        public bool TryReadUInt(out ulong value)
        {
            value = 0;
            if (!TryReadCode(out byte code)) return false;
            if (code <= 0x7f)
            {
                value = code;
                return true;
            }

            switch (code)
            {
                case 0xcc: return TryReadBigEndian(1, out value);
                case 0xcd: return TryReadBigEndian(2, out value);
                case 0xce: return TryReadBigEndian(4, out value);
                case 0xcf: return TryReadBigEndian(8, out value);
                // Signed forms of numbers that are not negative.
                case 0xd0: return TryReadBigEndian(1, out value) && value <= (ulong)sbyte.MaxValue;
                case 0xd1: return TryReadBigEndian(2, out value) && value <= (ulong)short.MaxValue;
                case 0xd2: return TryReadBigEndian(4, out value) && value <= int.MaxValue;
                case 0xd3: return TryReadBigEndian(8, out value) && value <= long.MaxValue;
                default: return false;
            }
        }

        public bool TryReadOffset(out long value)
        {
            bool isNumber = TryReadUInt(out ulong number) && number <= BulkFrame.MaxNumber;
            value = isNumber ? (long)number : 0;
            return isNumber;
        }

        /// <summary>-1 for nil.</summary>
        public bool TryReadOffsetOrNil(out long value)
        {
            value = -1;
            return TryReadNil() || TryReadOffset(out value);
        }

        public bool TryReadBinary(out ReadOnlySpan<byte> bytes)
        {
            bytes = default;
            return TryReadCode(out byte code) && code >= 0xc4 && code <= 0xc6 && TryReadBigEndian(1 << (code - 0xc4), out ulong length) && TryTake(length, out bytes);
        }

        /// <summary>Nothing for nil.</summary>
        public bool TryReadBinaryOrNil(out ReadOnlySpan<byte> bytes)
        {
            bytes = default;
            return TryReadNil() || TryReadBinary(out bytes);
        }

        /// <summary>The bytes of a string; whether they are UTF-8 is the caller's to find out.</summary>
        public bool TryReadString(out ReadOnlySpan<byte> bytes)
        {
            bytes = default;
            if (!TryReadCode(out byte code)) return false;
            if (code >= 0xa0 && code <= 0xbf) return TryTake((ulong)(code & 0x1f), out bytes);
            return code >= 0xd9 && code <= 0xdb && TryReadBigEndian(1 << (code - 0xd9), out ulong length) && TryTake(length, out bytes);
        }

        private bool TryReadNil()
        {
            if (Position >= _source.Length || _source[Position] != 0xc0) return false;
            Position++;
            return true;
        }

        private bool TryReadCode(out byte code)
        {
            code = 0;
            if (Position >= _source.Length) return false;
            code = _source[Position++];
            return true;
        }

        private bool TryReadBigEndian(int length, out ulong value)
        {
            value = 0;
            if (_source.Length - Position < length) return false;
            ReadOnlySpan<byte> bytes = _source.Slice(Position, length);
            Position += length;
            value = length switch
            {
                1 => bytes[0],
                2 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
                4 => BinaryPrimitives.ReadUInt32BigEndian(bytes),
                _ => BinaryPrimitives.ReadUInt64BigEndian(bytes),
            };
            return true;
        }

        private bool TryTake(ulong length, out ReadOnlySpan<byte> bytes)
        {
            bytes = default;
            if ((ulong)(_source.Length - Position) < length) return false;
            bytes = _source.Slice(Position, (int)length);
            Position += (int)length;
            return true;
        }
    }
}
