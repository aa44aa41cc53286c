using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;

namespace P2PNet.Tests.Sessions
{
    /// <summary>What a report says about playing, against the table of pairs that real NATs in a laboratory gave.</summary>
    public sealed class NatOutlookTests
    {
        private const EndpointDependence Free = EndpointDependence.EndpointIndependent;
        private const EndpointDependence ByAddress = EndpointDependence.AddressDependent;
        private const EndpointDependence ByPort = EndpointDependence.AddressAndPortDependent;

        // Each letter a partner: open, full cone, restricted, port-restricted, symmetric, UDP blocked. D direct, R relay.
        [TestCase(false, Free, Free, NatType.Open, "DDDDDR")]
        [TestCase(false, Free, ByPort, NatType.SymmetricFirewall, "DDDDRR")]
        [TestCase(true, Free, Free, NatType.FullCone, "DDDDDR")]
        [TestCase(true, Free, ByAddress, NatType.RestrictedCone, "DDDDDR")]
        [TestCase(true, Free, ByPort, NatType.PortRestrictedCone, "DDDDRR")]
        [TestCase(true, ByPort, ByPort, NatType.Symmetric, "DDDRRR")]
        [TestCase(true, ByAddress, ByPort, NatType.Symmetric, "DDDRRR")]
        [TestCase(true, EndpointDependence.AtLeastAddressDependent, EndpointDependence.Unknown, NatType.Symmetric, "DDDRRR")]
        [TestCase(true, Free, EndpointDependence.Unknown, NatType.Cone, "DDDD?R")]
        [TestCase(true, Free, EndpointDependence.AtLeastAddressDependent, NatType.Cone, "DDDD?R")]
        [TestCase(false, Free, EndpointDependence.Unknown, NatType.Untranslated, "DDDD?R")]
        [TestCase(true, EndpointDependence.Unknown, EndpointDependence.Unknown, NatType.Unknown, "DDD??R")]
        public void SaysWhoIsReachedHow(bool isTranslated, EndpointDependence mapping, EndpointDependence filtering, NatType type, string expected)
        {
            NatFamilyReport family = Family(isTranslated, mapping, filtering);
            Assert.That(family.Type, Is.EqualTo(type));
            NatReport report = Report(family, Relay(RelayTransport.Udp));
            Assert.That(Letters(report), Is.EqualTo(expected));
            Assert.That(Letters(Report(family)), Is.EqualTo(expected.Replace('R', '-')), "without relay");
            Assert.That(Letters(Report(family, note: "not tested")), Is.EqualTo(expected.Replace('R', '?')));
            Assert.That(report.Type, Is.EqualTo(type));
        }

        [Test]
        public void WithoutUdpEverybodyNeedsARelay()
        {
            var blocked = new NatFamilyReport { WasTested = true, Type = NatType.UdpBlocked };
            NatReport report = Report(blocked, Relay(RelayTransport.Tls));
            Assert.That(report.IsUdpBlocked, Is.True);
            Assert.That(Letters(report), Is.EqualTo("RRRRRR"));
            Assert.That(report.Summary, Does.Contain("over TLS").And.Contain("playing works"));
            Assert.That(Report(blocked).Summary, Does.Contain("nobody can be reached"));
            Assert.That(Report(blocked, note: "x").Summary, Does.Contain("was not tested"));
        }

        [Test]
        public void SaysItInASentence()
        {
            Assert.That(Report(Family(true, Free, ByPort), Relay(RelayTransport.Udp)).Summary, Is.EqualTo(
                "Direct connections to most players; with players behind symmetric NATs or without UDP through a relay."));
            Assert.That(Report(Family(true, Free, Free), Relay(RelayTransport.Udp)).Summary, Is.EqualTo(
                "Direct connections to all players whose networks let UDP through; with the others through a relay."));
            Assert.That(Report(Family(true, ByPort, ByPort), Relay(RelayTransport.Udp)).Summary, Is.EqualTo(
                "Direct connections only to players whose networks are open (a public address, a full or a restricted cone); with most others through a relay."));
            Assert.That(Report(Family(true, ByPort, ByPort)).Summary, Does.EndWith("with most others not at all, since no relay answers."));
        }

