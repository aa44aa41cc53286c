using System;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// INIT and INIT ACK (RFC 9260 §3.3.2, §3.3.3), which have the same form. The parameters that follow are <see cref="InitParameters"/>.
    /// <code>
    ///  0                   1                   2                   3
    ///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    /// |  Type = 1, 2  |  Chunk Flags  |      Chunk Length             |
    /// |                         Initiate Tag                          |
    /// |           Advertised Receiver Window Credit (a_rwnd)          |
    /// |  Number of Outbound Streams   |  Number of Inbound Streams    |
    /// |                          Initial TSN                          |
    /// /              Optional/Variable-Length Parameters              /
    /// </code>
    /// </summary>
    internal readonly ref struct InitChunk
    {
        public const int FixedLength = 20;

        /// <summary>RFC 9260 §3.3.2: a smaller a_rwnd must be refused.</summary>
        public const uint SmallestWindow = 1500;

        public readonly ChunkType Type;
        public readonly uint InitiateTag;
        public readonly uint AdvertisedWindow;
        public readonly ushort OutboundStreams;
        public readonly ushort InboundStreams;
        public readonly Tsn InitialTsn;
        public readonly ReadOnlySpan<byte> Parameters;

        public InitChunk(ChunkType type, uint tag, uint window, ushort outbound, ushort inbound, Tsn initialTsn, ReadOnlySpan<byte> parameters)
        {
            Type = type;
            InitiateTag = tag;
            AdvertisedWindow = window;
            OutboundStreams = outbound;
            InboundStreams = inbound;
            InitialTsn = initialTsn;
            Parameters = parameters;
        }

        /// <summary>Whether the mandatory fields have values that an association can be made of (RFC 9260 §3.3.2). The tag is another matter: 0 is not even answered.</summary>
        public bool HasValidFields => AdvertisedWindow >= SmallestWindow && OutboundStreams != 0 && InboundStreams != 0;

        public static bool TryParse(ReadOnlySpan<byte> chunk, out InitChunk result)
        {
            result = default;
            if (chunk.Length < FixedLength || (chunk[0] != (byte)ChunkType.Init && chunk[0] != (byte)ChunkType.InitAck)) return false;
            var reader = new SpanReader(chunk.Slice(ChunkHeader.Length));
            uint tag = reader.ReadUInt32();
            uint window = reader.ReadUInt32();
            ushort outbound = reader.ReadUInt16();
            ushort inbound = reader.ReadUInt16();
            var initialTsn = new Tsn(reader.ReadUInt32());
            result = new InitChunk((ChunkType)chunk[0], tag, window, outbound, inbound, initialTsn, chunk.Slice(FixedLength));
            return true;
        }

        /// <summary>Returns the length; 0 where it does not fit.</summary>
        public int Write(Span<byte> destination)
        {
            int length = FixedLength + Parameters.Length;
            if (destination.Length < length) return 0;
            ChunkHeader.Write(destination, Type, 0, length);
            var writer = new SpanWriter(destination.Slice(ChunkHeader.Length));
            writer.WriteUInt32(InitiateTag);
            writer.WriteUInt32(AdvertisedWindow);
            writer.WriteUInt16(OutboundStreams);
            writer.WriteUInt16(InboundStreams);
            writer.WriteUInt32(InitialTsn.Value);
            Parameters.CopyTo(destination.Slice(FixedLength));
            return length;
        }
    }
}
