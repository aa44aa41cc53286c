using System.Collections.Generic;
using System.Text;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// What mapping and filtering mean for playing. Two peers that each know the other's public address send to it at the same moment; the
    /// question is whose packet a filter lets in first.
    /// </summary>
    internal static class NatOutlook
    {
        private static readonly NatType[] PartnerTypes =
        {
            NatType.Open, NatType.FullCone, NatType.RestrictedCone, NatType.PortRestrictedCone, NatType.Symmetric, NatType.UdpBlocked,
        };

        /// <summary>The old word for what was found.</summary>
        public static NatType Classify(bool hasUdp, bool isTranslated, EndpointDependence mapping, EndpointDependence filtering)
        {
            if (!hasUdp) return NatType.UdpBlocked;
            if (!isTranslated)
            {
                return filtering == EndpointDependence.EndpointIndependent ? NatType.Open
                    : filtering == EndpointDependence.Unknown ? NatType.Untranslated : NatType.SymmetricFirewall;
            }

            if (mapping == EndpointDependence.Unknown) return NatType.Unknown;
            if (mapping != EndpointDependence.EndpointIndependent) return NatType.Symmetric;
            switch (filtering)
            {
                case EndpointDependence.EndpointIndependent: return NatType.FullCone;
                case EndpointDependence.AddressDependent: return NatType.RestrictedCone;
                case EndpointDependence.AddressAndPortDependent: return NatType.PortRestrictedCone;
                default: return NatType.Cone;
            }
        }

        public static IReadOnlyList<PartnerOutlook> OfPartners(NatReport report)
        {
            var outlooks = new PartnerOutlook[PartnerTypes.Length];
            for (int i = 0; i < outlooks.Length; i++) outlooks[i] = new PartnerOutlook(PartnerTypes[i], PathTo(report, PartnerTypes[i]));
            return outlooks;
        }

        public static string Summarize(NatReport report)
        {
            if (!report.IPv4.WasTested && !report.IPv6.WasTested) return "What this network allows could not be tested: no STUN server is known that this machine can ask.";
            var text = new StringBuilder();
            bool? relay = HasRelay(report);
            if (report.IsUdpBlocked) SummarizeWithoutUdp(report, relay, text);
            else SummarizeWithUdp(report, relay, text);
            bool alsoIPv6 = report.IPv4.WasTested && report.IPv6.HasUdp && report.IPv6.Mapping == EndpointDependence.EndpointIndependent;
            if (alsoIPv6 && Find(report, NatType.Symmetric) != PartnerPath.Direct) text.Append(" Players who have IPv6, as this one has, are reached directly all the same.");
            bool isSeenFromInside = (report.IPv4.WasTested ? report.IPv4 : report.IPv6).IsSeenFromInside;
            if (isSeenFromInside) text.Append(" That holds within this machine's own network, where the server is; players elsewhere were not tested.");
            return text.ToString();
        }

        private static void SummarizeWithoutUdp(NatReport report, bool? relay, StringBuilder text)
        {
            text.Append("No UDP gets through this network");
            if (relay == true) text.Append(", so every link goes through a relay over ").Append(NameOf(BestTransport(report))).Append(": playing works, with more delay.");
            else if (relay == false) text.Append(" and no relay answers, so nobody can be reached. Try another network, or have the router or firewall allow UDP.");
            else text.Append(", so every link needs a relay; whether one answers was not tested.");
        }

        private static void SummarizeWithUdp(NatReport report, bool? relay, StringBuilder text)
        {
            PartnerPath home = Find(report, NatType.PortRestrictedCone);
            PartnerPath symmetric = Find(report, NatType.Symmetric);
            string others;
            if (home == PartnerPath.Direct && symmetric == PartnerPath.Direct)
            {
                text.Append("Direct connections to all players whose networks let UDP through");
                others = "the others";
            }
            else if (home == PartnerPath.Direct)
            {
                text.Append("Direct connections to most players");
                others = symmetric == PartnerPath.Unknown ? "players without UDP, and perhaps some behind symmetric NATs," : "players behind symmetric NATs or without UDP";
            }
            else if (home == PartnerPath.Unknown)
            {
                text.Append("Direct connections to players whose networks are open; with which others could not be found out");
                others = "the rest";
            }
            else
            {
                text.Append("Direct connections only to players whose networks are open (a public address, a full or a restricted cone)");
                others = "most others";
            }

            if (relay == true) text.Append("; with ").Append(others).Append(" through a relay.");
            else if (relay == false) text.Append("; with ").Append(others).Append(" not at all, since no relay answers.");
            else text.Append("; ").Append(others).Append(" need a relay.");
        }

        private static PartnerPath PathTo(NatReport report, NatType partner)
        {
            NatFamilyReport own = report.IPv4.WasTested || !report.IPv6.WasTested ? report.IPv4 : report.IPv6;
            if (!own.WasTested) return PartnerPath.Unknown;
            bool? direct = !own.HasUdp || partner == NatType.UdpBlocked ? false : CanMeet(own.Mapping, own.Filtering, partner);
            if (direct == true) return PartnerPath.Direct;
            if (direct == null) return PartnerPath.Unknown;
            bool? relay = HasRelay(report);
            return relay == true ? PartnerPath.Relayed : relay == false ? PartnerPath.None : PartnerPath.Unknown;
        }

        /// <summary>Whether a hole can be punched; null where too little is known.</summary>
        private static bool? CanMeet(EndpointDependence mapping, EndpointDependence filtering, NatType partner)
        {
            bool partnerIsSymmetric = partner == NatType.Symmetric;
            bool partnerChecksPort = partnerIsSymmetric || partner == NatType.PortRestrictedCone;
            // Whoever is symmetric comes from a port that nobody could know: the other side's filter must not look at ports. Towards such a
            // partner it does not matter what this side's mapping is like.
            if (!partnerChecksPort) return true;
            if (mapping == EndpointDependence.Unknown) return null;
            if (mapping != EndpointDependence.EndpointIndependent) return false;
            if (!partnerIsSymmetric) return true;
            switch (filtering)
            {
                case EndpointDependence.EndpointIndependent:
                case EndpointDependence.AddressDependent:
                    return true;
                case EndpointDependence.AddressAndPortDependent:
                    return false;
                default:
                    return null;
            }
        }

        /// <summary>Null where it was not found out.</summary>
        private static bool? HasRelay(NatReport report)
        {
            if (BestTransport(report) != null) return true;
            return report.RelayNote == null ? false : (bool?)null;
        }

        /// <summary>The fastest transport over which any relay can be used.</summary>
        private static RelayTransport? BestTransport(NatReport report)
        {
            RelayTransport? best = null;
            foreach (RelayReport relay in report.Relays)
            {
                RelayWayReport? way = relay.BestWay;
                if (way != null && (best == null || way.Transport < best)) best = way.Transport;
            }

            return best;
        }

        private static PartnerPath Find(NatReport report, NatType partner)
        {
            foreach (PartnerOutlook outlook in report.Partners)
            {
                if (outlook.Partner == partner) return outlook.Path;
            }

            return PartnerPath.Unknown;
        }

        private static string NameOf(RelayTransport? transport) => transport == RelayTransport.Tls ? "TLS" : transport == RelayTransport.Tcp ? "TCP" : "UDP";
    }
}
