using System;
using System.Text;

namespace P2PNet.Rtc.DataChannels
{
    /// <summary>
    /// DATA_CHANNEL_OPEN (RFC 8832 §5.1):
    /// <code>
    ///  0                   1                   2                   3
    ///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    /// +---------------+---------------+-------------------------------+
    /// | type = 0x03   | channel type  |           priority            |
    /// +---------------+---------------+-------------------------------+
    /// |                     reliability parameter                     |
    /// +-------------------------------+-------------------------------+
    /// |         label length          |        protocol length        |
    /// +-------------------------------+-------------------------------+
    /// |                   label, then protocol, UTF-8                 |
    /// </code>
    /// </summary>
    internal static class DcepOpen
    {
        private const int HeaderLength = 12;
        private const byte ReliableType = 0x00;
        private const byte RetransmitsType = 0x01;
        private const byte LifetimeType = 0x02;
        private const byte UnorderedBit = 0x80;
        private const ushort NormalPriority = 256; // RFC 8831 §6.4: "normal"

        /// <exception cref="ArgumentException">Label or protocol exceed 65535 bytes.</exception>
        public static void CheckLength(DataChannelOptions options)
        {
            if (Encoding.UTF8.GetByteCount(options.Label) > ushort.MaxValue || Encoding.UTF8.GetByteCount(options.Protocol) > ushort.MaxValue)
                throw new ArgumentException("Label and protocol have up to 65535 bytes of UTF-8 each.", nameof(options));
        }

        /// <summary>Appends the message to a buffer; the options passed <see cref="CheckLength"/>.</summary>
        public static void Write(DataChannelOptions options, PooledBuffer buffer)
        {
            int label = Encoding.UTF8.GetByteCount(options.Label);
            int protocol = Encoding.UTF8.GetByteCount(options.Protocol);
            int length = HeaderLength + label + protocol;
            var writer = new SpanWriter(buffer.GetSpan(length).Slice(0, length));
            byte type = options.MaxRetransmits != null ? RetransmitsType : options.MaxPacketLifeTime != null ? LifetimeType : ReliableType;
            writer.WriteByte((byte)DcepMessageType.Open);
            writer.WriteByte(options.Ordered ? type : (byte)(type | UnorderedBit));
            writer.WriteUInt16(NormalPriority);
            writer.WriteUInt32((uint)(options.MaxRetransmits ?? options.MaxPacketLifeTime ?? 0));
            writer.WriteUInt16((ushort)label);
            writer.WriteUInt16((ushort)protocol);
            Encoding.UTF8.GetBytes(options.Label, writer.Reserve(label));
            Encoding.UTF8.GetBytes(options.Protocol, writer.Reserve(protocol));
            buffer.Advance(length);
        }

        /// <summary>
        /// Reads the message. False where it is cut short, is longer than its lengths say or has an unknown channel type. Text that is no
        /// UTF-8 comes with replacement characters, parameters beyond what W3C's API can say as the largest that it can.
        /// </summary>
        public static bool TryParse(ReadOnlySpan<byte> message, out DataChannelOptions? options)
        {
            options = null;
            var reader = new SpanReader(message);
            byte messageType = reader.ReadByte();
            byte channelType = reader.ReadByte();
            reader.ReadUInt16(); // Priority: one association, one game; nothing to weigh.
            uint parameter = reader.ReadUInt32();
            ushort labelLength = reader.ReadUInt16();
            ushort protocolLength = reader.ReadUInt16();
            ReadOnlySpan<byte> label = reader.ReadBytes(labelLength);
            ReadOnlySpan<byte> protocol = reader.ReadBytes(protocolLength);
            if (reader.Failed || reader.Remaining != 0 || messageType != (byte)DcepMessageType.Open) return false;
            byte type = (byte)(channelType & ~UnorderedBit);
            if (type > LifetimeType) return false;
            options = new DataChannelOptions
            {
                Label = Encoding.UTF8.GetString(label),
                Protocol = Encoding.UTF8.GetString(protocol),
                Ordered = (channelType & UnorderedBit) == 0,
                MaxRetransmits = type == RetransmitsType ? (int)Math.Min(parameter, DataChannelLimits.MaxRetransmits) : (int?)null,
                MaxPacketLifeTime = type == LifetimeType ? (int)Math.Min(Math.Max(parameter, 1), DataChannelLimits.MaxPacketLifeTime) : (int?)null,
            };
            return true;
        }
    }
}
