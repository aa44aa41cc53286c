using System;
using System.Buffers.Text;
using System.Collections;
using System.Collections.Specialized;

namespace P2PNet.Messages
{
    /// <content>
    /// Values of .NET that MessagePack has no format for. They have the form that MessagePack-CSharp gives them, so that programs with
    /// either understand each other.
    /// </content>
    public ref partial struct MessagePackReader
    {
        private const int GuidLength = 36;
        private const int MaxOffsetMinutes = 14 * 60;

        /// <summary>Reads an id from text in its usual form of 36 characters, small letters or capitals.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public Guid ReadGuid()
        {
            MessagePackReader start = this;
            if (TryReadHead(MessagePackType.String, out int length) &&
                length == GuidLength && Utf8Parser.TryParse(Take(length), out Guid value, out int consumed) && consumed == GuidLength)
            {
                return value;
            }

            this = start;
            throw Unexpected("an id of 36 characters");
        }

        /// <summary>Reads a time span from its ticks of 100 ns.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public TimeSpan ReadTimeSpan() => new TimeSpan(ReadInt64());

        /// <summary>Reads a time with its offset from UTC.</summary>
        /// <exception cref="MessagePackException">
        /// Something else comes next, or a time outside of the years 1 to 9999, or an offset above 14 hours.
        /// </exception>
        public DateTimeOffset ReadDateTimeOffset()
        {
            MessagePackReader start = this;
            if (ReadArrayHeader() == 2)
            {
                DateTime clock = ReadDateTime();
                int minutes = ReadInt16();
                long utc = clock.Ticks - (minutes * TimeSpan.TicksPerMinute);
                if (Math.Abs(minutes) <= MaxOffsetMinutes && utc >= DateTime.MinValue.Ticks && utc <= DateTime.MaxValue.Ticks)
                {
                    return new DateTimeOffset(clock.Ticks, TimeSpan.FromMinutes(minutes));
                }
            }

            this = start;
            throw Unexpected("a timestamp and an offset of at most 14 hours");
        }

        /// <summary>Reads a decimal number from text with a point, like <c>-12.50</c>.</summary>
        /// <exception cref="MessagePackException">Something else comes next, or a number that a decimal can't hold.</exception>
        public decimal ReadDecimal()
        {
            MessagePackReader start = this;
            if (TryReadHead(MessagePackType.String, out int length) &&
                Utf8Parser.TryParse(Take(length), out decimal value, out int consumed) && consumed == length)
            {
                return value;
            }

            this = start;
            throw Unexpected("a decimal number as text");
        }

        /// <summary>Reads bits from an array of booleans, nil as null.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public BitArray? ReadNullableBitArray() => TryReadNil() ? null : ReadBitArray();

        /// <summary>Reads bits from an array of booleans.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public BitArray ReadBitArray()
        {
            int count = ReadArrayHeader();
            var bits = new BitArray(count);
            for (int i = 0; i < count; i++) bits[i] = ReadBoolean();
            return bits;
        }

        /// <summary>Reads 32 flags from a whole number.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public BitVector32 ReadBitVector32() => new BitVector32((int)ReadUInt32());
    }
}
