using System.Collections.Generic;

namespace P2PNet
{
    /// <summary>What a platform found out. Immutable.</summary>
    internal sealed class NatProbeFindings
    {
        public NatProbeFindings(NatFamilyReport ipv4, NatFamilyReport ipv6, IReadOnlyList<RelayReport> relays)
        {
            IPv4 = ipv4;
            IPv6 = ipv6;
            Relays = relays;
        }

        public NatFamilyReport IPv4 { get; }

        public NatFamilyReport IPv6 { get; }

        /// <summary>One for each relay that was named, in the order of the request; empty where they were not to be tested.</summary>
        public IReadOnlyList<RelayReport> Relays { get; }
    }
}