        [Test]
        public void IPv6HelpsWhereIPv4IsStrict()
        {
            var report = new NatReport(Family(true, ByPort, ByPort), Family(false, Free, ByPort), new[] { Relay(RelayTransport.Udp) }, null, default);
            Assert.That(report.Summary, Does.EndWith("Players who have IPv6, as this one has, are reached directly all the same."));
            Assert.That(report.Type, Is.EqualTo(NatType.Symmetric));
        }

        [Test]
        public void IPv6CountsWhereThereIsNoIPv4()
        {
            var report = new NatReport(new NatFamilyReport { Note = "none" }, Family(false, Free, ByPort), new[] { Relay(RelayTransport.Udp) }, null, default);
            Assert.That(report.Type, Is.EqualTo(NatType.SymmetricFirewall));
            Assert.That(report.IsUdpBlocked, Is.False);
            Assert.That(Letters(report), Is.EqualTo("DDDDRR"));
        }

        [Test]
        public void WithoutAServerNothingIsSaid()
        {
            var report = new NatReport(new NatFamilyReport(), new NatFamilyReport(), Array.Empty<RelayReport>(), null, default);
            Assert.That(Letters(report), Is.EqualTo("??????"));
            Assert.That(report.Summary, Does.Contain("could not be tested"));
            Assert.That(report.IsUdpBlocked, Is.False);
        }

        [Test]
        public void TheBestWayToARelayIsTheFirstUsable()
        {
            var ways = new[]
            {
                new RelayWayReport("turn:r", RelayTransport.Udp) { Problem = "No answer." },
                new RelayWayReport("turn:r?transport=tcp", RelayTransport.Tcp) { Answered = true, Allocation = RelayAllocation.Refused },
                new RelayWayReport("turns:r", RelayTransport.Tls) { Answered = true, Allocation = RelayAllocation.NeedsCredentials },
            };
            Assert.That(new RelayReport("r", ways).BestWay, Is.SameAs(ways[2]));
            Assert.That(new RelayReport("r", ways.Take(2).ToArray()).BestWay, Is.Null);
        }

        [Test]
        public void OptionsOutOfRangeAreNamed()
        {
            foreach (NatProbeOptions wrong in new[]
            {
                new NatProbeOptions { Timeout = TimeSpan.FromSeconds(1) },
                new NatProbeOptions { Timeout = TimeSpan.FromMinutes(3) },
                new NatProbeOptions { ServerUrl = null },
                new NatProbeOptions { ServerUrl = "example.org" },
            })
            {
                Assert.That((Action)(() => wrong.Validate()), Throws.ArgumentException.With.Message.Contain("NatProbeOptions"));
            }

            Assert.That(new NatProbeOptions { ServerUrl = null, Servers = new[] { new IceServer("stun:192.0.2.1") } }.Validate(), Is.Null);
        }

        [Test]
        public void ReportsNameNoAddressUnasked()
        {
            NatReport report = Report(Family(true, Free, ByPort), Relay(RelayTransport.Udp));
            Assert.That(report.ToString() + report.IPv4, Does.Not.Contain("198.51.100.7"));
        }

        private static NatFamilyReport Family(bool isTranslated, EndpointDependence mapping, EndpointDependence filtering) => new NatFamilyReport
        {
            WasTested = true,
            HasUdp = true,
            IsTranslated = isTranslated,
            Mapping = mapping,
            Filtering = filtering,
            PublicAddresses = new[] { new System.Net.IPEndPoint(System.Net.IPAddress.Parse("198.51.100.7"), 5) },
            Type = NatOutlook.Classify(true, isTranslated, mapping, filtering),
        };

        private static RelayReport Relay(RelayTransport transport) =>
            new RelayReport("relay", new[] { new RelayWayReport("turn:relay", transport) { Answered = true, Allocation = RelayAllocation.Works } });

        private static NatReport Report(NatFamilyReport ipv4, RelayReport? relay = null, string? note = null)
        {
            IReadOnlyList<RelayReport> relays = relay == null ? Array.Empty<RelayReport>() : new[] { relay };
            return new NatReport(ipv4, new NatFamilyReport(), relays, note, TimeSpan.FromSeconds(1));
        }

        private static string Letters(NatReport report) => string.Concat(report.Partners.Select(partner =>
            partner.Path == PartnerPath.Direct ? "D" : partner.Path == PartnerPath.Relayed ? "R" : partner.Path == PartnerPath.None ? "-" : "?"));
    }
}
