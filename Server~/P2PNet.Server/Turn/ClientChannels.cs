using System;
using System.Buffers.Binary;
using P2PNet.Rtc.Turn;

namespace P2PNet.Server.Turn;

/// <summary>
/// The channel numbers that clients may choose: those of RFC 8656 §12, 0x4000 to 0x4FFF, and those up to 0x7FFF that RFC 5766 §11
/// allowed before, since its clients are still about, coturn's own among them. To a server the first byte tells them from STUN as well.
/// </summary>
internal static class ClientChannels
{
    private const ushort Last = 0x7FFF;

    public static bool IsFirstByte(byte first) => (first & 0xC0) == 0x40;

    public static bool IsChannel(ushort number) => number is >= ChannelDataHeader.FirstChannel and <= Last;

    /// <summary>Reads the header of a message that begins with such a byte. False where the bytes are fewer than it says.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out ChannelDataHeader header)
    {
        header = default;
        if (message.Length < ChannelDataHeader.Length) return false;
        header = new ChannelDataHeader(BinaryPrimitives.ReadUInt16BigEndian(message), BinaryPrimitives.ReadUInt16BigEndian(message[2..]));
        return header.DataLength <= message.Length - ChannelDataHeader.Length;
    }
}
