using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;

namespace P2PNet.Tests.Network
{
    /// <summary>The virtual network itself: a test of a link is worth what its network is worth.</summary>
    public sealed class VirtualNetworkTests
    {
        [TestCase("full cone", true, true, true)]
        [TestCase("restricted cone", false, true, true)]
        [TestCase("port-restricted cone", false, false, true)]
        [TestCase("symmetric", false, false, false)]
        public void NatsLetInWhatTheirKindLetsIn(string kind, bool stranger, bool otherPort, bool mappingIsShared)
        {
            NatBehavior behavior = new[] { NatBehavior.FullCone, NatBehavior.RestrictedCone, NatBehavior.PortRestrictedCone, NatBehavior.Symmetric }.Single(b => b.ToString() == kind);
            var network = new VirtualNetwork(1);
            Nat nat = network.AddNat("198.51.100.1", behavior);
            Probe inside = Probe.At(network, "inside", nat.Inside, "192.168.0.10", 1000);
            Probe known = Probe.At(network, "known", network.Internet, "192.0.2.1", 2000);
            Probe neighbour = Probe.At(network, "neighbour", network.Internet, "192.0.2.1", 2001);
            Probe foreign = Probe.At(network, "foreign", network.Internet, "192.0.2.9", 2000);

            inside.Send(known.Address);
            network.RunFor(TimeSpan.FromSeconds(1));
            TransportAddress mapped = known.Heard.Single();
            Assert.That(mapped.SameAddress(nat.External), Is.True);

            known.Send(mapped);
            neighbour.Send(mapped);
            foreign.Send(mapped);
            network.RunFor(TimeSpan.FromSeconds(1));
            Assert.That(inside.Heard.Contains(known.Address), Is.True);
            Assert.That(inside.Heard.Contains(neighbour.Address), Is.EqualTo(otherPort));
            Assert.That(inside.Heard.Contains(foreign.Address), Is.EqualTo(stranger));

            inside.Send(foreign.Address);
            network.RunFor(TimeSpan.FromSeconds(1));
            Assert.That(foreign.Heard.Single() == mapped, Is.EqualTo(mappingIsShared));
        }

        [Test]
        public void MappingsEnd()
        {
            var network = new VirtualNetwork(2);
            Nat nat = network.AddNat("198.51.100.1", NatBehavior.FullCone);
            nat.MappingLifetime = TimeSpan.FromSeconds(30);
            Probe inside = Probe.At(network, "inside", nat.Inside, "192.168.0.10", 1000);
            Probe outside = Probe.At(network, "outside", network.Internet, "192.0.2.1", 2000);
            inside.Send(outside.Address);
            network.RunFor(TimeSpan.FromSeconds(31));
            outside.Send(outside.Heard.Single());
            network.RunFor(TimeSpan.FromSeconds(1));
            Assert.That(inside.Heard, Is.Empty);
            Assert.That(network.Trace.Last().Fate, Is.EqualTo(PacketFate.RefusedByNat));
        }

        [Test]
        public void PacketsPassThroughTwoNatsInARow()
        {
            var network = new VirtualNetwork(3);
            Nat carrier = network.AddNat("198.51.100.1", NatBehavior.PortRestrictedCone);
            Nat home = network.AddNat("100.64.0.7", NatBehavior.PortRestrictedCone, carrier.Inside);
            Probe inside = Probe.At(network, "inside", home.Inside, "192.168.0.10", 1000);
            Probe outside = Probe.At(network, "outside", network.Internet, "192.0.2.1", 2000);
            inside.Send(outside.Address);
            network.RunFor(TimeSpan.FromSeconds(1));
            outside.Send(outside.Heard.Single());
            network.RunFor(TimeSpan.FromSeconds(1));
            Assert.That(outside.Heard.Single().SameAddress(carrier.External), Is.True);
            Assert.That(inside.Heard.Single(), Is.EqualTo(outside.Address));
        }

