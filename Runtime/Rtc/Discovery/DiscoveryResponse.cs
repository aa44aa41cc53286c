using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Discovery
{
    /// <summary>What a Binding response says that a <see cref="NatDiscovery"/> wants to know.</summary>
    internal readonly struct DiscoveryResponse
    {
        /// <summary>What the server saw.</summary>
        public readonly TransportAddress Mapped;

        /// <summary>OTHER-ADDRESS; invalid where there is none.</summary>
        public readonly TransportAddress Other;

        /// <summary>Whether the address in the clear is another one than the masked one: somebody on the way changes what looks like an address.</summary>
        public readonly bool IsRewritten;

        private DiscoveryResponse(in TransportAddress mapped, in TransportAddress other, bool isRewritten)
        {
            Mapped = mapped;
            Other = other;
            IsRewritten = isRewritten;
        }

        /// <summary>False where it says no address that could be ours. MAPPED-ADDRESS is all that servers from before RFC 5389 send.</summary>
        public static bool TryRead(in StunMessage message, bool isIPv6, out DiscoveryResponse response)
        {
            bool hasMasked = XorAddressAttribute.TryRead(message, StunAttributeType.XorMappedAddress, out TransportAddress mapped);
            bool hasPlain = AddressAttribute.TryRead(message, StunAttributeType.MappedAddress, out TransportAddress plain);
            if (!hasMasked) mapped = plain;
            AddressAttribute.TryRead(message, StunAttributeType.OtherAddress, out TransportAddress other);
            response = new DiscoveryResponse(mapped, other, hasMasked && hasPlain && mapped != plain);
            return mapped.IsValid && mapped.Port != 0 && !mapped.IsAny && mapped.IsIPv6 == isIPv6;
        }

        /// <summary>
        /// Whether the tests may go to <see cref="Other"/>. A server decides there where the next requests go, so it must not point us at this machine,
        /// at our own network or at groups; and both halves of the address must differ from the server's, or the tests would say nothing.
        /// </summary>
        public bool HasUsableOther(in TransportAddress server)
        {
            TransportAddress other = Other;
            if (other.IsIPv6 != server.IsIPv6 || other.Port == 0 || other.Port == server.Port || other.SameAddress(server)) return false;
            if (other.IsAny || other.IsMulticast) return false;
            return other.IsLoopback == server.IsLoopback && other.IsLinkLocal == server.IsLinkLocal && (!other.IsPrivate || server.IsPrivate);
        }
    }
}
