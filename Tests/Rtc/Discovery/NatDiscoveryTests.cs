using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Discovery;
using P2PNet.Rtc.Stun;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Discovery
{
    /// <summary>What the discovery says of every kind of NAT, with a server that does what RFC 5780 asks of it.</summary>
    public sealed class NatDiscoveryTests
    {
        private static readonly NatDependence[] Dependences = { NatDependence.EndpointIndependent, NatDependence.AddressDependent, NatDependence.AddressAndPortDependent };

        public static IEnumerable<TestCaseData> Behaviors()
        {
            foreach (NatDependence mapping in Dependences)
            {
                foreach (NatDependence filtering in Dependences) yield return new TestCaseData(mapping.ToString(), filtering.ToString());
            }
        }

        // M -> primary; F -> primary, CHANGE-REQUEST; M <-> H through the NAT; M -> the three other faces
        [TestCaseSource(nameof(Behaviors))]
        public void TellsEveryBehaviour(string mapping, string filtering)
        {
            for (ulong seed = 1; seed <= 5; seed++)
            {
                var network = new VirtualNetwork(seed);
                Nat nat = network.AddNat("198.51.100.1", Behavior(mapping, filtering));
                DiscoveryClient client = Behind(network, nat, Server(network));
                NatFindings found = client.Run();
                Assert.That(found.HasUdp, Is.True);
                Assert.That(found.IsTranslated, Is.True);
                Assert.That(found.Mapping.ToString(), Is.EqualTo(mapping), () => network.Ladder());
                Assert.That(found.Filtering.ToString(), Is.EqualTo(filtering), () => network.Ladder());
                Assert.That(found.Mapped.All(address => address.SameAddress(nat.External)), Is.True);
                Assert.That(found.Hairpins, Is.False);
                Assert.That(found.PreservesPorts, Is.False);
                Assert.That(found.RewritesPayloads, Is.False);
                Assert.That(found.Doubt, Is.Null);
                Assert.That(found.RoundTripTime!.Value.TotalMilliseconds, Is.EqualTo(20).Within(0.1));
            }
        }

        [TestCaseSource(nameof(Behaviors))]
        public void TellsThemOverALossyPath(string mapping, string filtering)
        {
            int right = 0;
            for (ulong seed = 1; seed <= 40; seed++)
            {
                var network = new VirtualNetwork(seed);
                BehaviorServer server = Server(network);
                DiscoveryClient client = Behind(network, network.AddNat("198.51.100.1", Behavior(mapping, filtering)), server);
                server.Conditions = client.Conditions = new LinkConditions { Delay = TimeSpan.FromMilliseconds(25), Jitter = TimeSpan.FromMilliseconds(10), Loss = 0.1, Duplication = 0.05, Reordering = 0.05 };
                NatFindings found = client.Run();
                if (found.Mapping.ToString() == mapping && found.Filtering.ToString() == filtering) right++;
            }

            Assert.That(right, Is.GreaterThanOrEqualTo(38), "of 40 runs that lose 10 % each way");
        }

        [Test]
        public void TellsTwoNatsInARowByTheStricter()
        {
            var network = new VirtualNetwork(3);
            Nat carrier = network.AddNat("198.51.100.1", NatBehavior.RestrictedCone);
            Nat home = network.AddNat("100.64.0.7", NatBehavior.PortRestrictedCone, carrier.Inside);
            NatFindings found = Behind(network, home, Server(network)).Run();
            Assert.That(found.Mapping, Is.EqualTo(EndpointDependence.EndpointIndependent));
            Assert.That(found.Filtering, Is.EqualTo(EndpointDependence.AddressAndPortDependent));
        }

        [Test]
        public void TellsAPublicAddressWithoutAFirewall()
        {
            var network = new VirtualNetwork(4);
            NatFindings found = At(network, network.Internet, "192.0.2.7", Server(network)).Run();
            Assert.That(found.IsTranslated, Is.False);
            Assert.That(found.Mapping, Is.EqualTo(EndpointDependence.EndpointIndependent));
            Assert.That(found.Filtering, Is.EqualTo(EndpointDependence.EndpointIndependent));
            Assert.That(found.Hairpins, Is.Null, "Nothing is there to turn packets back.");
            Assert.That(found.PreservesPorts, Is.Null);
        }

        [Test]
        public void TellsAPublicAddressBehindAFirewall()
        {
            var network = new VirtualNetwork(5);
            DiscoveryClient client = At(network, network.Internet, "192.0.2.7", Server(network));
            network.Filter = packet => client.Hosts.Contains(packet.To) && !client.Sent.Any(sent => sent.Source == packet.Destination && sent.Destination == packet.Source);
            NatFindings found = client.Run();
            Assert.That(found.IsTranslated, Is.False);
            Assert.That(found.Filtering, Is.EqualTo(EndpointDependence.AddressAndPortDependent));
        }

        [Test]
        public void TellsThatNoUdpGetsThrough()
        {
            var network = new VirtualNetwork(6);
            DiscoveryClient client = Behind(network, network.AddNat("198.51.100.1", NatBehavior.FullCone), Server(network));
            network.Filter = _ => true;
            Timestamp start = network.Now;
            NatFindings found = client.Run();
            Assert.That(found.HasUdp, Is.False);
            Assert.That(found.IsTranslated, Is.Null);
            Assert.That(found.Mapped, Is.Empty);
            Assert.That(found.Mapping, Is.EqualTo(EndpointDependence.Unknown));
            Assert.That(client.Sent.Count(), Is.EqualTo(5));
            Assert.That((network.Now - start).TotalMilliseconds, Is.EqualTo(3750));
            Assert.That(client.States, Is.EqualTo(new[] { DiscoveryState.Completed }));
        }

        [TestCase(true)]
        [TestCase(false)]
        public void TellsWhetherTheNatTurnsPacketsBack(bool hairpins)
        {
            foreach (NatBehavior behavior in new[] { NatBehavior.FullCone, NatBehavior.RestrictedCone, NatBehavior.PortRestrictedCone })
            {
                var network = new VirtualNetwork(7);
                Nat nat = network.AddNat("198.51.100.1", behavior);
                nat.Hairpins = hairpins;
                DiscoveryClient client = Behind(network, nat, Server(network));
                Assert.That(client.Run().Hairpins, Is.EqualTo(hairpins), () => network.Ladder());
                Assert.That(client.Engine.Counters.HairpinsReceived, hairpins ? Is.GreaterThan(0) : Is.Zero);
            }
        }

        [Test]
        public void TellsWhetherPortsArePreserved()
        {
            var network = new VirtualNetwork(8);
            Nat nat = network.AddNat("198.51.100.1", NatBehavior.PortRestrictedCone);
            nat.PreservesPorts = true;
            NatFindings found = Behind(network, nat, Server(network)).Run();
            Assert.That(found.PreservesPorts, Is.True);
            Assert.That(found.Mapped[0].Port, Is.EqualTo(found.Local.Port));
        }

        /// <summary>RFC 5780 §4.4: no packet may have opened the way from the second address before the filter was tried.</summary>
        [Test]
        public void SendsNothingToTheSecondAddressBeforeTheFilterWasTried()
        {
            var network = new VirtualNetwork(9);
            BehaviorServer server = Server(network);
            DiscoveryClient client = Behind(network, network.AddNat("198.51.100.1", NatBehavior.PortRestrictedCone), server);
            client.Run();
            Assert.That(client.States, Is.EqualTo(new[] { DiscoveryState.Filtering, DiscoveryState.Mapping, DiscoveryState.Completed }));
            int firstElsewhere = client.Sent.First(packet => packet.Destination != server.Primary && !packet.Destination.SameAddress(network.Trace[0].Source) && IsServer(packet, server)).Index;
            int lastFilterTest = client.Sent.Last(packet => packet.From == client.Hosts[NatDiscovery.FilteringSocket.Value]).Index;
            Assert.That(firstElsewhere, Is.GreaterThan(lastFilterTest));
            Assert.That(client.Sent.Where(packet => packet.From == client.Hosts[NatDiscovery.FilteringSocket.Value]).All(packet => packet.Destination == server.Primary), Is.True);
        }

        /// <summary>RFC 5780 §5.</summary>
        [Test]
        public void BeginsNoMoreThanTenTransactionsASecond()
        {
            var network = new VirtualNetwork(10);
            DiscoveryClient client = Behind(network, network.AddNat("198.51.100.1", NatBehavior.Symmetric), Server(network));
            client.Run();
            double[] begun = client.Sent.GroupBy(packet => Convert.ToHexString(packet.Bytes.AsSpan(8, TransactionId.Length))).Select(g => g.First().SentAt.TotalMilliseconds).ToArray();
            Assert.That(begun, Has.Length.EqualTo(10));
            for (int i = 1; i < begun.Length; i++) Assert.That(begun[i] - begun[i - 1], Is.GreaterThanOrEqualTo(100));
        }

        [Test]
        public void TakesTwoSecondsAtFiftyMillisecondsOfRoundTrip()
        {
            foreach (NatBehavior behavior in new[] { NatBehavior.FullCone, NatBehavior.PortRestrictedCone, NatBehavior.Symmetric })
            {
                var network = new VirtualNetwork(11);
                BehaviorServer server = Server(network);
                DiscoveryClient client = Behind(network, network.AddNat("198.51.100.1", behavior), server);
                server.Conditions = client.Conditions = new LinkConditions { Delay = TimeSpan.FromMilliseconds(25) };
                Timestamp start = network.Now;
                client.Run();
                Assert.That((network.Now - start).TotalSeconds, Is.LessThan(2.1), behavior.ToString());
            }
        }

        [Test]
        public void NothingIsAskedWithoutAServer()
        {
            var network = new VirtualNetwork(12);
            DiscoveryClient client = At(network, network.Internet, "192.0.2.7");
            Assert.That(client.Engine.State, Is.EqualTo(DiscoveryState.Completed));
            Assert.That(client.Engine.NextTimeout, Is.EqualTo(Timestamp.Never));
            Assert.That(client.Engine.Describe().HasUdp, Is.False);
        }

        [Test]
        public void WorksOverIPv6()
        {
            var network = new VirtualNetwork(13);
            var server = new BehaviorServer(network, "2001:db8::2", "2001:db8::3");
            NatFindings found = new DiscoveryClient(network, network.Internet, "2001:db8:1::5", server.Primary).Run();
            Assert.That(found.IsTranslated, Is.False);
            Assert.That(found.Filtering, Is.EqualTo(EndpointDependence.EndpointIndependent));
            Assert.That(found.Mapped.Single(address => address.Port == DiscoveryClient.FirstPort).IsIPv6, Is.True);
        }

        internal static BehaviorServer Server(VirtualNetwork network) => new BehaviorServer(network, "203.0.113.2", "203.0.113.3");

        internal static DiscoveryClient Behind(VirtualNetwork network, Nat nat, params BehaviorServer[] servers) => At(network, nat.Inside, "192.168.0.10", servers);

        private static DiscoveryClient At(VirtualNetwork network, NetworkSegment segment, string address, params BehaviorServer[] servers) =>
            new DiscoveryClient(network, segment, address, servers.Select(server => server.Primary).ToArray());

        private static bool IsServer(PacketRecord packet, BehaviorServer server) =>
            packet.Destination.SameAddress(server.Primary) || packet.Destination.SameAddress(server.OtherAddress);

        private static NatBehavior Behavior(string mapping, string filtering) => new NatBehavior(Enum.Parse<NatDependence>(mapping), Enum.Parse<NatDependence>(filtering), mapping + "/" + filtering);
    }
}
