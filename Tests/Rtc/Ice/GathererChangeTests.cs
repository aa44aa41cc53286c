using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Ice;

namespace P2PNet.Tests.Rtc.Ice
{
    /// <summary>Gathering goes on: addresses, mappings and relays come and go while links stand.</summary>
    public sealed class GathererChangeTests
    {
        [Test]
        public void WithdrawsAddressesThatAreGoneAndAddsNewOnes()
        {
            IceGatherer gatherer = Gatherer(740);
            gatherer.SetHostAddresses(Timestamp.Zero, new[] { Address("192.0.2.1"), Address("2001:db8::1") });
            Drain(gatherer);
            gatherer.SetHostAddresses(Timestamp.Zero, new[] { Address("2001:db8::1"), Address("10.0.0.1") });
            Assert.That(Drain(gatherer), Is.EqualTo(new[] { "CandidateRemoved 192.0.2.1:5000", "CandidateGathered 10.0.0.1:5000" }));
            gatherer.SetHostAddresses(Timestamp.Zero, new[] { Address("2001:db8::1"), Address("10.0.0.1") });
            Assert.That(Drain(gatherer), Is.Empty);
            gatherer.SetHostAddresses(Timestamp.Zero, System.Array.Empty<TransportAddress>());
            Assert.That(gatherer.Candidates, Is.Empty);
        }

        [Test]
        public void EveryPriorityIsOneCandidatesOwn()
        {
            IceGatherer gatherer = Gatherer(741);
            for (int round = 0; round < 20; round++)
            {
                // A machine that moves through networks, always with one address it had before.
                gatherer.SetHostAddresses(Timestamp.Zero, new[] { Address("10.0.0." + (round + 1)), Address("10.0.0." + round), Address("fd00::" + (round + 1)), Address("2001:db8::" + (round + 1)) });
                Assert.That(gatherer.Candidates.Select(c => c.Priority).Distinct().Count(), Is.EqualTo(4));
            }

            uint PriorityOf(string prefix) => gatherer.Candidates.Where(c => c.Address.AddressToString().StartsWith(prefix)).Max(c => c.Priority);
            Assert.That(PriorityOf("2001"), Is.GreaterThan(PriorityOf("10.")).And.GreaterThan(PriorityOf("fd00")));
            Assert.That(PriorityOf("10."), Is.GreaterThan(PriorityOf("fd00")), "unique local addresses reach less far");
        }

        [Test]
        public void AsksTheServersAtOnceWhenTheNetworkMayHaveChanged()
        {
            var nat = new NatBox("198.51.100.1");
            var network = new IceNetwork(742);
            IceHost host = network.AddHost("A", IceRole.Controlling, "10.0.0.1", nat);
            host.Gather(stun: true);
            network.Run(5000);
            nat.Reboot();
            host.Gatherer.AskAgain(network.Now);
            network.Run(50);
            Assert.That(host.Gatherer.Candidates.Single(c => c.Type == CandidateType.ServerReflexive).Address, Is.EqualTo(IceNetwork.Address("198.51.100.1", 40001)));
            Assert.That(host.GathererEvents.Count(e => e.Kind == GathererEventKind.CandidateRemoved), Is.EqualTo(1));

            // What is under way is not begun anew with every word of the system's.
            long before = host.Gatherer.Counters.RequestsSent;
            for (int i = 0; i < 20; i++)
            {
                host.Gatherer.AskAgain(network.Now);
                network.Run(1);
            }

            Assert.That(host.Gatherer.Counters.RequestsSent - before, Is.LessThanOrEqualTo(2));
        }

        [Test]
        public void AServerThatIsNamedLaterIsWaitedForAgain()
        {
            var network = new IceNetwork(743);
            IceHost host = network.AddHost("A", IceRole.Controlling, "10.0.0.1", new NatBox("198.51.100.1"));
            host.Gather();
            network.Run(10);
            Assert.That(host.Gatherer.IsComplete, Is.True);
            host.Gatherer.AddStunServer(network.Now, SocketId.IPv4, IceNetwork.StunServer);
            host.Gatherer.Complete(network.Now);
            Assert.That(host.Gatherer.IsComplete, Is.False);
            network.Run(50);
            Assert.That(host.Gatherer.IsComplete, Is.True);
            Assert.That(host.GathererEvents.Select(e => e.Kind), Is.EqualTo(new[]
            {
                GathererEventKind.CandidateGathered, GathererEventKind.Completed, GathererEventKind.CandidateGathered, GathererEventKind.Completed,
            }));
        }

        [Test]
        public void WhatAServerSawGoesWithTheLastAddressOfItsSocket()
        {
            var network = new IceNetwork(744);
            IceHost host = network.AddHost("A", IceRole.Controlling, "10.0.0.1", new NatBox("198.51.100.1"));
            host.Gather(stun: true);
            network.Run(50);
            host.Gatherer.SetHostAddresses(network.Now, System.Array.Empty<TransportAddress>());
            Assert.That(host.Gatherer.Candidates, Is.Empty);
        }

        private static string[] Drain(IceGatherer gatherer)
        {
            var events = new System.Collections.Generic.List<string>();
            while (gatherer.TryPollEvent(out GathererEvent e)) events.Add(e.Kind + " " + e.Candidate?.Address);
            return events.ToArray();
        }

        private static TransportAddress Address(string ip) => IceNetwork.Address(ip, 5000);

        private static IceGatherer Gatherer(ulong seed) => new IceGatherer(P2PNet.Native.NativeCrypto.Create(), new SeededRandom(seed));
    }
}
