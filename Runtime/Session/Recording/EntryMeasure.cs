using System;
using P2PNet.Messages;

namespace P2PNet
{
    /// <summary>How many bytes the MessagePack value at the beginning of some bytes has, however it is nested. Takes no memory and no stack for it.</summary>
    internal static class EntryMeasure
    {
        /// <summary>No value begins so.</summary>
        public const int Invalid = -1;

        /// <summary>The value goes on behind the bytes, as far as they tell.</summary>
        public const int Incomplete = 0;

        /// <returns>The length, <see cref="Incomplete"/> or <see cref="Invalid"/>.</returns>
        public static int Of(ReadOnlySpan<byte> bytes)
        {
            long position = 0;
            for (long values = 1; values > 0; values--)
            {
                if (position >= bytes.Length) return Incomplete;
                byte code = bytes[(int)position];
                if (code == MessagePackCode.NeverUsed) return Invalid;
                int scalar = MessagePackFormat.ScalarLength(code);
                if (scalar > 0)
                {
                    position += scalar;
                    continue;
                }

                MessagePackType type = MessagePackFormat.TypeOf(code);
                ReadOnlySpan<byte> rest = bytes.Slice((int)position);
                if (!MessagePackFormat.TryReadHead(rest, type, out int headLength, out int count)) return Incomplete;
                position += headLength;
                if (type == MessagePackType.Array) values += count;
                else if (type == MessagePackType.Map) values += 2L * count;
                else position += count;
            }

            return position <= bytes.Length ? (int)position : Incomplete;
        }
    }
}
