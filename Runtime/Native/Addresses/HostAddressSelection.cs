using System;
using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>
    /// Which of the machine's addresses become host candidates (RFC 8445 §5.1.1.1). Left out are: loopback and link-local addresses,
    /// multicast, addresses about to go; site-local, IPv4-compatible, Teredo and 6to4 addresses, which lead nowhere or through
    /// somebody's tunnel; and of a network in which the machine has a temporary IPv6 address the lasting one, by which the player could
    /// be tracked. Virtual private networks stay in, since many players meet through one.
    /// </summary>
    internal static class HostAddressSelection
    {
        /// <summary>More addresses of a family are container bridges and the like: each one costs checks with every candidate of every peer.</summary>
        public const int MaxPerFamily = 8;

        /// <summary>Chooses, the most promising first: interfaces with a gateway, then temporary addresses, then as the system names them.</summary>
        public static List<TransportAddress> Select(IReadOnlyList<InterfaceAddress> addresses)
        {
            var chosen = new List<InterfaceAddress>();
            foreach (InterfaceAddress candidate in addresses)
            {
                if (IsWorthwhile(candidate) && !HasTemporaryTwin(candidate, addresses)) chosen.Add(candidate);
            }

            var result = new List<TransportAddress>();
            for (int rank = 0; rank < 4; rank++)
            {
                foreach (InterfaceAddress candidate in chosen)
                {
                    if (RankOf(candidate) == rank && !result.Contains(candidate.Address) && CountFamily(result, candidate.Address) < MaxPerFamily)
                        result.Add(candidate.Address);
                }
            }

            return result;
        }

        private static int RankOf(in InterfaceAddress candidate) => (candidate.HasGateway ? 0 : 2) + (candidate.IsTemporary ? 0 : 1);

        private static bool IsWorthwhile(in InterfaceAddress candidate)
        {
            TransportAddress address = candidate.Address;
            if (!address.IsValid || candidate.IsUnusable) return false;
            if (address.IsAny || address.IsLoopback || address.IsLinkLocal || address.IsMulticast) return false;
            return address.IsIPv4 || !IsObsoleteOrTunnelled(address);
        }

        private static bool IsObsoleteOrTunnelled(in TransportAddress address)
        {
            Span<byte> b = stackalloc byte[16];
            address.WriteAddress(b);
            bool siteLocal = b[0] == 0xFE && (b[1] & 0xC0) == 0xC0;                     // fec0::/10, RFC 3879
            bool compatible = b.Slice(0, 12).SequenceEqual(stackalloc byte[12]);        // ::/96, RFC 4291 §2.5.5.1
            bool teredo = b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0;       // 2001::/32, RFC 4380
            bool sixToFour = b[0] == 0x20 && b[1] == 0x02;                              // 2002::/16, RFC 3056
            return siteLocal || compatible || teredo || sixToFour;
        }

        private static bool HasTemporaryTwin(in InterfaceAddress candidate, IReadOnlyList<InterfaceAddress> all)
        {
            if (!candidate.Address.IsIPv6 || candidate.IsTemporary) return false;
            foreach (InterfaceAddress other in all)
            {
                if (other.IsTemporary && !other.IsUnusable && other.InterfaceId == candidate.InterfaceId
                    && other.Address.IsIPv6 && SamePrefix(other.Address, candidate.Address)) return true;
            }

            return false;
        }

        private static bool SamePrefix(in TransportAddress a, in TransportAddress b)
        {
            Span<byte> left = stackalloc byte[16];
            Span<byte> right = stackalloc byte[16];
            a.WriteAddress(left);
            b.WriteAddress(right);
            return left.Slice(0, 8).SequenceEqual(right.Slice(0, 8));
        }

        private static int CountFamily(List<TransportAddress> addresses, in TransportAddress like)
        {
            int count = 0;
            foreach (TransportAddress address in addresses)
            {
                if (address.IsIPv6 == like.IsIPv6) count++;
            }

            return count;
        }
    }
}
