using System;

namespace P2PNet.Rtc.Stun
{
    /// <summary>The CRC-32 of ITU V.42, reflected, as FINGERPRINT uses it (RFC 8489 §14.7).</summary>
    internal static class Crc32
    {
        private static readonly uint[] Table = MakeTable();

        public static uint Compute(ReadOnlySpan<byte> data)
        {
            uint crc = uint.MaxValue;
            foreach (byte b in data) crc = Table[(crc ^ b) & 0xFF] ^ (crc >> 8);
            return ~crc;
        }

        private static uint[] MakeTable()
        {
            var table = new uint[256];
            for (uint i = 0; i < table.Length; i++)
            {
                uint value = i;
                for (int bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
                table[i] = value;
            }

            return table;
        }
    }
}
