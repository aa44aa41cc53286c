using System;
using System.Collections.Generic;
using System.Net;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>What stands between the player and the Internet for one family of addresses, IPv4 or IPv6. Immutable.</summary>
    public sealed class NatFamilyReport
    {
        internal NatFamilyReport()
        {
        }

        /// <summary>
        /// Whether it was tried: the machine has a way out in this family, and a STUN server an address. Otherwise <see cref="Note"/> says what was
        /// missing, and nothing else is known.
        /// </summary>
        public bool WasTested { get; internal init; }

        /// <summary>Whether any answer came over UDP.</summary>
        public bool HasUdp { get; internal init; }

        /// <summary>The machine's own address, with the port that the test used; null where there is none.</summary>
        public IPEndPoint? LocalAddress { get; internal init; }

        /// <summary>
        /// What the Internet sees, with the ports of the test's sockets; more than one address where the carrier spreads a customer over
        /// several. Empty without UDP.
        /// </summary>
        public IReadOnlyList<IPEndPoint> PublicAddresses { get; internal init; } = Array.Empty<IPEndPoint>();

        /// <summary>Whether a NAT changes the address: what the server saw is not what the machine has. Null without UDP.</summary>
        public bool? IsTranslated { get; internal init; }

        /// <summary>When two destinations see the same public address and port (RFC 4787 §4.1).</summary>
        public EndpointDependence Mapping { get; internal init; }

        /// <summary>Whose packets are let in (RFC 4787 §5).</summary>
        public EndpointDependence Filtering { get; internal init; }

        /// <summary>Whether two programs behind the NAT reach each other by their public addresses (RFC 4787 §6). Null where not tested, or there is no NAT.</summary>
        public bool? Hairpins { get; internal init; }

        /// <summary>Whether the NAT kept the local port for each of the test's sockets. Null where there is no NAT, or no UDP.</summary>
        public bool? PreservesPorts { get; internal init; }

        /// <summary>
        /// Whether the machine's own address is one that carriers give to customers behind their NAT (100.64.0.0/10, RFC 6598). False does
        /// not rule a carrier's NAT out: a home router hides it.
        /// </summary>
        public bool IsCarrierAddress { get; internal init; }

        /// <summary>
        /// Whether something on the way changes addresses inside packets (RFC 5780 §3.6: a generic application-level gateway). P2PNet's own are
        /// masked against it.
        /// </summary>
        public bool RewritesPayloads { get; internal init; }

        /// <summary>Round trip to the STUN server that answered; null without UDP.</summary>
        public TimeSpan? RoundTripTime { get; internal init; }

        /// <summary>The old word for mapping and filtering together.</summary>
        public NatType Type { get; internal init; }

        /// <summary>Whether the server that was asked is on this machine or in its own network, so that nothing of the Internet was seen.</summary>
        internal bool IsSeenFromInside { get; init; }

        /// <summary>Why something could not be found out, in sentences; null where everything could.</summary>
        public string? Note { get; internal init; }

        /// <summary>The type.</summary>
        public override string ToString() => Type.ToString();
    }
}
