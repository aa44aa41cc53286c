using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace P2PNet.Messages
{
    /// <summary>
    /// Writes MessagePack, every value in the shortest form that the specification has for it. It fills one span of the buffer writer
    /// after the other and allocates nothing itself. Pass it by <c>ref</c>: a copy would not know what the other wrote.
    /// <see cref="Flush"/> at the end hands over what was written.
    /// </summary>
    public ref partial struct MessagePackWriter
    {
        private readonly IBufferWriter<byte> _output;
        private Span<byte> _span;
        private int _used;

        /// <summary>Begins to write at the output's present end.</summary>
        /// <param name="output">Where the bytes go.</param>
        public MessagePackWriter(IBufferWriter<byte> output)
        {
            _output = output ?? throw new ArgumentNullException(nameof(output));
            _span = default;
            _used = 0;
        }

        /// <summary>Hands all that was written to the output. The writer can go on afterwards.</summary>
        public void Flush()
        {
            if (_used > 0) _output.Advance(_used);
            _span = default;
            _used = 0;
        }

        /// <summary>Writes nil.</summary>
        public void WriteNil() => Reserve(1)[0] = MessagePackCode.Nil;

        /// <summary>Writes true or false.</summary>
        public void WriteBoolean(bool value) => Reserve(1)[0] = value ? MessagePackCode.True : MessagePackCode.False;

        /// <summary>Writes a whole number from 0 to 255, in one or two bytes.</summary>
        public void WriteByte(byte value) => WriteUInt32(value);

        /// <summary>Writes a whole number from -128 to 127, in one or two bytes.</summary>
        public void WriteSByte(sbyte value) => WriteInt32(value);

        /// <summary>Writes a whole number from 0 to 65535, in one to three bytes.</summary>
        public void WriteUInt16(ushort value) => WriteUInt32(value);

        /// <summary>Writes a whole number from -32768 to 32767, in one to three bytes.</summary>
        public void WriteInt16(short value) => WriteInt32(value);

        /// <summary>Writes a UTF-16 code unit as its number, in one to three bytes.</summary>
        public void WriteChar(char value) => WriteUInt32(value);

        /// <summary>Writes a whole number in one to five bytes.</summary>
        public void WriteUInt32(uint value)
        {
            if (value <= MessagePackCode.MaxPositiveFixInt)
            {
                Reserve(1)[0] = (byte)value;
            }
            else if (value <= byte.MaxValue)
            {
                Span<byte> at = Reserve(2);
                at[1] = (byte)value;
                at[0] = MessagePackCode.UInt8;
            }
            else if (value <= ushort.MaxValue)
            {
                WriteFixedUInt16((ushort)value);
            }
            else
            {
                Span<byte> at = Reserve(5);
                at[0] = MessagePackCode.UInt32;
                BinaryPrimitives.WriteUInt32BigEndian(at.Slice(1), value);
            }
        }

        /// <summary>Writes a whole number in one to five bytes.</summary>
        public void WriteInt32(int value)
        {
            if (value >= 0)
            {
                WriteUInt32((uint)value);
            }
            else if (value >= -32)
            {
                Reserve(1)[0] = (byte)value;
            }
            else if (value >= sbyte.MinValue)
            {
                Span<byte> at = Reserve(2);
                at[1] = (byte)value;
                at[0] = MessagePackCode.Int8;
            }
            else if (value >= short.MinValue)
            {
                Span<byte> at = Reserve(3);
                at[0] = MessagePackCode.Int16;
                BinaryPrimitives.WriteInt16BigEndian(at.Slice(1), (short)value);
            }
            else
            {
                Span<byte> at = Reserve(5);
                at[0] = MessagePackCode.Int32;
                BinaryPrimitives.WriteInt32BigEndian(at.Slice(1), value);
            }
        }

        /// <summary>Writes a whole number in one to nine bytes.</summary>
        public void WriteUInt64(ulong value)
        {
            if (value <= uint.MaxValue)
            {
                WriteUInt32((uint)value);
                return;
            }

            Span<byte> at = Reserve(9);
            at[0] = MessagePackCode.UInt64;
            BinaryPrimitives.WriteUInt64BigEndian(at.Slice(1), value);
        }

        /// <summary>Writes a whole number in one to nine bytes.</summary>
        public void WriteInt64(long value)
        {
            if (value >= 0)
            {
                WriteUInt64((ulong)value);
            }
            else if (value >= int.MinValue)
            {
                WriteInt32((int)value);
            }
            else
            {
                Span<byte> at = Reserve(9);
                at[0] = MessagePackCode.Int64;
                BinaryPrimitives.WriteInt64BigEndian(at.Slice(1), value);
            }
        }

        /// <summary>Writes a 32-bit floating-point number in five bytes.</summary>
        public void WriteSingle(float value)
        {
            Span<byte> at = Reserve(5);
            at[0] = MessagePackCode.Float32;
            BinaryPrimitives.WriteInt32BigEndian(at.Slice(1), BitConverter.SingleToInt32Bits(value));
        }

        /// <summary>Writes a 64-bit floating-point number in nine bytes.</summary>
        public void WriteDouble(double value)
        {
            Span<byte> at = Reserve(9);
            at[0] = MessagePackCode.Float64;
            BinaryPrimitives.WriteInt64BigEndian(at.Slice(1), BitConverter.DoubleToInt64Bits(value));
        }

        /// <summary>Writes text as UTF-8, null as nil. Halves of surrogate pairs that stand alone become U+FFFD.</summary>
        public void WriteString(string? value)
        {
            if (value is null) WriteNil();
            else WriteString(value.AsSpan());
        }

        /// <summary>Writes text as UTF-8. Halves of surrogate pairs that stand alone become U+FFFD.</summary>
        public void WriteString(ReadOnlySpan<char> value)
        {
            int length = Encoding.UTF8.GetByteCount(value);
            WriteStringHeader(length);
            Encoding.UTF8.GetBytes(value, Reserve(length));
        }

        /// <summary>Writes text that is UTF-8 already; the caller answers for that.</summary>
        public void WriteUtf8(ReadOnlySpan<byte> value)
        {
            WriteStringHeader(value.Length);
            WriteRaw(value);
        }

        /// <summary>Writes bytes, null as nil.</summary>
        public void WriteBinary(byte[]? value)
        {
            if (value is null) WriteNil();
            else WriteBinary(value.AsSpan());
        }

        /// <summary>Writes bytes.</summary>
        public void WriteBinary(ReadOnlySpan<byte> value)
        {
            WriteBinaryHeader(value.Length);
            WriteRaw(value);
        }

        /// <summary>Writes bytes which the caller fills in, before the writer is used again.</summary>
        /// <param name="length">How many, 0 or more.</param>
        /// <returns>The bytes, all zero.</returns>
        public Span<byte> WriteBinary(int length)
        {
            RequireNotNegative(length);
            WriteBinaryHeader(length);
            Span<byte> content = Reserve(length);
            content.Clear();
            return content;
        }

        /// <summary>Begins an array: exactly <paramref name="count"/> values must follow.</summary>
        /// <param name="count">0 or more.</param>
        public void WriteArrayHeader(int count)
        {
            RequireNotNegative(count);
            if (count <= 15) Reserve(1)[0] = (byte)(MessagePackCode.FixArray | count);
            else if (count <= ushort.MaxValue) WriteCode16(MessagePackCode.Array16, (ushort)count);
            else WriteCode32(MessagePackCode.Array32, (uint)count);
        }

        /// <summary>Begins a map: exactly <paramref name="count"/> pairs of key and value must follow.</summary>
        /// <param name="count">0 or more.</param>
        public void WriteMapHeader(int count)
        {
            RequireNotNegative(count);
            if (count <= 15) Reserve(1)[0] = (byte)(MessagePackCode.FixMap | count);
            else if (count <= ushort.MaxValue) WriteCode16(MessagePackCode.Map16, (ushort)count);
            else WriteCode32(MessagePackCode.Map32, (uint)count);
        }

        /// <summary>Writes bytes as they are: whole MessagePack values that were written before.</summary>
        public void WriteRaw(ReadOnlySpan<byte> encoded) => encoded.CopyTo(Reserve(encoded.Length));

        /// <summary>Writes a number from 0 to 65535 in three bytes always, so that it can be replaced in place.</summary>
        internal void WriteFixedUInt16(ushort value) => WriteCode16(MessagePackCode.UInt16, value);

        private void WriteStringHeader(int length)
        {
            if (length <= 31) Reserve(1)[0] = (byte)(MessagePackCode.FixStr | length);
            else if (length <= byte.MaxValue) WriteCode8(MessagePackCode.Str8, (byte)length);
            else if (length <= ushort.MaxValue) WriteCode16(MessagePackCode.Str16, (ushort)length);
            else WriteCode32(MessagePackCode.Str32, (uint)length);
        }

        private void WriteBinaryHeader(int length)
        {
            if (length <= byte.MaxValue) WriteCode8(MessagePackCode.Bin8, (byte)length);
            else if (length <= ushort.MaxValue) WriteCode16(MessagePackCode.Bin16, (ushort)length);
            else WriteCode32(MessagePackCode.Bin32, (uint)length);
        }

        private void WriteCode8(byte code, byte value)
        {
            Span<byte> at = Reserve(2);
            at[1] = value;
            at[0] = code;
        }

        private void WriteCode16(byte code, ushort value)
        {
            Span<byte> at = Reserve(3);
            at[0] = code;
            BinaryPrimitives.WriteUInt16BigEndian(at.Slice(1), value);
        }

        private void WriteCode32(byte code, uint value)
        {
            Span<byte> at = Reserve(5);
            at[0] = code;
            BinaryPrimitives.WriteUInt32BigEndian(at.Slice(1), value);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Span<byte> Reserve(int count)
        {
            if (_span.Length - _used < count) NextSpan(count);
            Span<byte> at = _span.Slice(_used, count);
            _used += count;
            return at;
        }

        private void NextSpan(int count)
        {
            Flush();
            _span = _output.GetSpan(count);
            if (_span.Length < count) throw new InvalidOperationException($"The buffer writer gave {_span.Length} bytes where {count} were asked for.");
        }

        private static void RequireNotNegative(int count)
        {
            if (count < 0) throw new ArgumentOutOfRangeException(nameof(count), count, "A count is 0 or more.");
        }
    }
}
