using System;
using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.CompilerServices;
#if NET
using System.Runtime.InteropServices;
#endif

namespace P2PNet.Messages
{
    /// <summary>
    /// For generated code: writes values of bounded length into a span, each in its shortest form. Put methods are for values of fixed
    /// length, at constant offsets of a slice of constant length, where the compiler needs no checks. Write methods take the position and
    /// give the one behind the value, so that it stays in a register; they check once that the value fits.
    /// </summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static class PlainWriter
    {
        /// <summary>Puts nil at an offset of a span.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void PutNil(Span<byte> run, int offset) => run[offset] = MessagePackCode.Nil;

        /// <summary>Puts the head of an array of up to 65535 values at an offset of a span: one byte up to 15, else three.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void PutArrayHeader(Span<byte> run, int offset, int count)
        {
            if (count <= MessagePackCode.MaxFixCount)
            {
                run[offset] = (byte)(MessagePackCode.FixArray | count);
                return;
            }

            run[offset] = MessagePackCode.Array16;
            BinaryPrimitives.WriteUInt16BigEndian(run.Slice(offset + 1), (ushort)count);
        }

        /// <summary>Puts true or false at an offset of a span, in one byte.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void PutBoolean(Span<byte> run, int offset, bool value) => run[offset] = value ? MessagePackCode.True : MessagePackCode.False;

        /// <summary>
        /// Puts a 32-bit floating-point number at an offset of a span, in five bytes. Up to three bytes behind it may change: put values in
        /// the order of their offsets.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void PutSingle(Span<byte> run, int offset, float value)
        {
            uint bits = (uint)BitConverter.SingleToInt32Bits(value);
#if NET
            // One store instead of two where three more bytes are there, which the value behind this one overwrites.
            if (BitConverter.IsLittleEndian && (ulong)(uint)offset + sizeof(ulong) <= (uint)run.Length)
            {
                ulong codeAndBits = ((ulong)BinaryPrimitives.ReverseEndianness(bits) << 8) | MessagePackCode.Float32;
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref MemoryMarshal.GetReference(run), offset), codeAndBits);
                return;
            }
#endif
            run[offset] = MessagePackCode.Float32;
            Put32(run, offset + 1, bits);
        }

        /// <summary>Puts a 64-bit floating-point number at an offset of a span, in nine bytes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void PutDouble(Span<byte> run, int offset, double value)
        {
            run[offset] = MessagePackCode.Float64;
            Put64(run, offset + 1, (ulong)BitConverter.DoubleToInt64Bits(value));
        }

        /// <summary>Writes a whole number in one or two bytes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int WriteByte(Span<byte> to, int at, byte value) => WriteUInt32(to, at, value);

        /// <summary>Writes a whole number in one or two bytes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int WriteSByte(Span<byte> to, int at, sbyte value) => WriteInt32(to, at, value);

        /// <summary>Writes a whole number in one to three bytes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int WriteUInt16(Span<byte> to, int at, ushort value) => WriteUInt32(to, at, value);

        /// <summary>Writes a whole number in one to three bytes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int WriteInt16(Span<byte> to, int at, short value) => WriteInt32(to, at, value);

        /// <summary>Writes a UTF-16 code unit as its number, in one to three bytes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int WriteChar(Span<byte> to, int at, char value) => WriteUInt32(to, at, value);

        /// <summary>Writes a whole number in one to five bytes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int WriteUInt32(Span<byte> to, int at, uint value) =>
            value <= MessagePackCode.MaxPositiveFixInt ? WriteCode(to, at, (byte)value) : WriteLongUInt32(to, at, value);

        /// <summary>Writes a whole number in one to five bytes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int WriteInt32(Span<byte> to, int at, int value) =>
            (uint)(value + 32) <= MessagePackCode.MaxPositiveFixInt + 32u ? WriteCode(to, at, (byte)value) : WriteLongInt32(to, at, value);

        /// <summary>Writes a whole number in one to nine bytes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int WriteUInt64(Span<byte> to, int at, ulong value) =>
            value <= uint.MaxValue ? WriteUInt32(to, at, (uint)value) : Write64(to, at, MessagePackCode.UInt64, value);

        /// <summary>Writes a whole number in one to nine bytes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int WriteInt64(Span<byte> to, int at, long value) =>
            value == (int)value ? WriteInt32(to, at, (int)value) : WriteLongInt64(to, at, value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal static int Write16(Span<byte> to, int at, byte code, ushort value)
        {
            Span<byte> place = to.Slice(at, 3);
            BinaryPrimitives.WriteUInt16BigEndian(place.Slice(1), value);
            place[0] = code;
            return at + 3;
        }

        // The compiler inlines only so many calls into one method, and a message may have many members: so this asks for few of them.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Put32(Span<byte> run, int offset, uint value)
        {
#if NET
            if ((ulong)(uint)offset + sizeof(uint) > (uint)run.Length) throw TooShort();
            Unsafe.WriteUnaligned(
                ref Unsafe.Add(ref MemoryMarshal.GetReference(run), offset),
                BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
#else
            BinaryPrimitives.WriteUInt32BigEndian(run.Slice(offset), value);
#endif
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Put64(Span<byte> run, int offset, ulong value)
        {
#if NET
            if ((ulong)(uint)offset + sizeof(ulong) > (uint)run.Length) throw TooShort();
            Unsafe.WriteUnaligned(
                ref Unsafe.Add(ref MemoryMarshal.GetReference(run), offset),
                BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
#else
            BinaryPrimitives.WriteUInt64BigEndian(run.Slice(offset), value);
#endif
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static int WriteCode(Span<byte> to, int at, byte code)
        {
            to[at] = code;
            return at + 1;
        }

        private static int WriteLongUInt32(Span<byte> to, int at, uint value)
        {
            if (value > ushort.MaxValue) return Write32(to, at, MessagePackCode.UInt32, value);
            return value > byte.MaxValue ? Write16(to, at, MessagePackCode.UInt16, (ushort)value) : Write8(to, at, MessagePackCode.UInt8, (byte)value);
        }

        private static int WriteLongInt32(Span<byte> to, int at, int value)
        {
            if (value >= 0) return WriteLongUInt32(to, at, (uint)value);
            if (value < short.MinValue) return Write32(to, at, MessagePackCode.Int32, (uint)value);
            return value < sbyte.MinValue ? Write16(to, at, MessagePackCode.Int16, (ushort)value) : Write8(to, at, MessagePackCode.Int8, (byte)value);
        }

        private static int WriteLongInt64(Span<byte> to, int at, long value) => value < 0
            ? Write64(to, at, MessagePackCode.Int64, (ulong)value)
            : WriteUInt64(to, at, (ulong)value);

        private static int Write8(Span<byte> to, int at, byte code, byte value)
        {
            Span<byte> place = to.Slice(at, 2);
            place[1] = value;
            place[0] = code;
            return at + 2;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static int Write32(Span<byte> to, int at, byte code, uint value)
        {
            Span<byte> place = to.Slice(at, 5);
            BinaryPrimitives.WriteUInt32BigEndian(place.Slice(1), value);
            place[0] = code;
            return at + 5;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static int Write64(Span<byte> to, int at, byte code, ulong value)
        {
            Span<byte> place = to.Slice(at, 9);
            BinaryPrimitives.WriteUInt64BigEndian(place.Slice(1), value);
            place[0] = code;
            return at + 9;
        }

#if NET
        private static ArgumentException TooShort() => new ArgumentException("The value does not fit into the span.");
#endif
    }
}
