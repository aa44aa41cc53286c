using System;
using System.Collections;
using System.Collections.Specialized;

namespace P2PNet.Messages
{
    /// <summary>
    /// The formatter of every type that reader and writer have a method for, to build others from:
    /// <c>new ListFormatter&lt;int&gt;(PrimitiveFormatter.Instance)</c>. Generated code calls reader and writer itself.
    /// </summary>
    public sealed class PrimitiveFormatter :
        IMessageFormatter<bool>,
        IMessageFormatter<char>,
        IMessageFormatter<sbyte>,
        IMessageFormatter<byte>,
        IMessageFormatter<short>,
        IMessageFormatter<ushort>,
        IMessageFormatter<int>,
        IMessageFormatter<uint>,
        IMessageFormatter<long>,
        IMessageFormatter<ulong>,
        IMessageFormatter<float>,
        IMessageFormatter<double>,
        IMessageFormatter<string?>,
        IMessageFormatter<byte[]?>,
        IMessageFormatter<ReadOnlyMemory<byte>>,
        IMessageFormatter<decimal>,
        IMessageFormatter<Guid>,
        IMessageFormatter<DateTime>,
        IMessageFormatter<DateTimeOffset>,
        IMessageFormatter<TimeSpan>,
        IMessageFormatter<BitArray?>,
        IMessageFormatter<BitVector32>,
        IMessageFormatter<MessagePackTimestamp>,
        IMessageFormatter<MessagePackExtension>
    {
        private PrimitiveFormatter()
        {
        }

        /// <summary>The one instance.</summary>
        public static PrimitiveFormatter Instance { get; } = new PrimitiveFormatter();

        void IMessageFormatter<bool>.Write(ref MessagePackWriter writer, in bool value) => writer.WriteBoolean(value);

        bool IMessageFormatter<bool>.Read(ref MessagePackReader reader) => reader.ReadBoolean();

        void IMessageFormatter<char>.Write(ref MessagePackWriter writer, in char value) => writer.WriteChar(value);

        char IMessageFormatter<char>.Read(ref MessagePackReader reader) => reader.ReadChar();

        void IMessageFormatter<sbyte>.Write(ref MessagePackWriter writer, in sbyte value) => writer.WriteSByte(value);

        sbyte IMessageFormatter<sbyte>.Read(ref MessagePackReader reader) => reader.ReadSByte();

        void IMessageFormatter<byte>.Write(ref MessagePackWriter writer, in byte value) => writer.WriteByte(value);

        byte IMessageFormatter<byte>.Read(ref MessagePackReader reader) => reader.ReadByte();

        void IMessageFormatter<short>.Write(ref MessagePackWriter writer, in short value) => writer.WriteInt16(value);

        short IMessageFormatter<short>.Read(ref MessagePackReader reader) => reader.ReadInt16();

        void IMessageFormatter<ushort>.Write(ref MessagePackWriter writer, in ushort value) => writer.WriteUInt16(value);

        ushort IMessageFormatter<ushort>.Read(ref MessagePackReader reader) => reader.ReadUInt16();

        void IMessageFormatter<int>.Write(ref MessagePackWriter writer, in int value) => writer.WriteInt32(value);

        int IMessageFormatter<int>.Read(ref MessagePackReader reader) => reader.ReadInt32();

        void IMessageFormatter<uint>.Write(ref MessagePackWriter writer, in uint value) => writer.WriteUInt32(value);

        uint IMessageFormatter<uint>.Read(ref MessagePackReader reader) => reader.ReadUInt32();

        void IMessageFormatter<long>.Write(ref MessagePackWriter writer, in long value) => writer.WriteInt64(value);

        long IMessageFormatter<long>.Read(ref MessagePackReader reader) => reader.ReadInt64();

        void IMessageFormatter<ulong>.Write(ref MessagePackWriter writer, in ulong value) => writer.WriteUInt64(value);

        ulong IMessageFormatter<ulong>.Read(ref MessagePackReader reader) => reader.ReadUInt64();

        void IMessageFormatter<float>.Write(ref MessagePackWriter writer, in float value) => writer.WriteSingle(value);

        float IMessageFormatter<float>.Read(ref MessagePackReader reader) => reader.ReadSingle();

        void IMessageFormatter<double>.Write(ref MessagePackWriter writer, in double value) => writer.WriteDouble(value);

        double IMessageFormatter<double>.Read(ref MessagePackReader reader) => reader.ReadDouble();

        void IMessageFormatter<string?>.Write(ref MessagePackWriter writer, in string? value) => writer.WriteString(value);

        string? IMessageFormatter<string?>.Read(ref MessagePackReader reader) => reader.ReadNullableString();

        void IMessageFormatter<byte[]?>.Write(ref MessagePackWriter writer, in byte[]? value) => writer.WriteBinary(value);

        byte[]? IMessageFormatter<byte[]?>.Read(ref MessagePackReader reader) => reader.ReadNullableByteArray();

        void IMessageFormatter<ReadOnlyMemory<byte>>.Write(ref MessagePackWriter writer, in ReadOnlyMemory<byte> value) => writer.WriteBinary(value.Span);

        ReadOnlyMemory<byte> IMessageFormatter<ReadOnlyMemory<byte>>.Read(ref MessagePackReader reader) => reader.ReadByteArray();

        void IMessageFormatter<decimal>.Write(ref MessagePackWriter writer, in decimal value) => writer.WriteDecimal(value);

        decimal IMessageFormatter<decimal>.Read(ref MessagePackReader reader) => reader.ReadDecimal();

        void IMessageFormatter<Guid>.Write(ref MessagePackWriter writer, in Guid value) => writer.WriteGuid(value);

        Guid IMessageFormatter<Guid>.Read(ref MessagePackReader reader) => reader.ReadGuid();

        void IMessageFormatter<DateTime>.Write(ref MessagePackWriter writer, in DateTime value) => writer.WriteDateTime(value);

        DateTime IMessageFormatter<DateTime>.Read(ref MessagePackReader reader) => reader.ReadDateTime();

        void IMessageFormatter<DateTimeOffset>.Write(ref MessagePackWriter writer, in DateTimeOffset value) => writer.WriteDateTimeOffset(value);

        DateTimeOffset IMessageFormatter<DateTimeOffset>.Read(ref MessagePackReader reader) => reader.ReadDateTimeOffset();

        void IMessageFormatter<TimeSpan>.Write(ref MessagePackWriter writer, in TimeSpan value) => writer.WriteTimeSpan(value);

        TimeSpan IMessageFormatter<TimeSpan>.Read(ref MessagePackReader reader) => reader.ReadTimeSpan();

        void IMessageFormatter<BitArray?>.Write(ref MessagePackWriter writer, in BitArray? value) => writer.WriteBitArray(value);

        BitArray? IMessageFormatter<BitArray?>.Read(ref MessagePackReader reader) => reader.ReadNullableBitArray();

        void IMessageFormatter<BitVector32>.Write(ref MessagePackWriter writer, in BitVector32 value) => writer.WriteBitVector32(value);

        BitVector32 IMessageFormatter<BitVector32>.Read(ref MessagePackReader reader) => reader.ReadBitVector32();

        void IMessageFormatter<MessagePackTimestamp>.Write(ref MessagePackWriter writer, in MessagePackTimestamp value) => writer.WriteTimestamp(value);

        MessagePackTimestamp IMessageFormatter<MessagePackTimestamp>.Read(ref MessagePackReader reader) => reader.ReadTimestamp();

        void IMessageFormatter<MessagePackExtension>.Write(ref MessagePackWriter writer, in MessagePackExtension value) => writer.WriteExtension(value);

        MessagePackExtension IMessageFormatter<MessagePackExtension>.Read(ref MessagePackReader reader) => reader.ReadExtension();
    }
}
