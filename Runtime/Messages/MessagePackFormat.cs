using System;
using System.Buffers.Binary;

namespace P2PNet.Messages
{
    /// <summary>The specification's table of formats: what the first bytes of a value say. Total: any bytes give an answer.</summary>
    internal static class MessagePackFormat
    {
        public static MessagePackType TypeOf(byte code)
        {
            if (code <= MessagePackCode.MaxPositiveFixInt || code >= MessagePackCode.MinNegativeFixInt) return MessagePackType.Integer;
            if (code < MessagePackCode.FixArray) return MessagePackType.Map;
            if (code < MessagePackCode.FixStr) return MessagePackType.Array;
            if (code < MessagePackCode.Nil) return MessagePackType.String;
            switch (code)
            {
                case MessagePackCode.Nil: return MessagePackType.Nil;
                case MessagePackCode.NeverUsed: return MessagePackType.Invalid;
                case MessagePackCode.False:
                case MessagePackCode.True: return MessagePackType.Boolean;
                case MessagePackCode.Float32:
                case MessagePackCode.Float64: return MessagePackType.Float;
            }

            if (code <= MessagePackCode.Bin32) return MessagePackType.Binary;
            if (code <= MessagePackCode.Ext32) return MessagePackType.Extension;
            if (code <= MessagePackCode.Int64) return MessagePackType.Integer;
            if (code <= MessagePackCode.FixExt16) return MessagePackType.Extension;
            if (code <= MessagePackCode.Str32) return MessagePackType.String;
            return code <= MessagePackCode.Array32 ? MessagePackType.Array : MessagePackType.Map;
        }

        /// <summary>Reads a whole number of any width.</summary>
        /// <param name="rest">The bytes from the value on.</param>
        /// <param name="bits">The number, in two's complement when negative.</param>
        /// <param name="negative">Whether it is below zero.</param>
        /// <param name="length">Bytes it takes.</param>
        public static bool TryReadInteger(ReadOnlySpan<byte> rest, out ulong bits, out bool negative, out int length)
        {
            bits = 0;
            negative = false;
            length = 0;
            if (rest.IsEmpty) return false;
            byte code = rest[0];
            if (code <= MessagePackCode.MaxPositiveFixInt)
            {
                bits = code;
                length = 1;
                return true;
            }

            length = IntegerLength(code);
            if (length == 0 || rest.Length < length) return false;
            ReadOnlySpan<byte> number = rest.Slice(1);
            long signed;
            switch (code)
            {
                case MessagePackCode.UInt8: bits = number[0]; return true;
                case MessagePackCode.UInt16: bits = BinaryPrimitives.ReadUInt16BigEndian(number); return true;
                case MessagePackCode.UInt32: bits = BinaryPrimitives.ReadUInt32BigEndian(number); return true;
                case MessagePackCode.UInt64: bits = BinaryPrimitives.ReadUInt64BigEndian(number); return true;
                case MessagePackCode.Int8: signed = (sbyte)number[0]; break;
                case MessagePackCode.Int16: signed = BinaryPrimitives.ReadInt16BigEndian(number); break;
                case MessagePackCode.Int32: signed = BinaryPrimitives.ReadInt32BigEndian(number); break;
                case MessagePackCode.Int64: signed = BinaryPrimitives.ReadInt64BigEndian(number); break;
                default: signed = (sbyte)code; break;
            }

            bits = (ulong)signed;
            negative = signed < 0;
            return true;
        }

        /// <summary>Reads the head of a string, bytes, array, map or extension, and sees whether the rest can hold what it declares.</summary>
        /// <param name="rest">The bytes from the value on.</param>
        /// <param name="type">The kind that is wanted.</param>
        /// <param name="headLength">Bytes of the head; for an extension its type byte is one of them.</param>
        /// <param name="count">Bytes, values or pairs that follow.</param>
        /// <returns>False for another kind, a head cut off, and a count that can't be true.</returns>
        public static bool TryReadHead(ReadOnlySpan<byte> rest, MessagePackType type, out int headLength, out int count)
        {
            headLength = 0;
            count = 0;
            if (rest.IsEmpty || TypeOf(rest[0]) != type) return false;
            byte code = rest[0];
            int width = CountWidth(code);
            headLength = 1 + width + (type == MessagePackType.Extension ? 1 : 0);
            if (rest.Length < headLength) return false;
            uint declared;
            switch (width)
            {
                case 1: declared = rest[1]; break;
                case 2: declared = BinaryPrimitives.ReadUInt16BigEndian(rest.Slice(1)); break;
                case 4: declared = BinaryPrimitives.ReadUInt32BigEndian(rest.Slice(1)); break;
                default: declared = CountInCode(code, type); break;
            }

            // Whatever follows takes a byte each at least, a pair two: more than that would be a lie, told to make us take memory.
            uint bytesEach = type == MessagePackType.Map ? 2u : 1u;
            if (declared > (uint)(rest.Length - headLength) / bytesEach) return false;
            count = (int)declared;
            return true;
        }

        /// <summary>The length of a value that holds no others and has no length of its own: nil, boolean, integer, float. 0 for the rest.</summary>
        public static int ScalarLength(byte code)
        {
            switch (code)
            {
                case MessagePackCode.Nil:
                case MessagePackCode.False:
                case MessagePackCode.True: return 1;
                case MessagePackCode.Float32: return 5;
                case MessagePackCode.Float64: return 9;
                default: return IntegerLength(code);
            }
        }

        public static string Describe(MessagePackType type)
        {
            switch (type)
            {
                case MessagePackType.Nil: return "nil";
                case MessagePackType.Boolean: return "a boolean";
                case MessagePackType.Integer: return "an integer";
                case MessagePackType.Float: return "a floating-point number";
                case MessagePackType.String: return "a string";
                case MessagePackType.Binary: return "bytes";
                case MessagePackType.Array: return "an array";
                case MessagePackType.Map: return "a map";
                case MessagePackType.Extension: return "an extension value";
                default: return "the byte 0xc1, which is never valid";
            }
        }

        private static int IntegerLength(byte code)
        {
            switch (code)
            {
                case MessagePackCode.UInt8:
                case MessagePackCode.Int8: return 2;
                case MessagePackCode.UInt16:
                case MessagePackCode.Int16: return 3;
                case MessagePackCode.UInt32:
                case MessagePackCode.Int32: return 5;
                case MessagePackCode.UInt64:
                case MessagePackCode.Int64: return 9;
                default: return TypeOf(code) == MessagePackType.Integer ? 1 : 0;
            }
        }

        /// <summary>Bytes of the count behind the code; 0 where the code itself holds it.</summary>
        private static int CountWidth(byte code)
        {
            switch (code)
            {
                case MessagePackCode.Str8:
                case MessagePackCode.Bin8:
                case MessagePackCode.Ext8: return 1;
                case MessagePackCode.Str16:
                case MessagePackCode.Bin16:
                case MessagePackCode.Ext16:
                case MessagePackCode.Array16:
                case MessagePackCode.Map16: return 2;
                case MessagePackCode.Str32:
                case MessagePackCode.Bin32:
                case MessagePackCode.Ext32:
                case MessagePackCode.Array32:
                case MessagePackCode.Map32: return 4;
                default: return 0;
            }
        }

        private static uint CountInCode(byte code, MessagePackType type)
        {
            switch (type)
            {
                case MessagePackType.String: return code & 0x1fu;
                case MessagePackType.Extension: return 1u << (code - MessagePackCode.FixExt1);
                default: return code & 0x0fu;
            }
        }
    }
}
