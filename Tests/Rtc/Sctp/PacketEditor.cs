using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using P2PNet.Rtc.Sctp;

namespace P2PNet.Tests.Rtc.Sctp
{
    /// <summary>Looks into packets and makes them.</summary>
    internal static class PacketEditor
    {
        /// <summary>Types of the chunks in a packet, in order.</summary>
        public static List<ChunkType> Types(byte[] packet)
        {
            var types = new List<ChunkType>();
            for (int at = 12; at + 4 <= packet.Length; at += (BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(at + 2)) + 3) & ~3)
                types.Add((ChunkType)packet[at]);
            return types;
        }

        public static bool Has(byte[] packet, ChunkType type) => Types(packet).Contains(type);

        /// <summary>Makes the checksum right again.</summary>
        public static byte[] Fix(byte[] packet)
        {
            if (packet.Length >= 12) BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(8), Crc32C.OfPacket(packet));
            return packet;
        }

        /// <summary>A packet with one chunk, under the tag that another packet of the same sender carries.</summary>
        public static byte[] With(byte[] pattern, params byte[] chunk)
        {
            var packet = new byte[12 + ((chunk.Length + 3) & ~3)];
            pattern.AsSpan(0, 8).CopyTo(packet);
            chunk.CopyTo(packet.AsSpan(12));
            return Fix(packet);
        }
    }
}
