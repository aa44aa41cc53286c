using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Turn
{
    /// <summary>The 4 bytes before the data of a ChannelData message (RFC 8656 §12.4): channel number and length of the data without padding.</summary>
    internal readonly struct ChannelDataHeader
    {
        public const int Length = 4;
        public const ushort FirstChannel = 0x4000;
        public const ushort LastChannel = 0x4FFF;

        public readonly ushort Channel;
        public readonly ushort DataLength;

        public ChannelDataHeader(ushort channel, ushort dataLength)
        {
            Channel = channel;
            DataLength = dataLength;
        }

        /// <summary>Whether a datagram or message that begins with this byte is ChannelData (RFC 7983 §7).</summary>
        public static bool IsFirstByte(byte first) => first >= FirstChannel >> 8 && first <= LastChannel >> 8;

        public static bool IsChannel(ushort number) => number >= FirstChannel && number <= LastChannel;

        /// <summary>Zero bytes that follow the data on a stream (RFC 8656 §12.5); on UDP none need to.</summary>
        public static int PaddingFor(int dataLength) => -dataLength & 3;

        /// <summary>Writes 4 bytes.</summary>
        public void Write(Span<byte> destination)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination, Channel);
            BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(2), DataLength);
        }

        /// <summary>Reads the header of a whole message. False for another first byte, or where the bytes are fewer than the header says.</summary>
        public static bool TryRead(ReadOnlySpan<byte> message, out ChannelDataHeader header)
        {
            header = default;
            if (message.Length < Length || !IsFirstByte(message[0])) return false;
            header = new ChannelDataHeader(BinaryPrimitives.ReadUInt16BigEndian(message), BinaryPrimitives.ReadUInt16BigEndian(message.Slice(2)));
            return header.DataLength <= message.Length - Length;
        }
    }
}
