using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>Reads the common header of a packet and walks its chunks (RFC 9260 §3). The diagram stands at <see cref="PacketWriter"/>.</summary>
    internal ref struct PacketReader
    {
        private ReadOnlySpan<byte> _rest;

        private PacketReader(ReadOnlySpan<byte> packet)
        {
            SourcePort = BinaryPrimitives.ReadUInt16BigEndian(packet);
            DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(packet.Slice(2));
            VerificationTag = BinaryPrimitives.ReadUInt32BigEndian(packet.Slice(4));
            _rest = packet.Slice(PacketWriter.HeaderLength);
            IsMalformed = false;
        }

        public ushort SourcePort { get; }

        public ushort DestinationPort { get; }

        public uint VerificationTag { get; }

        /// <summary>Whether the walk ended at a chunk whose length cannot be.</summary>
        public bool IsMalformed { get; private set; }

        /// <summary>Whether chunks are left to read.</summary>
        public readonly bool HasMore => !_rest.IsEmpty;

        /// <summary>Type of the next chunk without reading it.</summary>
        public readonly ChunkType NextType => (ChunkType)_rest[0];

        /// <summary>Flags of the next chunk without reading it.</summary>
        public readonly byte NextFlags => _rest[1];

        /// <summary>Takes a packet with room for its header and one chunk, and a right checksum.</summary>
        public static bool TryParse(ReadOnlySpan<byte> packet, SctpCounters counters, out PacketReader reader)
        {
            reader = default;
            if (packet.Length < PacketWriter.HeaderLength + ChunkHeader.Length)
            {
                counters.DroppedTooShort++;
                return false;
            }

            if (BinaryPrimitives.ReadUInt32LittleEndian(packet.Slice(8)) != Crc32C.OfPacket(packet))
            {
                counters.DroppedBadChecksum++;
                return false;
            }

            reader = new PacketReader(packet);
            return true;
        }

        /// <summary>The next chunk from its type field on, without padding.</summary>
        public bool TryReadChunk(out ReadOnlySpan<byte> chunk)
        {
            chunk = default;
            if (_rest.IsEmpty) return false;
            int length = _rest.Length < ChunkHeader.Length ? 0 : BinaryPrimitives.ReadUInt16BigEndian(_rest.Slice(2));
            if (length < ChunkHeader.Length || length > _rest.Length)
            {
                IsMalformed = true;
                _rest = default;
                return false;
            }

            chunk = _rest.Slice(0, length);
            // RFC 9260 §3.2: the last chunk's padding may be missing where a sender is sloppy.
            _rest = _rest.Slice(Math.Min((length + 3) & ~3, _rest.Length));
            return true;
        }
    }
}
