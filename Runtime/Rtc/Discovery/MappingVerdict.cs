using System.Collections.Generic;

namespace P2PNet.Rtc.Discovery
{
    /// <summary>
    /// Tells how a NAT maps (RFC 4787 §4.1) from how several destinations saw one socket. Where these are the four of a server with two
    /// addresses, it is the procedure of RFC 5780 §4.3; several servers with one address each tell nearly as much.
    /// </summary>
    internal readonly struct MappingVerdict
    {
        public readonly EndpointDependence Dependence;

        /// <summary>What could not be found out and why, as a sentence; null where nothing is open.</summary>
        public readonly string? Doubt;

        private MappingVerdict(EndpointDependence dependence, string? doubt = null)
        {
            Dependence = dependence;
            Doubt = doubt;
        }

        public static MappingVerdict Of(IReadOnlyList<MappingObservation> observations, bool isTranslated)
        {
            bool samePort = false, otherPort = false, sameAddress = false, otherAddress = false;
            for (int i = 0; i < observations.Count; i++)
            {
                for (int j = i + 1; j < observations.Count; j++)
                {
                    MappingObservation a = observations[i];
                    MappingObservation b = observations[j];
                    bool equal = a.Mapped == b.Mapped;
                    if (a.Destination.SameAddress(b.Destination))
                    {
                        samePort |= equal;
                        otherPort |= !equal;
                    }
                    else
                    {
                        sameAddress |= equal;
                        otherAddress |= !equal;
                    }
                }
            }

            if (otherPort) return new MappingVerdict(EndpointDependence.AddressAndPortDependent);
            if (otherAddress) return samePort ? new MappingVerdict(EndpointDependence.AddressDependent) : new MappingVerdict(EndpointDependence.AtLeastAddressDependent, DiscoveryDoubts.MappingByPort);
            // A socket that is seen as what it is has no NAT before it, and needs no second witness (RFC 5780 §4.3).
            if (sameAddress || !isTranslated) return new MappingVerdict(EndpointDependence.EndpointIndependent);
            return new MappingVerdict(EndpointDependence.Unknown, DiscoveryDoubts.Mapping);
        }
    }
}
