using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>What Linux says of its IPv6 addresses in <c>/proc/net/if_inet6</c>, and .NET does not pass on (proc(5); if_addr.h).</summary>
    internal sealed class LinuxAddressFlags
    {
        private const int Temporary = 0x01;
        private const int DuplicateFound = 0x08;
        private const int Deprecated = 0x20;
        private const int Tentative = 0x40;

        private readonly Dictionary<TransportAddress, int> _flags = new Dictionary<TransportAddress, int>();

        /// <summary>Reads the file; where it cannot be read no address has a flag.</summary>
        public static LinuxAddressFlags Read()
        {
            try
            {
                return Parse(File.ReadAllLines("/proc/net/if_inet6"));
            }
            catch (Exception e) when (e is IOException || e is UnauthorizedAccessException)
            {
                return new LinuxAddressFlags();
            }
        }

        /// <summary>Reads lines of: address as 32 hexadecimal digits, interface index, prefix length, scope, flags, interface name.</summary>
        public static LinuxAddressFlags Parse(IReadOnlyList<string> lines)
        {
            var result = new LinuxAddressFlags();
            Span<byte> bytes = stackalloc byte[16];
            foreach (string line in lines)
            {
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words.Length < 5 || words[0].Length != 32 || !TryHex(words[4], out int flags)) continue;
                bool isHex = true;
                for (int i = 0; i < 16 && isHex; i++)
                {
                    isHex = TryHex(words[0].AsSpan(2 * i, 2), out int value);
                    bytes[i] = (byte)value;
                }

                if (isHex) result._flags[TransportAddress.FromBytes(bytes, 0)] = flags;
            }

            return result;
        }

        public void Find(in TransportAddress address, out bool isTemporary, out bool isUnusable)
        {
            _flags.TryGetValue(address, out int flags);
            isTemporary = address.IsIPv6 && (flags & Temporary) != 0;
            isUnusable = (flags & (DuplicateFound | Deprecated | Tentative)) != 0;
        }

        private static bool TryHex(ReadOnlySpan<char> text, out int value) =>
            int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
