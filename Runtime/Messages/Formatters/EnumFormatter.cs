using System;
using System.Runtime.InteropServices;

namespace P2PNet.Messages
{
    /// <summary>Writes an enum as its number. Numbers without a name pass, as they do in C#.</summary>
    /// <typeparam name="T">The enum.</typeparam>
    public sealed class EnumFormatter<T> : IMessageFormatter<T>
        where T : struct, Enum
    {
        private readonly TypeCode _code = Type.GetTypeCode(typeof(T));

        /// <inheritdoc/>
        public void Write(ref MessagePackWriter writer, in T value)
        {
            T copy = value;
            Span<byte> bytes = MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref copy, 1));
            switch (_code)
            {
                case TypeCode.SByte: writer.WriteSByte((sbyte)bytes[0]); break;
                case TypeCode.Byte: writer.WriteByte(bytes[0]); break;
                case TypeCode.Int16: writer.WriteInt16(MemoryMarshal.Read<short>(bytes)); break;
                case TypeCode.UInt16: writer.WriteUInt16(MemoryMarshal.Read<ushort>(bytes)); break;
                case TypeCode.Int32: writer.WriteInt32(MemoryMarshal.Read<int>(bytes)); break;
                case TypeCode.UInt32: writer.WriteUInt32(MemoryMarshal.Read<uint>(bytes)); break;
                case TypeCode.Int64: writer.WriteInt64(MemoryMarshal.Read<long>(bytes)); break;
                default: writer.WriteUInt64(MemoryMarshal.Read<ulong>(bytes)); break;
            }
        }

        /// <inheritdoc/>
        public T Read(ref MessagePackReader reader)
        {
            switch (_code)
            {
                case TypeCode.SByte: return From(reader.ReadSByte());
                case TypeCode.Byte: return From(reader.ReadByte());
                case TypeCode.Int16: return From(reader.ReadInt16());
                case TypeCode.UInt16: return From(reader.ReadUInt16());
                case TypeCode.Int32: return From(reader.ReadInt32());
                case TypeCode.UInt32: return From(reader.ReadUInt32());
                case TypeCode.Int64: return From(reader.ReadInt64());
                default: return From(reader.ReadUInt64());
            }
        }

        private static T From<TNumber>(TNumber number)
            where TNumber : struct =>
            MemoryMarshal.Cast<TNumber, T>(MemoryMarshal.CreateSpan(ref number, 1))[0];
    }
}
