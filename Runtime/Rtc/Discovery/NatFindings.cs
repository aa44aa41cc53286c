using System;
using System.Collections.Generic;

namespace P2PNet.Rtc.Discovery
{
    /// <summary>What a <see cref="NatDiscovery"/> knows. Immutable.</summary>
    internal sealed class NatFindings
    {
        /// <summary>Whether anything came back over UDP, be it an error.</summary>
        public bool HasUdp { get; init; }

        /// <summary>The mapping socket's own address.</summary>
        public TransportAddress Local { get; init; }

        /// <summary>What the sockets were seen as, each once; the mapping socket's by the primary server first.</summary>
        public IReadOnlyList<TransportAddress> Mapped { get; init; } = Array.Empty<TransportAddress>();

        /// <summary>Null where nothing was seen.</summary>
        public bool? IsTranslated { get; init; }

        public EndpointDependence Mapping { get; init; }

        public EndpointDependence Filtering { get; init; }

        /// <summary>Null where there is no NAT, or it was not tried.</summary>
        public bool? Hairpins { get; init; }

        /// <summary>Whether each socket was seen with its own port. Null where there is no NAT, or nothing was seen.</summary>
        public bool? PreservesPorts { get; init; }

        /// <summary>Whether MAPPED-ADDRESS arrived as another address than XOR-MAPPED-ADDRESS (RFC 5780 §3.6).</summary>
        public bool RewritesPayloads { get; init; }

        /// <summary>The shortest round trip to the primary server.</summary>
        public TimeSpan? RoundTripTime { get; init; }

        /// <summary>Why something is unknown, in sentences; null where nothing is.</summary>
        public string? Doubt { get; init; }
    }
}
