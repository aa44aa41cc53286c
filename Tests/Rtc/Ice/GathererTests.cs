using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Ice;
using P2PNet.Rtc.Stun;

namespace P2PNet.Tests.Rtc.Ice
{
    public sealed class GathererTests
    {
        [Test]
        public void PrefersIPv6AndLetsTheFamiliesTakeTurns()
        {
            IceGatherer gatherer = Gatherer(51);
            foreach (string ip in new[] { "127.0.0.1", "10.0.0.1", "192.168.1.1", "2001:db8::1", "2001:db8::2", "169.254.3.3" })
                gatherer.AddHostAddress(Timestamp.Zero, SocketId.For(IceNetwork.Address(ip, 5)), IceNetwork.Address(ip, 5));
            string[] order = gatherer.Candidates.OrderByDescending(c => c.Priority).Select(c => c.Address.AddressToString()).ToArray();
            Assert.That(order, Is.EqualTo(new[] { "2001:db8::1", "10.0.0.1", "2001:db8::2", "192.168.1.1", "169.254.3.3", "127.0.0.1" }));
            Assert.That(gatherer.Candidates.Select(c => c.Priority).Distinct().Count(), Is.EqualTo(6));
            Assert.That(gatherer.Candidates.Select(c => c.Foundation).Distinct().Count(), Is.EqualTo(6));
            Assert.That(gatherer.Candidates.All(c => c.Priority >> 24 == 126), Is.True);
        }

        [Test]
        public void LeavesOutAddressesThatNobodyCanUse()
        {
            IceGatherer gatherer = Gatherer(52);
            foreach (string ip in new[] { "0.0.0.0", "::", "fe80::1", "224.0.0.1" })
                gatherer.AddHostAddress(Timestamp.Zero, SocketId.IPv4, IceNetwork.Address(ip, 5));
            gatherer.AddHostAddress(Timestamp.Zero, SocketId.IPv4, IceNetwork.Address("10.0.0.1", 0));
            Assert.That(gatherer.Candidates, Is.Empty);
        }

        // gatherer -> Binding request -> server; server -> XOR-MAPPED-ADDRESS -> gatherer
        [Test]
        public void FindsTheOutsideOfANat()
        {
            IceHost host = Behind(53, out IceNetwork network);
            host.Gather(stun: true);
            Assert.That(network.RunUntil(() => host.Gatherer.IsComplete, 1000), Is.True, network.Story());
            Candidate found = host.Gatherer.Candidates.Single(c => c.Type == CandidateType.ServerReflexive);
            Assert.That(found.Address, Is.EqualTo(IceNetwork.Address("198.51.100.1", 40000)));
            Assert.That(found.RelatedAddress, Is.EqualTo(IceNetwork.Address("10.0.0.1", 5000)));
            Assert.That(found.Priority >> 24, Is.EqualTo(100));
            Assert.That(host.GathererEvents.Last().Kind, Is.EqualTo(GathererEventKind.Completed));
            Assert.That(host.Gatherer.Counters.RequestsSent, Is.EqualTo(1));
        }

        [Test]
        public void LeavesOutAServerReflexiveCandidateThatIsTheHostItself()
        {
            var network = new IceNetwork(54);
            IceHost host = network.AddHost("A", IceRole.Controlling, "192.0.2.1");
            host.Gather(stun: true);
            Assert.That(network.RunUntil(() => host.Gatherer.IsComplete, 1000), Is.True);
            Assert.That(host.Gatherer.Candidates, Has.Count.EqualTo(1));
            Assert.That(host.Gatherer.Counters.RedundantCandidates, Is.EqualTo(1));
        }

        [Test]
        public void SendsAgainWhatIsLostAndGivesUpInTheEnd()
        {
            IceHost host = Behind(55, out IceNetwork network);
            var sentAt = new List<double>();
            network.Drop = (_, _) =>
            {
                sentAt.Add(network.Now.TotalMilliseconds);
                return true;
            };
            host.Gather(stun: true);
            Assert.That(network.RunUntil(() => host.Gatherer.IsComplete), Is.True);
            Assert.That(sentAt, Is.EqualTo(new double[] { 0, 200, 600, 1400, 2400, 3400, 4400, 5400 }));
            Assert.That(network.Now.TotalMilliseconds, Is.EqualTo(6400));
            Assert.That(host.Gatherer.Counters.ServersTimedOut, Is.EqualTo(1));

            network.Drop = (_, _) => false;
            Assert.That(network.RunUntil(() => host.Gatherer.Candidates.Count == 2, 16_000), Is.True, "It goes on trying.");
        }

