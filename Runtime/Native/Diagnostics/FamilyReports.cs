using System.Collections.Generic;
using System.Net;
using P2PNet.Rtc;
using P2PNet.Rtc.Discovery;

namespace P2PNet.Native
{
    /// <summary>Puts what an engine found into the words of the public report.</summary>
    internal static class FamilyReports
    {
        private const string ServerOnThisMachine = "The STUN server is on this machine, so what stands between here and other players was not seen.";
        private const string ServerInThisNetwork = "The STUN server is in this machine's own network, so what stands between here and the Internet was not seen.";

        /// <param name="found">What was found.</param>
        /// <param name="server">The server that was asked first.</param>
        public static NatFamilyReport Describe(NatFindings found, in TransportAddress server)
        {
            var mapped = new List<IPEndPoint>();
            foreach (TransportAddress address in found.Mapped) mapped.Add(address.ToEndPoint());
            return new NatFamilyReport
            {
                WasTested = true,
                HasUdp = found.HasUdp,
                LocalAddress = found.Local.ToEndPoint(),
                PublicAddresses = mapped,
                IsTranslated = found.IsTranslated,
                Mapping = found.Mapping,
                Filtering = found.Filtering,
                Hairpins = found.Hairpins,
                PreservesPorts = found.PreservesPorts,
                IsCarrierAddress = IsCarrierAddress(found.Local),
                RewritesPayloads = found.RewritesPayloads,
                RoundTripTime = found.RoundTripTime,
                Type = TypeOf(found),
                IsSeenFromInside = WhereTheServerIs(found, server) != null,
                Note = Join(found.Doubt, WhereTheServerIs(found, server)),
            };
        }

        private static NatType TypeOf(NatFindings found)
        {
            if (!found.HasUdp) return NatType.UdpBlocked;
            return found.IsTranslated is bool isTranslated ? NatOutlook.Classify(true, isTranslated, found.Mapping, found.Filtering) : NatType.Unknown;
        }

        private static string? WhereTheServerIs(NatFindings found, in TransportAddress server)
        {
            if (server.IsLoopback) return ServerOnThisMachine;
            // A carrier's 100.64.0.0/10 counts as private, too: who is seen by such an address has not left the carrier's network.
            bool staysInside = found.Mapped.Count > 0 && (found.Mapped[0].IsPrivate || found.Mapped[0].IsLinkLocal);
            return staysInside ? ServerInThisNetwork : null;
        }

        /// <summary>100.64.0.0/10.</summary>
        private static bool IsCarrierAddress(in TransportAddress address)
        {
            System.Span<byte> bytes = stackalloc byte[16];
            return address.WriteAddress(bytes) == 4 && bytes[0] == 100 && (bytes[1] & 0xC0) == 64;
        }

        private static string? Join(string? a, string? b) => a == null ? b : b == null ? a : a + " " + b;
    }
}
