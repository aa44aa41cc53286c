using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Discovery;
using P2PNet.Rtc.Stun;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Discovery
{
    /// <summary>What the discovery says where servers lack something, fail, lie, or are somebody else.</summary>
    public sealed class DiscoveryServerTests
    {
        [Test]
        public void OneServerWithOneAddressTellsTheAddressAlone()
        {
            Scene scene = Scene.With(NatBehavior.PortRestrictedCone, 1);
            scene.Server.Other = default;
            NatFindings found = scene.Client.Run();
            Assert.That(found.Mapped[0].SameAddress(scene.Nat.External), Is.True);
            Assert.That(found.Mapping, Is.EqualTo(EndpointDependence.Unknown));
            Assert.That(found.Filtering, Is.EqualTo(EndpointDependence.Unknown));
            Assert.That(found.Doubt, Does.Contain("at one").And.Contain("RFC 5780"));
            Assert.That(scene.Client.Sent.All(packet => packet.Destination == scene.Server.Primary || packet.Destination.SameAddress(scene.Nat.External)), Is.True);
        }

        [TestCase("EndpointIndependent", "EndpointIndependent")]
        [TestCase("AddressDependent", "AtLeastAddressDependent")]
        [TestCase("AddressAndPortDependent", "AtLeastAddressDependent")]
        public void SeveralServersWithOneAddressTellTheMapping(string mapping, string expected)
        {
            var network = new VirtualNetwork(2);
            BehaviorServer first = Lonely(network, "203.0.113.2"), second = Lonely(network, "192.0.2.50");
            var behavior = new NatBehavior(Enum.Parse<NatDependence>(mapping), NatDependence.EndpointIndependent, mapping);
            NatFindings found = NatDiscoveryTests.Behind(network, network.AddNat("198.51.100.1", behavior), first, second).Run();
            Assert.That(found.Mapping.ToString(), Is.EqualTo(expected));
            Assert.That(found.Filtering, Is.EqualTo(EndpointDependence.Unknown));
        }

        [TestCase("AddressDependent")]
        [TestCase("AddressAndPortDependent")]
        public void ASecondPortOfOneServerTellsTheRest(string mapping)
        {
            var network = new VirtualNetwork(3);
            BehaviorServer first = Lonely(network, "203.0.113.2"), second = Lonely(network, "192.0.2.50");
            var behavior = new NatBehavior(Enum.Parse<NatDependence>(mapping), NatDependence.EndpointIndependent, mapping);
            Nat nat = network.AddNat("198.51.100.1", behavior);
            var client = new DiscoveryClient(network, nat.Inside, "192.168.0.10", first.Primary, first.OtherPort, second.Primary);
            // Its second port names the second address, which is silent here.
            first.HasOtherAddress = false;
            Assert.That(client.Run().Mapping.ToString(), Is.EqualTo(mapping));
        }

        [Test]
        public void PrefersTheServerWithTwoAddresses()
        {
            var network = new VirtualNetwork(4);
            BehaviorServer lonely = Lonely(network, "192.0.2.50"), full = NatDiscoveryTests.Server(network);
            NatFindings found = NatDiscoveryTests.Behind(network, network.AddNat("198.51.100.1", NatBehavior.RestrictedCone), lonely, full).Run();
            Assert.That(found.Filtering, Is.EqualTo(EndpointDependence.AddressDependent));
            Assert.That(found.Doubt, Is.Null);
        }

        [Test]
        public void ADeadServerCostsLittleTime()
        {
            var network = new VirtualNetwork(5);
            BehaviorServer lonely = Lonely(network, "192.0.2.50");
            Nat nat = network.AddNat("198.51.100.1", NatBehavior.RestrictedCone);
            Assert.That(TransportAddress.TryParse("192.0.2.99", 3478, out TransportAddress dead), Is.True);
            var client = new DiscoveryClient(network, nat.Inside, "192.168.0.10", dead, lonely.Primary);
            Timestamp start = network.Now;
            Assert.That(client.Run().HasUdp, Is.True);
            Assert.That((network.Now - start).TotalSeconds, Is.LessThan(3.5));

            network = new VirtualNetwork(5);
            BehaviorServer full = NatDiscoveryTests.Server(network);
            nat = network.AddNat("198.51.100.1", NatBehavior.RestrictedCone);
            client = new DiscoveryClient(network, nat.Inside, "192.168.0.10", dead, full.Primary);
            start = network.Now;
            client.Run();
            Assert.That((network.Now - start).TotalSeconds, Is.LessThan(2.2), "One with two addresses needs no other.");
        }

        [Test]
        public void ServersFromBefore2008AreUnderstood()
        {
            Scene scene = Scene.With(NatBehavior.RestrictedCone, 6);
            scene.Server.IsOld = true;
            NatFindings found = scene.Client.Run();
            Assert.That(found.Filtering, Is.EqualTo(EndpointDependence.AddressDependent));
            Assert.That(found.RewritesPayloads, Is.False);
        }

        [Test]
        public void NoticesThatPayloadsAreRewritten()
        {
            Scene scene = Scene.With(NatBehavior.RestrictedCone, 7);
            Assert.That(TransportAddress.TryParse("192.168.0.10", 50000, out TransportAddress inner), Is.True);
            scene.Server.PlainAddress = inner;
            NatFindings found = scene.Client.Run();
            Assert.That(found.RewritesPayloads, Is.True);
            Assert.That(found.Mapped[0].SameAddress(scene.Nat.External), Is.True, "The masked address is the one that counts.");
        }

        [TestCase(true)]
        [TestCase(false)]
        public void AServerThatDoesNotChangeItsAddressTellsNoFilter(bool refuses)
        {
            Scene scene = Scene.With(NatBehavior.RestrictedCone, 8);
            scene.Server.RefusesChange = refuses;
            scene.Server.IgnoresChange = !refuses;
            NatFindings found = scene.Client.Run();
            Assert.That(found.Mapping, Is.EqualTo(EndpointDependence.EndpointIndependent));
            Assert.That(found.Filtering, Is.EqualTo(EndpointDependence.Unknown));
            Assert.That(found.Doubt, Does.Contain("does not answer from it"));
            Assert.That(scene.Client.Engine.Counters.ErrorResponses, refuses ? Is.EqualTo(2) : Is.Zero);
        }

        [Test]
        public void TheSilenceOfADeadAddressIsNoFilter()
        {
            Scene scene = Scene.With(NatBehavior.FullCone, 9);
            scene.Server.HasOtherAddress = false;
            NatFindings found = scene.Client.Run();
            Assert.That(found.Filtering, Is.EqualTo(EndpointDependence.Unknown));
            Assert.That(found.Doubt, Does.Contain("silent when asked directly"));
        }

        [Test]
        public void TheSilenceOfADeadPortLeavesThePortOpen()
        {
            Scene scene = Scene.With(NatBehavior.RestrictedCone, 10);
            scene.Server.HasOtherPort = false;
            NatFindings found = scene.Client.Run();
            Assert.That(found.Filtering, Is.EqualTo(EndpointDependence.AtLeastAddressDependent));
            Assert.That(found.Doubt, Does.Contain("second port"));
        }

        [Test]
        public void ErrorsProveThatUdpGetsThrough()
        {
            Scene scene = Scene.With(NatBehavior.FullCone, 11);
            scene.Server.IsOutOfOrder = true;
            NatFindings found = scene.Client.Run();
            Assert.That(found.HasUdp, Is.True);
            Assert.That(found.IsTranslated, Is.Null);
            Assert.That(found.Doubt, Does.Contain("errors only"));
        }

        /// <summary>A server says where the next requests go: not to this machine, not into our network, not to a crowd.</summary>
        [TestCase("127.0.0.1", 3479)]
        [TestCase("192.168.0.1", 3479)]
        [TestCase("10.1.2.3", 3479)]
        [TestCase("169.254.1.1", 3479)]
        [TestCase("224.0.0.1", 3479)]
        [TestCase("0.0.0.0", 3479)]
        [TestCase("203.0.113.2", 3479)]
        [TestCase("203.0.113.3", 3478)]
        [TestCase("203.0.113.3", 0)]
        [TestCase("2001:db8::1", 3479)]
        public void GoesNowhereThatAServerShouldNotSendIt(string address, int port)
        {
            Scene scene = Scene.With(NatBehavior.FullCone, 12);
            Assert.That(TransportAddress.TryParse(address, (ushort)port, out TransportAddress other), Is.True);
            scene.Server.Other = other;
            NatFindings found = scene.Client.Run();
            Assert.That(found.Filtering, Is.EqualTo(EndpointDependence.Unknown));
            Assert.That(scene.Client.Engine.Counters.AddressesPassedOver, Is.EqualTo(1));
            Assert.That(scene.Client.Sent.All(packet => packet.Destination == scene.Server.Primary || packet.Destination.SameAddress(scene.Nat.External)), Is.True);
        }

        /// <summary>Whom a lying server makes us send to gets three small requests and their retransmissions, and that is all.</summary>
        [Test]
        public void AVictimNamedByAServerGetsAHandfulOfPackets()
        {
            Scene scene = Scene.With(NatBehavior.FullCone, 13);
            Assert.That(TransportAddress.TryParse("192.0.2.200", 53, out TransportAddress victim), Is.True);
            scene.Server.Other = victim;
            scene.Client.Run();
            PacketRecord[] there = scene.Client.Sent.Where(packet => packet.Destination.SameAddress(victim)).ToArray();
            Assert.That(there, Has.Length.EqualTo(10));
            Assert.That(there.All(packet => packet.Bytes.Length <= 36), Is.True);
        }

        [TestCase("0.0.0.0", 7)]
        [TestCase("2001:db8::1", 7)]
        [TestCase("198.51.100.1", 0)]
        public void AnUnusableMappedAddressIsNoAnswer(string address, int port)
        {
            Scene scene = Scene.With(NatBehavior.FullCone, 14);
            Assert.That(TransportAddress.TryParse(address, (ushort)port, out TransportAddress mapped), Is.True);
            scene.Server.MappedAddress = mapped;
            Assert.That(scene.Client.Run().Mapped, Is.Empty);
            Assert.That(scene.Client.Engine.Counters.DroppedUnusable, Is.EqualTo(5));
        }

        [Test]
        public void AnswersFromElsewhereCountForNothing()
        {
            Scene scene = Scene.With(NatBehavior.PortRestrictedCone, 15);
            Assert.That(TransportAddress.TryParse("192.0.2.66", 3478, out TransportAddress stranger), Is.True);
            int forged = 0;
            scene.Network.Filter = packet =>
            {
                // Somebody who sees every request answers it first, from an address of his own.
                if (!scene.Client.Hosts.Contains(packet.From)) return false;
                int socket = Array.IndexOf(scene.Client.Hosts, packet.From);
                Assert.That(StunMessage.TryParse(packet.Bytes, out StunMessage request), Is.True);
                scene.Client.Engine.HandleDatagram(scene.Network.Now, new DatagramInfo(new SocketId((byte)socket), stranger), Response(request.TransactionId, "192.0.2.67"));
                forged++;
                return false;
            };
            NatFindings found = scene.Client.Run();
            Assert.That(found.Filtering, Is.EqualTo(EndpointDependence.AddressAndPortDependent));
            Assert.That(found.Mapped.All(address => address.SameAddress(scene.Nat.External)), Is.True);
            Assert.That(scene.Client.Engine.Counters.DroppedMisdirected, Is.GreaterThan(10).And.LessThanOrEqualTo(forged));
        }

        [Test]
        public void SurvivesEveryTruncationBitFlipAndJunk()
        {
            Scene scene = Scene.With(NatBehavior.RestrictedCone, 16);
            var random = new SeededRandom(16);
            long fed = 0;
            scene.Network.Filter = packet =>
            {
                // Before each packet arrives, mutilated copies of it do, and junk.
                if (!scene.Client.Hosts.Contains(packet.To) || scene.Client.Hosts.Contains(packet.From)) return false;
                int socket = Array.IndexOf(scene.Client.Hosts, packet.To);
                for (int length = 0; length < packet.Bytes.Length; length++) Feed(packet.Bytes.AsSpan(0, length).ToArray());
                for (int bit = 0; bit < packet.Bytes.Length * 8; bit++)
                {
                    byte[] flipped = (byte[])packet.Bytes.Clone();
                    flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                    Feed(flipped);
                }

                for (int i = 0; i < 200; i++)
                {
                    var junk = new byte[random.Next(200)];
                    random.Fill(junk);
                    Feed(junk);
                }

                return false;

                void Feed(byte[] bytes)
                {
                    fed++;
                    scene.Client.Engine.HandleDatagram(scene.Network.Now, new DatagramInfo(new SocketId((byte)socket), packet.Source), bytes);
                }
            };
            NatFindings found = scene.Client.Run();
            // A flip that makes FINGERPRINT a part of the attribute before it takes OTHER-ADDRESS away: less is known then, nothing false.
            Assert.That(found.Filtering, Is.EqualTo(EndpointDependence.AddressDependent).Or.EqualTo(EndpointDependence.Unknown), () => "seed " + random.Seed);
            Assert.That(found.Mapping, Is.EqualTo(EndpointDependence.EndpointIndependent).Or.EqualTo(EndpointDependence.Unknown));
            DiscoveryCounters counters = scene.Client.Engine.Counters;
            Assert.That(fed, Is.GreaterThan(1500));
            Assert.That(counters.DroppedMalformed + counters.DroppedUnknownTransaction + counters.DroppedUnusable, Is.EqualTo(fed).Within(10));
        }

        [Test]
        public void MoreServersThanTheLimitArePassedOver()
        {
            var network = new VirtualNetwork(17);
            TransportAddress[] servers = Enumerable.Range(1, 12).Select(i => Parse("192.0.2." + i)).ToArray();
            var client = new DiscoveryClient(network, network.Internet, "198.51.100.9", servers);
            client.Run();
            Assert.That(client.Sent.Select(packet => packet.Destination).Distinct().Count(), Is.EqualTo(NatDiscovery.MaxServers));
            Assert.That(client.Engine.Counters.AddressesPassedOver, Is.EqualTo(4));
        }

        private static TransportAddress Parse(string address)
        {
            Assert.That(TransportAddress.TryParse(address, 3478, out TransportAddress parsed), Is.True);
            return parsed;
        }

        private static byte[] Response(TransactionId id, string mapped)
        {
            var writer = new StunWriter(new byte[100], StunClass.SuccessResponse, StunMethod.Binding, id);
            XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorMappedAddress, Parse(mapped));
            return writer.Written.ToArray();
        }

        private static BehaviorServer Lonely(VirtualNetwork network, string address) =>
            new BehaviorServer(network, address, "192.0.2." + (100 + network.Hosts.Count)) { Other = default };

        private sealed class Scene
        {
            private Scene(VirtualNetwork network, Nat nat, BehaviorServer server)
            {
                Network = network;
                Nat = nat;
                Server = server;
                Client = NatDiscoveryTests.Behind(network, nat, server);
            }

            public VirtualNetwork Network { get; }

            public Nat Nat { get; }

            public BehaviorServer Server { get; }

            public DiscoveryClient Client { get; }

            public static Scene With(NatBehavior behavior, ulong seed)
            {
                var network = new VirtualNetwork(seed);
                return new Scene(network, network.AddNat("198.51.100.1", behavior), NatDiscoveryTests.Server(network));
            }
        }
    }
}