        [Test]
        public void BandwidthQueuesAndThenDrops()
        {
            var network = new VirtualNetwork(4);
            Probe a = Probe.At(network, "a", network.Internet, "192.0.2.1", 1000);
            Probe b = Probe.At(network, "b", network.Internet, "192.0.2.2", 1000);
            network.Hosts[0].Conditions = new LinkConditions { Delay = TimeSpan.FromMilliseconds(5), Bandwidth = 12_800, QueueLimit = 1280 };
            for (int i = 0; i < 20; i++) a.Send(b.Address);
            double start = network.Now.TotalMilliseconds;
            Assert.That(network.RunUntil(() => b.Heard.Count == 10, TimeSpan.FromSeconds(1)), Is.True);
            Assert.That(network.Now.TotalMilliseconds - start, Is.EqualTo(105).Within(0.1), "ten packets of 128 bytes at 12800 a second, and the delay");
            network.RunFor(TimeSpan.FromSeconds(1));
            Assert.That(b.Heard.Count, Is.EqualTo(10));
            Assert.That(network.Trace.Count(packet => packet.Fate == PacketFate.QueueFull), Is.EqualTo(10));
        }

        [Test]
        public void LossDuplicationAndOrderAreThoseOfTheConditions()
        {
            var network = new VirtualNetwork(5);
            Probe a = Probe.At(network, "a", network.Internet, "192.0.2.1", 1000);
            Probe b = Probe.At(network, "b", network.Internet, "192.0.2.2", 1000);
            network.Hosts[0].Conditions = new LinkConditions { Loss = 0.3, Jitter = TimeSpan.FromMilliseconds(50) };
            for (int i = 0; i < 2000; i++) a.Send(b.Address);
            network.RunFor(TimeSpan.FromSeconds(5));
            Assert.That(b.Heard.Count, Is.EqualTo(1400).Within(80));
            Assert.That(b.Numbers, Is.Ordered, "jitter alone keeps the order");

            b.Clear();
            network.Hosts[0].Conditions = new LinkConditions { Duplication = 0.1, Reordering = 0.1 };
            for (int i = 0; i < 2000; i++) a.Send(b.Address);
            network.RunFor(TimeSpan.FromSeconds(5));
            Assert.That(b.Heard.Count, Is.EqualTo(2200).Within(60));
            Assert.That(b.Numbers, Is.Not.Ordered);
        }

        /// <summary>Sends numbered packets of 100 bytes and remembers who sent what it hears.</summary>
        private sealed class Probe : INetworkNode
        {
            private readonly Queue<TransportAddress> _due = new Queue<TransportAddress>();
            private int _sent;

            public TransportAddress Address { get; private set; }

            public List<TransportAddress> Heard { get; } = new List<TransportAddress>();

            public List<int> Numbers { get; } = new List<int>();

            public Timestamp NextTimeout => Timestamp.Never;

            public static Probe At(VirtualNetwork network, string name, NetworkSegment segment, string address, ushort port)
            {
                var probe = new Probe();
                probe.Address = network.AddHost(name, segment, probe).AddAddress(address, port);
                return probe;
            }

            public void Send(TransportAddress to) => _due.Enqueue(to);

            public void Clear()
            {
                Heard.Clear();
                Numbers.Clear();
            }

            public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
            {
                Heard.Add(info.Remote);
                Numbers.Add(BitConverter.ToInt32(datagram));
            }

            public void HandleTimeout(Timestamp now)
            {
            }

            public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
            {
                transmit = default;
                if (!_due.TryDequeue(out TransportAddress to)) return false;
                destination.Slice(0, 100).Clear();
                BitConverter.TryWriteBytes(destination, _sent++);
                transmit = new Transmit(SocketId.IPv4, to, 100);
                return true;
            }

            public bool DispatchEvents(Timestamp now) => false;
        }
    }
}
