using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>What an Allocate success response says (RFC 8656 §7.3).</summary>
    internal readonly struct TurnAllocation
    {
        // A response without LIFETIME breaks the RFC; then it is the usual one.
        private const uint DefaultLifetime = 600;

        /// <summary>Invalid where there is none.</summary>
        public readonly TransportAddress RelayedIPv4;
        public readonly TransportAddress RelayedIPv6;

        /// <summary>How the server sees us.</summary>
        public readonly TransportAddress Mapped;

        /// <summary>In seconds.</summary>
        public readonly uint Lifetime;

        private TurnAllocation(in TransportAddress relayedIPv4, in TransportAddress relayedIPv6, in TransportAddress mapped, uint lifetime)
        {
            RelayedIPv4 = relayedIPv4;
            RelayedIPv6 = relayedIPv6;
            Mapped = mapped;
            Lifetime = lifetime;
        }

        /// <summary>The relayed address of the family of this peer; invalid where there is none.</summary>
        public TransportAddress RelayedFor(in TransportAddress peer) => peer.IsIPv6 ? RelayedIPv6 : RelayedIPv4;

        /// <summary>False where the response has no address that could be used.</summary>
        public static bool TryRead(in StunMessage response, out TurnAllocation allocation)
        {
            TransportAddress ipv4 = default;
            TransportAddress ipv6 = default;
            for (int at = response.ReadNext(0, out StunAttributeType type, out var value); at >= 0; at = response.ReadNext(at, out type, out value))
            {
                if (type != StunAttributeType.XorRelayedAddress || !XorAddressAttribute.TryDecode(value, response.TransactionId, out TransportAddress relayed)) continue;
                if (relayed.Port == 0 || relayed.IsAny || relayed.IsMulticast) continue;
                if (relayed.IsIPv4 && !ipv4.IsValid) ipv4 = relayed;
                else if (relayed.IsIPv6 && !ipv6.IsValid) ipv6 = relayed;
            }

            XorAddressAttribute.TryRead(response, StunAttributeType.XorMappedAddress, out TransportAddress mapped);
            if (!LifetimeAttribute.TryRead(response, out uint lifetime) || lifetime == 0) lifetime = DefaultLifetime;
            allocation = new TurnAllocation(ipv4, ipv6, mapped, lifetime);
            return ipv4.IsValid || ipv6.IsValid;
        }
    }
}
