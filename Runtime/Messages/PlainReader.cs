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
    /// For generated code: reads values of bounded length from a span, in the forms that <see cref="PlainWriter"/> gives them. Get methods are
    /// for values of fixed length, at constant offsets of a slice of constant length. Read methods move a position, which is the caller's local: they
    /// are inlined, so that it stays in a register. Any bytes give a value or false, and after false the position means nothing.
    /// What is false here may still be right in another form, which <see cref="MessagePackReader"/> knows.
    /// </summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static class PlainReader
    {
        /// <summary>Whether nil stands at an offset of a span.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool IsNil(ReadOnlySpan<byte> run, int offset) => run[offset] == MessagePackCode.Nil;

        /// <summary>Whether the head of an array of exactly so many values stands at an offset of a span, as <see cref="PlainWriter.PutArrayHeader"/> puts it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool IsArrayHeader(ReadOnlySpan<byte> run, int offset, int count) => count <= MessagePackCode.MaxFixCount
            ? run[offset] == (MessagePackCode.FixArray | count)
            : run[offset] == MessagePackCode.Array16 && BinaryPrimitives.ReadUInt16BigEndian(run.Slice(offset + 1)) == count;

        /// <summary>Reads true or false, one byte at an offset of a span.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryGetBoolean(ReadOnlySpan<byte> run, int offset, out bool value)
        {
            byte code = run[offset];
            value = code == MessagePackCode.True;
            return (code | 1) == MessagePackCode.True;
        }

        /// <summary>Reads a 32-bit floating-point number, five bytes at an offset of a span.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryGetSingle(ReadOnlySpan<byte> run, int offset, out float value)
        {
            value = BitConverter.Int32BitsToSingle((int)Get32(run, offset + 1));
            return run[offset] == MessagePackCode.Float32;
        }

        /// <summary>Reads a 64-bit floating-point number, nine bytes at an offset of a span.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryGetDouble(ReadOnlySpan<byte> run, int offset, out double value)
        {
            value = BitConverter.Int64BitsToDouble((long)Get64(run, offset + 1));
            return run[offset] == MessagePackCode.Float64;
        }

        /// <summary>Reads a whole number from 0 to 255.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryReadByte(ReadOnlySpan<byte> from, ref int at, out byte value)
        {
            bool read = TryReadUInt32(from, ref at, out uint wide);
            value = (byte)wide;
            return read && wide == value;
        }

        /// <summary>Reads a whole number from -128 to 127.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryReadSByte(ReadOnlySpan<byte> from, ref int at, out sbyte value)
        {
            bool read = TryReadInt32(from, ref at, out int wide);
            value = (sbyte)wide;
            return read && wide == value;
        }

        /// <summary>Reads a whole number from 0 to 65535.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryReadUInt16(ReadOnlySpan<byte> from, ref int at, out ushort value)
        {
            bool read = TryReadUInt32(from, ref at, out uint wide);
            value = (ushort)wide;
            return read && wide == value;
        }

        /// <summary>Reads a whole number from -32768 to 32767.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryReadInt16(ReadOnlySpan<byte> from, ref int at, out short value)
        {
            bool read = TryReadInt32(from, ref at, out int wide);
            value = (short)wide;
            return read && wide == value;
        }

        /// <summary>Reads a UTF-16 code unit that was written as its number.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryReadChar(ReadOnlySpan<byte> from, ref int at, out char value)
        {
            bool read = TryReadUInt16(from, ref at, out ushort number);
            value = (char)number;
            return read;
        }

        /// <summary>Reads a whole number from 0 to 2^32-1.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryReadUInt32(ReadOnlySpan<byte> from, ref int at, out uint value)
        {
            bool read = TryReadUInt64(from, ref at, out ulong wide);
            value = (uint)wide;
            return read && wide == value;
        }

        /// <summary>Reads a whole number from -2^31 to 2^31-1.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryReadInt32(ReadOnlySpan<byte> from, ref int at, out int value)
        {
            bool read = TryReadInt64(from, ref at, out long wide);
            value = (int)wide;
            return read && wide == value;
        }

        /// <summary>Reads a whole number from 0 to 2^64-1.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryReadUInt64(ReadOnlySpan<byte> from, ref int at, out ulong value)
        {
            if ((uint)at < (uint)from.Length && from[at] <= MessagePackCode.MaxPositiveFixInt)
            {
                value = from[at++];
                return true;
            }

            int length = LongUnsigned(from, at, out value);
            at += length;
            return length > 0;
        }

        /// <summary>Reads a whole number from -2^63 to 2^63-1.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryReadInt64(ReadOnlySpan<byte> from, ref int at, out long value)
        {
            if ((uint)at < (uint)from.Length && from[at] <= MessagePackCode.MaxPositiveFixInt)
            {
                value = from[at++];
                return true;
            }

            int length = LongSigned(from, at, out value);
            at += length;
            return length > 0;
        }

        /// <summary>The length of an unsigned number that is longer than a byte; 0 where there is none.</summary>
        private static int LongUnsigned(ReadOnlySpan<byte> from, int at, out ulong value)
        {
            value = 0;
            if ((uint)at >= (uint)from.Length) return 0;
            byte code = from[at];
            ReadOnlySpan<byte> rest = from.Slice(at + 1);
            if (code == MessagePackCode.UInt16 && rest.Length >= 2)
            {
                value = BinaryPrimitives.ReadUInt16BigEndian(rest);
                return 3;
            }

            if (code == MessagePackCode.UInt32 && rest.Length >= 4)
            {
                value = BinaryPrimitives.ReadUInt32BigEndian(rest);
                return 5;
            }

            if (code == MessagePackCode.UInt8 && rest.Length >= 1)
            {
                value = rest[0];
                return 2;
            }

            if (code != MessagePackCode.UInt64 || rest.Length < 8) return 0;
            value = BinaryPrimitives.ReadUInt64BigEndian(rest);
            return 9;
        }

        /// <summary>The length of a number that is negative or longer than a byte; 0 where there is none.</summary>
        private static int LongSigned(ReadOnlySpan<byte> from, int at, out long value)
        {
            int length = LongUnsigned(from, at, out ulong bits);
            value = (long)bits;
            if (length > 0) return value >= 0 ? length : 0;
            if ((uint)at >= (uint)from.Length) return 0;
            ReadOnlySpan<byte> rest = from.Slice(at + 1);
            switch (from[at])
            {
                case MessagePackCode.Int8 when rest.Length >= 1:
                    value = (sbyte)rest[0];
                    return 2;
                case MessagePackCode.Int16 when rest.Length >= 2:
                    value = BinaryPrimitives.ReadInt16BigEndian(rest);
                    return 3;
                case MessagePackCode.Int32 when rest.Length >= 4:
                    value = BinaryPrimitives.ReadInt32BigEndian(rest);
                    return 5;
                case MessagePackCode.Int64 when rest.Length >= 8:
                    value = BinaryPrimitives.ReadInt64BigEndian(rest);
                    return 9;
                default:
                    value = (sbyte)from[at];
                    return from[at] >= MessagePackCode.MinNegativeFixInt ? 1 : 0;
            }
        }

        // Few calls to inline, as in PlainWriter.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static uint Get32(ReadOnlySpan<byte> run, int offset)
        {
#if NET
            if ((ulong)(uint)offset + sizeof(uint) > (uint)run.Length) throw TooShort();
            uint value = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref MemoryMarshal.GetReference(run), offset));
            return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
#else
            return BinaryPrimitives.ReadUInt32BigEndian(run.Slice(offset));
#endif
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong Get64(ReadOnlySpan<byte> run, int offset)
        {
#if NET
            if ((ulong)(uint)offset + sizeof(ulong) > (uint)run.Length) throw TooShort();
            ulong value = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(run), offset));
            return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
#else
            return BinaryPrimitives.ReadUInt64BigEndian(run.Slice(offset));
#endif
        }

#if NET
        private static ArgumentException TooShort() => new ArgumentException("The value ends behind the span.");
#endif
    }
}
