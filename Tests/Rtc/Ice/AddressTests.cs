using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Ice;

namespace P2PNet.Tests.Rtc.Ice
{
    /// <summary>Machines with one family or both, several interfaces, relays: whatever two have in common connects them.</summary>
    public sealed class AddressTests
    {
        private static readonly string[][] Machines =
        {
            new[] { "192.0.2.1" },
            new[] { "2001:db8::1" },
            new[] { "192.0.2.1", "2001:db8::1" },
            new[] { "fd00::1", "2001:db8::1", "10.0.0.1", "192.0.2.1" },
            new[] { "fe80::1", "169.254.7.1", "192.0.2.1" },
        };

        [Test]
        public void WhatTwoMachinesHaveInCommonConnectsThem([Range(0, 4)] int a, [Range(0, 4)] int b)
        {
            IcePair pair = Between(Machines[a], Machines[b].Select(Peer).ToArray(), 700 + (ulong)((a * 5) + b));
            bool possible = Machines[a].Any(x => Machines[b].Any(y => x.Contains(':') == y.Contains(':') && !x.StartsWith("fe80") && !y.StartsWith("fe80")));
            pair.Trickle();
            bool connected = pair.Network.RunUntil(() => pair.BothSettled, 5000);
            Assert.That(connected, Is.EqualTo(possible), pair.Network.Story());
            if (possible) return;
            Assert.That(pair.Network.RunUntil(() => pair.A.Agent.State == IceState.Failed, 15_000), Is.True);
            Assert.That(pair.A.FailureReason, Does.Contain("no address family or kind of path in common").Or.Contain("named no address"));
        }

        // Host, server-reflexive and relayed ends, each with each
        [Test]
        public void EveryKindOfEndWorksWithEveryOther([Values("open", "nat", "relay")] string kindOfA, [Values("open", "nat", "relay")] string kindOfB)
        {
            var network = new IceNetwork(730);
            var pair = new IcePair(network, Host(network, "A", IceRole.Controlling, kindOfA, 1), Host(network, "B", IceRole.Controlled, kindOfB, 2));
            pair.Trickle(stun: true);
            if (kindOfA == "relay") pair.A.AddRelay("203.0.113.11");
            if (kindOfB == "relay") pair.B.AddRelay("203.0.113.12");
            Assert.That(network.RunUntil(() => pair.BothSettled, 5000), Is.True, network.Story());
            Assert.That(pair.A.Path.LocalType == CandidateType.Relayed, Is.EqualTo(kindOfA == "relay"));
            Assert.That(pair.B.Path.LocalType == CandidateType.Relayed, Is.EqualTo(kindOfB == "relay"));
        }

        // A relay-only player behind a NAT that maps each destination anew, and one in the open: its relay sees a peer-reflexive peer
        [Test]
        public void APeerReflexiveEndReachesARelayedOne()
        {
            var network = new IceNetwork(731);
            IceHost a = network.AddHost("A", IceRole.Controlling, "10.0.0.1", null, new IceAgentOptions { TransportPolicy = IceTransportPolicy.Relay });
            IceHost b = network.AddHost("B", IceRole.Controlled, "10.0.1.1", new NatBox("198.51.100.2", mapsEachDestination: true));
            var pair = new IcePair(network, a, b);
            pair.Trickle();
            a.AddRelay("203.0.113.11");
            Assert.That(network.RunUntil(() => pair.BothSettled, 5000), Is.True, network.Story());
            Assert.That(a.Path.RemoteType, Is.EqualTo(CandidateType.PeerReflexive));
            Assert.That(a.Path.LocalType, Is.EqualTo(CandidateType.Relayed));
        }

        [Test]
        public void ACandidateThatIsNamedAgainAndAgainMakesOnePair()
        {
            IcePair pair = Between(new[] { "192.0.2.1" }, new[] { "192.0.2.2" }, 732);
            pair.A.Gather();
            for (int i = 0; i < 50; i++)
            {
                string address = i % 2 == 0 ? "192.0.2.2" : "::ffff:192.0.2.2";
                var type = (CandidateType)(i % 4);
                pair.A.Agent.AddRemoteCandidate(pair.Network.Now, new Candidate(type, IceNetwork.Address(address, 5000), 1000, "f" + i));
            }

            IcePair.SignalCredentials(pair.B, pair.A, pair.Network.Now);
            pair.Network.Run(100);
            Assert.That(pair.A.Agent.Counters.ChecksSent, Is.EqualTo(2), "the check, and the one that nominates");
        }

        [Test]
        public void EveryOneOfManyPairsHasItsChanceBeforeTheSearchFails()
        {
            string[] many = Enumerable.Range(1, 8).SelectMany(i => new[] { "192.0.2." + i, "2001:db8::" + i }).ToArray();
            IcePair pair = Between(new[] { "192.0.2.100", "2001:db8::100" }, many, 733);
            var asked = new Dictionary<TransportAddress, int>();
            pair.Network.Drop = (_, datagram) =>
            {
                asked[datagram.To] = (asked.TryGetValue(datagram.To, out int count) ? count : 0) + 1;
                return true;
            };
            pair.Trickle();
            Assert.That(pair.Network.RunUntil(() => pair.A.Agent.State == IceState.Failed, 16_000), Is.True);
            foreach (string address in many) Assert.That(asked[IceNetwork.Address(address, 5000)], Is.EqualTo(7), address);
            Assert.That(pair.A.FailureReason, Does.StartWith("None of the 16 paths to the other player worked within"));
            Assert.That(pair.A.FailureReason, Does.Contain("(16 between the devices' own addresses): no answer came, and no attempt of the other player's."));
        }

        [Test]
        public void TheReasonTellsWhereOnlyOneDirectionWorked()
        {
            IcePair pair = Between(new[] { "192.0.2.1" }, new[] { "192.0.2.2" }, 734);
            pair.Network.Drop = (_, datagram) => datagram.To == IceNetwork.Address("192.0.2.2", 5000);
            pair.Trickle();
            Assert.That(pair.Network.RunUntil(() => pair.A.Agent.State == IceState.Failed, 16_000), Is.True);
            Assert.That(pair.A.FailureReason, Does.Contain("the other player's attempts arrived here, but no answer to ours"));
        }

        private static IcePair Between(string[] a, string[] b, ulong seed)
        {
            var network = new IceNetwork(seed);
            var pair = new IcePair(network, network.AddHost("A", IceRole.Controlling, a[0]), network.AddHost("B", IceRole.Controlled, b[0]));
            foreach (string address in a.Skip(1)) pair.A.AddAddress(address);
            foreach (string address in b.Skip(1)) pair.B.AddAddress(address);
            return pair;
        }

        private static IceHost Host(IceNetwork network, string name, IceRole role, string kind, int number)
        {
            if (kind == "open") return network.AddHost(name, role, "192.0.2." + number);
            // Behind the NAT of the relayed one nothing but its relay gets through.
            var options = new IceAgentOptions { Role = role, TransportPolicy = kind == "relay" ? IceTransportPolicy.Relay : IceTransportPolicy.All };
            return network.AddHost(name, role, "10.0." + number + ".1", new NatBox("198.51.100." + number), options);
        }

        private static string Peer(string address) => address.EndsWith(".1", StringComparison.Ordinal) ? address.Substring(0, address.Length - 1) + "2" : address.Replace("::1", "::2", StringComparison.Ordinal);
    }
}
