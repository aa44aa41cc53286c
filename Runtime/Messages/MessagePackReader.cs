using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace P2PNet.Messages
{
    /// <summary>
    /// Reads MessagePack from a span. It accepts every form that the specification allows for a value, checks ranges, and trusts
    /// nothing: a length or count that the remaining bytes can't hold is refused before anyone takes memory for it, nesting is
    /// bounded, and text must be UTF-8. Whatever is wrong throws <see cref="MessagePackException"/> and leaves the position where
    /// that value begins. Pass it by <c>ref</c>.
    /// </summary>
    public ref partial struct MessagePackReader
    {
        /// <summary>How deep arrays and maps may lie in each other where nothing else is said.</summary>
        public const int DefaultMaxDepth = 64;

        private readonly ReadOnlySpan<byte> _source;
        private int _position;
        private int _depthLeft;

        // Values that the arrays and maps begun so far still promise, less one for each value read.
        private int _promised;

        /// <summary>Begins at the first byte of a span.</summary>
        /// <param name="source">Any bytes.</param>
        /// <param name="maxDepth">How deep arrays and maps may lie in each other; see <see cref="Enter"/> and <see cref="Skip"/>.</param>
        public MessagePackReader(ReadOnlySpan<byte> source, int maxDepth = DefaultMaxDepth)
        {
            if (maxDepth < 0) throw new ArgumentOutOfRangeException(nameof(maxDepth), maxDepth, "A depth is 0 or more.");
            _source = source;
            _position = 0;
            _depthLeft = maxDepth;
            _promised = 0;
        }

        /// <summary>Bytes read so far.</summary>
        public int Position => _position;

        /// <summary>Bytes not read yet.</summary>
        public int Remaining => _source.Length - _position;

        /// <summary>The kind of the next value; nothing is read. <see cref="MessagePackType.Invalid"/> at the end.</summary>
        public MessagePackType NextType => _position < _source.Length ? MessagePackFormat.TypeOf(_source[_position]) : MessagePackType.Invalid;

        /// <summary>Goes one array or map deeper. A formatter of a type that can hold itself calls it before its members, and <see cref="Leave"/> after.</summary>
        /// <exception cref="MessagePackException">It is too deep.</exception>
        public void Enter()
        {
            if (_depthLeft == 0) throw TooDeep();
            _depthLeft--;
        }

        /// <summary>Takes an <see cref="Enter"/> back.</summary>
        public void Leave() => _depthLeft++;

        /// <summary>Reads nil if it comes next.</summary>
        /// <returns>Whether it did; otherwise nothing was read.</returns>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryReadNil()
        {
            if ((uint)_position >= (uint)_source.Length || _source[_position] != MessagePackCode.Nil) return false;
            Advance(1);
            return true;
        }

        /// <summary>Reads true or false.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public bool ReadBoolean()
        {
            byte code = _position < _source.Length ? _source[_position] : MessagePackCode.NeverUsed;
            if ((code | 1) != MessagePackCode.True) throw Unexpected("true or false");
            Advance(1);
            return code == MessagePackCode.True;
        }

        /// <summary>Reads a whole number from 0 to 255, in any form.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public byte ReadByte()
        {
            int at = _position;
            if (!PlainReader.TryReadByte(_source, ref at, out byte value)) return (byte)ReadUnsigned(byte.MaxValue, "an integer from 0 to 255");
            Advance(at - _position);
            return value;
        }

        /// <summary>Reads a whole number from -128 to 127, in any form.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public sbyte ReadSByte()
        {
            int at = _position;
            if (!PlainReader.TryReadSByte(_source, ref at, out sbyte value)) return (sbyte)ReadSigned(sbyte.MinValue, sbyte.MaxValue, "an integer from -128 to 127");
            Advance(at - _position);
            return value;
        }

        /// <summary>Reads a whole number from 0 to 65535, in any form.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public ushort ReadUInt16()
        {
            int at = _position;
            if (!PlainReader.TryReadUInt16(_source, ref at, out ushort value)) return (ushort)ReadUnsigned(ushort.MaxValue, "an integer from 0 to 65535");
            Advance(at - _position);
            return value;
        }

        /// <summary>Reads a whole number from -32768 to 32767, in any form.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public short ReadInt16()
        {
            int at = _position;
            if (!PlainReader.TryReadInt16(_source, ref at, out short value)) return (short)ReadSigned(short.MinValue, short.MaxValue, "an integer from -32768 to 32767");
            Advance(at - _position);
            return value;
        }

        /// <summary>Reads a UTF-16 code unit that was written as its number.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public char ReadChar() => (char)ReadUInt16();

        /// <summary>Reads a whole number from 0 to 2^32-1, in any form.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public uint ReadUInt32()
        {
            int at = _position;
            if (!PlainReader.TryReadUInt32(_source, ref at, out uint value)) return (uint)ReadUnsigned(uint.MaxValue, "an integer from 0 to 2^32-1");
            Advance(at - _position);
            return value;
        }

        /// <summary>Reads a whole number from -2^31 to 2^31-1, in any form.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public int ReadInt32()
        {
            int at = _position;
            if (!PlainReader.TryReadInt32(_source, ref at, out int value)) return (int)ReadSigned(int.MinValue, int.MaxValue, "an integer from -2^31 to 2^31-1");
            Advance(at - _position);
            return value;
        }

        /// <summary>Reads a whole number from 0 to 2^64-1, in any form.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public ulong ReadUInt64()
        {
            int at = _position;
            if (!PlainReader.TryReadUInt64(_source, ref at, out ulong value)) return ReadUnsigned(ulong.MaxValue, "an integer from 0 to 2^64-1");
            Advance(at - _position);
            return value;
        }

        /// <summary>Reads a whole number from -2^63 to 2^63-1, in any form.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public long ReadInt64()
        {
            int at = _position;
            if (!PlainReader.TryReadInt64(_source, ref at, out long value)) return ReadSigned(long.MinValue, long.MaxValue, "an integer from -2^63 to 2^63-1");
            Advance(at - _position);
            return value;
        }

        /// <summary>
        /// Reads a 32-bit floating-point number. 64-bit ones are rounded, whole numbers converted: JavaScript writes 1.0 as the integer 1.
        /// </summary>
        /// <exception cref="MessagePackException">No number comes next, or a finite one beyond the range.</exception>
        public float ReadSingle()
        {
            ReadOnlySpan<byte> rest = _source.Slice(_position);
            if (rest.Length >= 5 && rest[0] == MessagePackCode.Float32)
            {
                Advance(5);
                return BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt32BigEndian(rest.Slice(1)));
            }

            MessagePackReader start = this;
            double wide = ReadDouble();
            float value = (float)wide;
            if (!float.IsInfinity(value) || double.IsInfinity(wide)) return value;
            this = start;
            throw Unexpected("a number in the range of 32-bit floating point");
        }

        /// <summary>Reads a floating-point number of 32 or 64 bits, or a whole number.</summary>
        /// <exception cref="MessagePackException">No number comes next.</exception>
        public double ReadDouble()
        {
            ReadOnlySpan<byte> rest = _source.Slice(_position);
            if (rest.Length >= 5 && rest[0] == MessagePackCode.Float32)
            {
                Advance(5);
                return BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt32BigEndian(rest.Slice(1)));
            }

            if (rest.Length >= 9 && rest[0] == MessagePackCode.Float64)
            {
                Advance(9);
                return BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64BigEndian(rest.Slice(1)));
            }

            if (!MessagePackFormat.TryReadInteger(rest, out ulong bits, out bool negative, out int length)) throw Unexpected("a number");
            Advance(length);
            return negative ? (long)bits : (double)bits;
        }

        /// <summary>Reads text, nil as null.</summary>
        /// <exception cref="MessagePackException">Something else comes next, or bytes that are not UTF-8.</exception>
        public string? ReadNullableString() => TryReadNil() ? null : ReadString();

        /// <summary>Reads text.</summary>
        /// <exception cref="MessagePackException">Something else comes next, or bytes that are not UTF-8.</exception>
        public string ReadString()
        {
            int position = _position;
            int promised = _promised;
            ReadOnlySpan<byte> utf8 = ReadUtf8();
            if (utf8.IsEmpty) return string.Empty;
            if (TryDecode(utf8, out string? text)) return text;
            _position = position;
            _promised = promised;
            throw NotUtf8();
        }

        /// <summary>Reads text without making a string of it. The bytes lie in the reader's span, and are not checked to be UTF-8.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ReadOnlySpan<byte> ReadUtf8() =>
            TryReadShortHead(MessagePackCode.FixStr, 0x1f, 1, 0, out int length) || TryReadHead(MessagePackType.String, out length) ? Take(length) : throw Unexpected("a string");

        /// <summary>Reads bytes into an array of their own, nil as null.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public byte[]? ReadNullableByteArray() => TryReadNil() ? null : ReadByteArray();

        /// <summary>Reads bytes into an array of their own.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public byte[] ReadByteArray()
        {
            ReadOnlySpan<byte> bytes = ReadBinary();
            return bytes.IsEmpty ? Array.Empty<byte>() : bytes.ToArray();
        }

        /// <summary>Reads bytes where they lie in the reader's span.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public ReadOnlySpan<byte> ReadBinary() =>
            TryReadHead(MessagePackType.Binary, out int length) ? Take(length) : throw Unexpected("bytes");

        /// <summary>
        /// Begins an array. Each value takes a byte at least, so a count above the remaining bytes is refused here: a list may be made
        /// for the count at once.
        /// </summary>
        /// <returns>How many values follow.</returns>
        /// <exception cref="MessagePackException">Something else comes next, or a count that can't be true.</exception>
        public int ReadArrayHeader() =>
            TryReadShortHead(MessagePackCode.FixArray, MessagePackCode.MaxFixCount, 0, 1, out int count) || TryReadHead(MessagePackType.Array, out count) ? count : throw Unexpected("an array");

        /// <summary>Begins an array that has a fixed number of values.</summary>
        /// <param name="count">How many must follow.</param>
        /// <exception cref="MessagePackException">Something else comes next, an array of another length too.</exception>
        public void ReadFixedArrayHeader(int count)
        {
            MessagePackReader start = this;
            if (TryReadHead(MessagePackType.Array, out int found) && found == count) return;
            this = start;
            throw Unexpected($"an array of {count} values");
        }

        /// <summary>Begins a map; a count that the remaining bytes can't hold is refused.</summary>
        /// <returns>How many pairs of key and value follow.</returns>
        /// <exception cref="MessagePackException">Something else comes next, or a count that can't be true.</exception>
        public int ReadMapHeader() =>
            TryReadShortHead(MessagePackCode.FixMap, MessagePackCode.MaxFixCount, 0, 2, out int count) || TryReadHead(MessagePackType.Map, out count) ? count : throw Unexpected("a map");

        /// <summary>Reads one whole value of any kind and forgets it.</summary>
        /// <exception cref="MessagePackException">No whole value comes next, or one that is nested too deep.</exception>
        public void Skip()
        {
            MessagePackReader start = this;
            if (TrySkip()) return;
            this = start;
            throw Unexpected("one whole value, not nested too deep");
        }

        /// <summary>Reads one whole value of any kind and gives its bytes, as they lie in the reader's span.</summary>
        /// <exception cref="MessagePackException">No whole value comes next, or one that is nested too deep.</exception>
        public ReadOnlySpan<byte> ReadRaw()
        {
            int start = _position;
            Skip();
            return _source.Slice(start, _position - start);
        }

        /// <summary>
        /// A reader for a member that an older sender left out: it stands before an empty array, and is as deep as this one.
        /// </summary>
        public MessagePackReader Absent() => new MessagePackReader(new byte[] { MessagePackCode.FixArray }, _depthLeft);

        /// <summary>Like <see cref="Absent"/>, before an empty map: for a type whose members have names.</summary>
        public MessagePackReader AbsentMap() => new MessagePackReader(new byte[] { MessagePackCode.FixMap }, _depthLeft);

        /// <summary>Reads a whole number from 0 to 65535 without throwing. Where something else comes next nothing is read.</summary>
        internal bool TryReadUInt16(out ushort value)
        {
            bool read = MessagePackFormat.TryReadInteger(_source.Slice(_position), out ulong bits, out bool negative, out int length) &&
                !negative && bits <= ushort.MaxValue;
            value = read ? (ushort)bits : (ushort)0;
            if (read) Advance(length);
            return read;
        }

        private ulong ReadUnsigned(ulong max, string expected)
        {
            bool read = MessagePackFormat.TryReadInteger(_source.Slice(_position), out ulong bits, out bool negative, out int length);
            if (!read || negative || bits > max) throw Unexpected(expected);
            Advance(length);
            return bits;
        }

        private long ReadSigned(long min, long max, string expected)
        {
            bool read = MessagePackFormat.TryReadInteger(_source.Slice(_position), out ulong bits, out bool negative, out int length);
            if (!read || (negative ? (long)bits < min : bits > (ulong)max)) throw Unexpected(expected);
            Advance(length);
            return (long)bits;
        }

        /// <summary>Goes behind a value that holds no others.</summary>
        private void Advance(int length)
        {
            _position += length;
            _promised--;
        }

        /// <summary>
        /// Reads the head of a value with a length. Every value that is promised takes a byte at least, those of the arrays and maps
        /// around this one too: so all that formatters make room for at once is never more elements than the message has bytes.
        /// </summary>
        private bool TryReadHead(MessagePackType type, out int count)
        {
            if (!MessagePackFormat.TryReadHead(_source.Slice(_position), type, out int headLength, out count)) return false;
            int after = _source.Length - _position - headLength;
            int promised = _promised - 1;
            if (type == MessagePackType.Array) promised += count;
            else if (type == MessagePackType.Map) promised += 2 * count;
            else after -= count;
            if (promised > after) return false;
            _position += headLength;
            _promised = promised;
            return true;
        }

        /// <summary>
        /// Reads a head of one byte with the count in it, as most are. False for any other, and for one that can't be true: <see cref="TryReadHead"/>
        /// tells these apart.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private bool TryReadShortHead(byte code, int countBits, int bytesEach, int valuesEach, out int count)
        {
            byte head = (uint)_position < (uint)_source.Length ? _source[_position] : MessagePackCode.NeverUsed;
            count = head & countBits;
            int after = _source.Length - _position - 1 - bytesEach * count;
            int promised = _promised - 1 + valuesEach * count;
            if ((head & ~countBits) != code || after < valuesEach * count || promised > after) return false;
            _position++;
            _promised = promised;
            return true;
        }

        private ReadOnlySpan<byte> Take(int length)
        {
            ReadOnlySpan<byte> taken = _source.Slice(_position, length);
            _position += length;
            return taken;
        }

        private bool TrySkip()
        {
            if (Remaining == 0) return false;
            byte code = _source[_position];
            int scalar = MessagePackFormat.ScalarLength(code);
            if (scalar > 0)
            {
                if (Remaining < scalar) return false;
                Advance(scalar);
                return true;
            }

            MessagePackType type = MessagePackFormat.TypeOf(code);
            if (!TryReadHead(type, out int count)) return false;
            switch (type)
            {
                case MessagePackType.Array: return TrySkipValues(count);
                case MessagePackType.Map: return TrySkipValues(2L * count);
                default:
                    _position += count;
                    return true;
            }
        }

        private bool TrySkipValues(long count)
        {
            if (_depthLeft == 0) return false;
            _depthLeft--;
            for (long i = 0; i < count; i++)
            {
                if (!TrySkip()) return false;
            }

            _depthLeft++;
            return true;
        }

        private MessagePackException Unexpected(string expected)
        {
            if (Remaining == 0) return new MessagePackException(_position, expected, "the end");
            string found = MessagePackFormat.Describe(NextType);
            MessagePackReader ahead = this;
            return new MessagePackException(_position, expected, ahead.TrySkip() ? found : found + " that is cut off or nested too deep");
        }

        private MessagePackException NotUtf8() => new MessagePackException(_position, "a string", "text that is not UTF-8");

        private MessagePackException TooDeep() => new MessagePackException(_position, "a value", "arrays and maps nested too deep");
    }
}
