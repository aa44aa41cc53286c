using System;
using System.Buffers.Binary;
#if NET
using System.Numerics;
#endif

namespace P2PNet.Rtc.Sctp
{
    /// <summary>The checksum of every SCTP packet (RFC 9260 §6.8): CRC32c, reflected, polynomial 0x1EDC6F41. It lies in the packet little-endian.</summary>
    internal static class Crc32C
    {
        private const int Slices = 8;
        private const uint ReflectedPolynomial = 0x82F63B78;

        // Constants, computed once: eight tables let one step take eight bytes where the processor has no instruction for it.
        private static readonly uint[] Table = MakeTable();

        /// <summary>Of a whole packet whose checksum field (bytes 8 to 11) counts as zero, without writing to it.</summary>
        public static uint OfPacket(ReadOnlySpan<byte> packet)
        {
            uint crc = Append(uint.MaxValue, packet.Slice(0, 8));
            crc = AppendZeros4(crc);
            return ~Append(crc, packet.Slice(12));
        }

        public static uint Compute(ReadOnlySpan<byte> bytes) => ~Append(uint.MaxValue, bytes);

        /// <summary>The portable way, which Unity takes.</summary>
        internal static uint AppendByTable(uint crc, ReadOnlySpan<byte> bytes)
        {
            uint[] t = Table;
            while (bytes.Length >= 8)
            {
                uint low = crc ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
                uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Slice(4));
                crc = t[(7 * 256) + (int)(low & 0xFF)] ^ t[(6 * 256) + (int)((low >> 8) & 0xFF)]
                    ^ t[(5 * 256) + (int)((low >> 16) & 0xFF)] ^ t[(4 * 256) + (int)(low >> 24)]
                    ^ t[(3 * 256) + (int)(high & 0xFF)] ^ t[(2 * 256) + (int)((high >> 8) & 0xFF)]
                    ^ t[256 + (int)((high >> 16) & 0xFF)] ^ t[(int)(high >> 24)];
                bytes = bytes.Slice(8);
            }

            foreach (byte b in bytes) crc = t[(int)((crc ^ b) & 0xFF)] ^ (crc >> 8);
            return crc;
        }

#if NET
        private static uint Append(uint crc, ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length >= 8)
            {
                crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                bytes = bytes.Slice(8);
            }

            foreach (byte b in bytes) crc = BitOperations.Crc32C(crc, b);
            return crc;
        }

        private static uint AppendZeros4(uint crc) => BitOperations.Crc32C(crc, 0u);
#else
        private static uint Append(uint crc, ReadOnlySpan<byte> bytes) => AppendByTable(crc, bytes);

        private static uint AppendZeros4(uint crc)
        {
            for (int i = 0; i < 4; i++) crc = Table[(int)(crc & 0xFF)] ^ (crc >> 8);
            return crc;
        }
#endif

        private static uint[] MakeTable()
        {
            var table = new uint[Slices * 256];
            for (uint i = 0; i < 256; i++)
            {
                uint crc = i;
                for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ ReflectedPolynomial : crc >> 1;
                table[i] = crc;
            }

            for (int i = 256; i < table.Length; i++) table[i] = table[(int)(table[i - 256] & 0xFF)] ^ (table[i - 256] >> 8);
            return table;
        }
    }
}
