using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// A type, a length and a value, padded to 4 bytes (RFC 9260 §3.2.1): the form of parameters and of error causes.
    /// <code>
    ///  0                   1                   2                   3
    ///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    /// |        Parameter Type         |       Parameter Length        |
    /// /                        Parameter Value                        /
    /// </code>
    /// </summary>
    internal readonly ref struct Parameter
    {
        public const int HeaderLength = 4;
        public readonly ParameterType Type;

        /// <summary>The value without padding.</summary>
        public readonly ReadOnlySpan<byte> Value;

        /// <summary>Header and value, as it came: what a report of an unknown one carries.</summary>
        public readonly ReadOnlySpan<byte> Whole;

        private Parameter(ReadOnlySpan<byte> whole)
        {
            Type = (ParameterType)BinaryPrimitives.ReadUInt16BigEndian(whole);
            Value = whole.Slice(HeaderLength);
            Whole = whole;
        }

        /// <summary>Takes the next parameter off the rest; false at the end or where the rest makes no sense (then the rest is not empty).</summary>
        public static bool TryRead(ref ReadOnlySpan<byte> rest, out Parameter parameter)
        {
            parameter = default;
            if (rest.Length < HeaderLength) return false;
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest.Slice(2));
            if (length < HeaderLength || length > rest.Length) return false;
            parameter = new Parameter(rest.Slice(0, length));
            rest = rest.Slice(Math.Min((length + 3) & ~3, rest.Length));
            return true;
        }

        public static void WriteHeader(Span<byte> destination, ParameterType type, int length)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)type);
            BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(2), (ushort)length);
        }

        /// <summary>Writes header, value and padding; returns the padded length, or 0 where it does not fit.</summary>
        public static int Write(Span<byte> destination, ParameterType type, ReadOnlySpan<byte> value)
        {
            int padded = (HeaderLength + value.Length + 3) & ~3;
            if (destination.Length < padded) return 0;
            WriteHeader(destination, type, HeaderLength + value.Length);
            value.CopyTo(destination.Slice(HeaderLength));
            destination.Slice(HeaderLength + value.Length, padded - HeaderLength - value.Length).Clear();
            return padded;
        }
    }
}
