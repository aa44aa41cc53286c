using System;
using System.Buffers.Text;
using System.Collections;
using System.Collections.Specialized;

namespace P2PNet.Messages
{
    /// <content>
    /// Values of .NET that MessagePack has no format for. They take the form that MessagePack-CSharp gives them, so that programs with
    /// either understand each other.
    /// </content>
    public ref partial struct MessagePackWriter
    {
        private const int GuidLength = 36;

        // A sign, a zero before the point, the point, and 28 digits behind it.
        private const int MaxDecimalLength = 31;

        /// <summary>
        /// Writes an id as text in its usual form of 36 characters with small letters: 38 bytes. <see cref="BinaryGuidFormatter"/> takes 18.
        /// </summary>
        public void WriteGuid(Guid value)
        {
            WriteStringHeader(GuidLength);
            Utf8Formatter.TryFormat(value, Reserve(GuidLength), out _);
        }

        /// <summary>Writes a time span as its ticks of 100 ns, in one to nine bytes.</summary>
        public void WriteTimeSpan(TimeSpan value) => WriteInt64(value.Ticks);

        /// <summary>
        /// Writes a time with its offset as an array of two: a timestamp of what the clock there shows, as if it were UTC, and the offset
        /// in minutes.
        /// </summary>
        public void WriteDateTimeOffset(DateTimeOffset value)
        {
            WriteArrayHeader(2);
            WriteDateTime(DateTime.SpecifyKind(value.DateTime, DateTimeKind.Utc));
            WriteInt16((short)value.Offset.TotalMinutes);
        }

        /// <summary>Writes a decimal number as text with a point, like <c>-12.50</c>, which keeps its trailing zeros.</summary>
        public void WriteDecimal(decimal value)
        {
            Span<byte> text = stackalloc byte[MaxDecimalLength];
            Utf8Formatter.TryFormat(value, text, out int length);
            WriteStringHeader(length);
            text.Slice(0, length).CopyTo(Reserve(length));
        }

        /// <summary>Writes bits as an array of booleans, a byte each; null as nil. <see cref="WriteBitVector32"/> takes a byte for seven.</summary>
        public void WriteBitArray(BitArray? value)
        {
            if (value is null)
            {
                WriteNil();
                return;
            }

            WriteArrayHeader(value.Length);
            for (int i = 0; i < value.Length; i++) WriteBoolean(value[i]);
        }

        /// <summary>Writes 32 flags as a whole number without a sign, in one to five bytes: the fewer the lower the highest that is set.</summary>
        public void WriteBitVector32(BitVector32 value) => WriteUInt32((uint)value.Data);
    }
}