        [Test]
        public void KeepsTheBindingAliveAndNoticesWhenTheNatForgot()
        {
            var nat = new NatBox("198.51.100.1");
            var network = new IceNetwork(56);
            IceHost host = network.AddHost("A", IceRole.Controlling, "10.0.0.1", nat);
            host.Gather(stun: true);
            network.Run(50_000);
            Assert.That(host.Gatherer.Counters.RequestsSent, Is.EqualTo(4), "At 0, 15, 30 and 45 s.");
            Assert.That(host.GathererEvents, Has.Count.EqualTo(3));

            nat.Reboot();
            network.Run(20_000);
            Assert.That(host.Gatherer.Candidates.Single(c => c.Type == CandidateType.ServerReflexive).Address, Is.EqualTo(IceNetwork.Address("198.51.100.1", 40001)));
            Assert.That(host.GathererEvents.Last().Candidate!.Address.Port, Is.EqualTo(40001));
        }

        [Test]
        public void OwnsOnlyResponsesToItsRequestsFromTheServer()
        {
            IceGatherer gatherer = Gatherer(57);
            gatherer.AddStunServer(Timestamp.Zero, SocketId.IPv4, IceNetwork.StunServer);
            var buffer = new byte[IceGatherer.MaxTransmitLength];
            Assert.That(gatherer.TryPollTransmit(Timestamp.Zero, buffer, out Transmit transmit), Is.True);
            Assert.That(StunMessage.TryParse(buffer.AsSpan(0, transmit.Length), out StunMessage request), Is.True);
            byte[] response = Response(request.TransactionId, "198.51.100.1");
            byte[] foreign = Response(TransactionId.Create(new SeededRandom(99)), "198.51.100.1");

            Assert.That(gatherer.Owns(new DatagramInfo(SocketId.IPv4, IceNetwork.Address("203.0.113.1", 9)), response), Is.False);
            Assert.That(gatherer.Owns(new DatagramInfo(SocketId.IPv6, IceNetwork.StunServer), response), Is.False);
            Assert.That(gatherer.Owns(new DatagramInfo(SocketId.IPv4, IceNetwork.StunServer), foreign), Is.False);
            Assert.That(gatherer.Owns(new DatagramInfo(SocketId.IPv4, IceNetwork.StunServer), buffer.AsSpan(0, transmit.Length)), Is.False);
            Assert.That(gatherer.Owns(new DatagramInfo(SocketId.IPv4, IceNetwork.StunServer), response), Is.True);
        }

        [Test]
        public void SurvivesEveryTruncationBitFlipAndJunk()
        {
            IceGatherer gatherer = Gatherer(58);
            gatherer.AddStunServer(Timestamp.Zero, SocketId.IPv4, IceNetwork.StunServer);
            var buffer = new byte[IceGatherer.MaxTransmitLength];
            Assert.That(gatherer.TryPollTransmit(Timestamp.Zero, buffer, out Transmit transmit), Is.True);
            Assert.That(StunMessage.TryParse(buffer.AsSpan(0, transmit.Length), out StunMessage request), Is.True);
            byte[] response = Response(request.TransactionId, "0.0.0.0");
            var info = new DatagramInfo(SocketId.IPv4, IceNetwork.StunServer);
            gatherer.HandleDatagram(Timestamp.Zero, info, response);
            Assert.That(gatherer.Counters.DroppedUnusable, Is.EqualTo(1));
            for (int length = 0; length < response.Length; length++) gatherer.HandleDatagram(Timestamp.Zero, info, response.AsSpan(0, length).ToArray());
            Assert.That(gatherer.Counters.DroppedMalformed, Is.EqualTo(response.Length));
            for (int bit = 0; bit < response.Length * 8; bit++)
            {
                byte[] flipped = (byte[])response.Clone();
                flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                gatherer.HandleDatagram(Timestamp.Zero, info, flipped);
            }

            Assert.That(gatherer.Candidates, Has.Count.LessThanOrEqualTo(1));
            Assert.That(gatherer.Counters.DroppedUnknownTransaction, Is.GreaterThan(90));
        }

        [Test]
        public void IsCompleteAtOnceWithoutServers()
        {
            IceGatherer gatherer = Gatherer(59);
            gatherer.Complete(Timestamp.Zero);
            Assert.That(gatherer.IsComplete, Is.True);
            Assert.That(gatherer.NextTimeout, Is.EqualTo(Timestamp.Never));
        }

        private static byte[] Response(TransactionId id, string mapped)
        {
            var writer = new StunWriter(new byte[100], StunClass.SuccessResponse, StunMethod.Binding, id);
            XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorMappedAddress, IceNetwork.Address(mapped, 7));
            return writer.Written.ToArray();
        }

        private static IceGatherer Gatherer(ulong seed) => new IceGatherer(P2PNet.Native.NativeCrypto.Create(), new SeededRandom(seed));

        private static IceHost Behind(ulong seed, out IceNetwork network)
        {
            network = new IceNetwork(seed);
            return network.AddHost("A", IceRole.Controlling, "10.0.0.1", new NatBox("198.51.100.1"));
        }
    }
}
