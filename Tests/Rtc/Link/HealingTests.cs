using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Link
{
    /// <summary>What a match goes through in the middle: NATs that forget, devices that move, cables that are pulled. Over many seeds and lines.</summary>
    public sealed class HealingTests
    {
        private const int Seeds = 12;

        private static readonly PeerConnectionOptions WithStun = new PeerConnectionOptions { IceServers = new[] { new IceServer("stun:203.0.113.1:3478") } };

        // A behind a NAT that restarts in the middle of the match; B in the open, behind each kind of NAT
        [TestCase("open")]
        [TestCase("full cone")]
        [TestCase("restricted cone")]
        [TestCase("port-restricted cone")]
        public void ANatThatForgetsCostsLessThanTwoSeconds(string kindOfB)
        {
            TimeSpan worst = Worst(300, (pair, traffic, nats) => nats[0].Reset(), NatBehavior.PortRestrictedCone, KindOf(kindOfB));
            Assert.That(worst.TotalSeconds, Is.LessThan(1.5));
        }

        [Test]
        public void BothNatsMayForgetAtOnce()
        {
            TimeSpan worst = Worst(
                320,
                (pair, traffic, nats) =>
                {
                    nats[0].Reset();
                    nats[1].Reset();
                },
                NatBehavior.PortRestrictedCone,
                NatBehavior.PortRestrictedCone);
            Assert.That(worst.TotalSeconds, Is.LessThan(1.5));
        }

        // The side that answered moves, and the side that offered
        [TestCase(true)]
        [TestCase(false)]
        public void AnotherLocalAddressCostsLessThanTwoSeconds(bool offererMoves)
        {
            TimeSpan worst = Worst(
                340,
                (pair, traffic, nats) =>
                {
                    VirtualHost host = offererMoves ? pair.HostA : pair.HostB;
                    RtcNode node = offererMoves ? pair.NodeA : pair.NodeB;
                    Nat other = pair.Network.AddNat("198.51.100.77", NatBehavior.PortRestrictedCone);
                    host.MoveTo(other.Inside, "172.16.5.5", 5000);
                    // The system says so a little later.
                    pair.Network.After(TimeSpan.FromMilliseconds(100), () => node.Endpoint.SetHostAddresses(pair.Network.Now, host.Addresses));
                },
                NatBehavior.PortRestrictedCone,
                NatBehavior.PortRestrictedCone);
            Assert.That(worst.TotalSeconds, Is.LessThan(1.5));
        }

        [Test]
        public void AnAddressThatNobodyAnnouncesIsNoticedByTheSilence()
        {
            TimeSpan worst = Worst(
                360,
                (pair, traffic, nats) => pair.HostA.MoveTo(pair.Network.AddNat("198.51.100.77", NatBehavior.PortRestrictedCone).Inside, "172.16.5.5", 5000),
                NatBehavior.PortRestrictedCone,
                NatBehavior.PortRestrictedCone);
            Assert.That(worst.TotalSeconds, Is.LessThan(2));
        }

        [Test]
        public void ACableThatIsPutBackAfterFiveSecondsLosesNothing()
        {
            var worst = TimeSpan.Zero;
            for (ulong seed = 380; seed < 380 + Seeds; seed++)
            {
                using LinkPair pair = Connected(seed, NatBehavior.PortRestrictedCone, NatBehavior.PortRestrictedCone, out MatchTraffic traffic, out _);
                pair.HostA.IsOnline = false;
                pair.RunFor(5);
                pair.HostA.IsOnline = true;
                traffic.Forget();
                pair.RunFor(4);
                worst = Max(worst, traffic.LongestSilence);
                Assert.That(pair.IsConnected, Is.True, () => pair.Network.Ladder());
                traffic.End();
            }

            TestContext.Out.WriteLine("worst silence after the cable is back: " + worst.TotalMilliseconds + " ms");
            Assert.That(worst.TotalSeconds, Is.LessThan(1));
        }

        [Test]
        public void ACableThatIsPulledForGoodIsSuspectSoonAndLostInTime()
        {
            for (ulong seed = 400; seed < 400 + Seeds; seed++)
            {
                using LinkPair pair = Connected(seed, NatBehavior.PortRestrictedCone, NatBehavior.PortRestrictedCone, out _, out _);
                Timestamp start = pair.Network.Now;
                pair.HostA.IsOnline = false;
                pair.Expect(() => pair.A.State == PeerConnectionState.Disconnected && pair.B.State == PeerConnectionState.Disconnected, 1.5, "both are suspect");
                pair.Expect(() => pair.A.State == PeerConnectionState.Failed && pair.B.State == PeerConnectionState.Failed, 9, "both are lost");
                Assert.That((pair.Network.Now - start).TotalSeconds, Is.InRange(7.8, 8.3));
                Assert.That(pair.A.Failure!.Reason, Does.Contain("lost: nothing was heard for 8 s"));
                Assert.That(pair.B.Failure!.Reason, Does.Contain("lost: nothing was heard for 8 s"));
            }
        }

        // A -> B over the first network; that dies in one direction only; both move to the second
        [TestCase(true, false)]
        [TestCase(false, true)]
        [TestCase(true, true)]
        public void AnotherNetworkTakesOverWhenOneDies(bool towardsB, bool towardsA)
        {
            var worst = TimeSpan.Zero;
            for (ulong seed = 420; seed < 420 + Seeds; seed++)
            {
                using var pair = new LinkPair(seed, addresses: p =>
                {
                    p.HostA = p.NodeA.Join("A", p.Network.Internet, 5001, "192.0.2.1", "2001:db8::1");
                    p.HostB = p.NodeB.Join("B", p.Network.Internet, 5002, "192.0.2.2", "2001:db8::2");
                });
                Vary(pair, seed);
                (IDataChannel, IDataChannel) channels = pair.Open(LinkPair.Reliable);
                pair.Connect();
                pair.RunFor(6); // by then the other pairs are known
                var traffic = new MatchTraffic(pair, channels);
                pair.RunFor(1);
                bool usesIPv6 = pair.A.Connection.Statistics.RemoteAddress!.StartsWith("[");
                pair.Network.Filter = packet => packet.Destination.IsIPv6 == usesIPv6 && (packet.To == pair.HostB ? towardsB : towardsA);
                traffic.Forget();
                pair.RunFor(4);
                worst = Max(worst, traffic.LongestSilence);
                Assert.That(pair.A.Connection.Statistics.RemoteAddress!.StartsWith("["), Is.Not.EqualTo(usesIPv6));
                Assert.That(pair.IsConnected, Is.True, () => pair.Network.Ladder());
                traffic.End();
            }

            TestContext.Out.WriteLine("worst silence: " + worst.TotalMilliseconds + " ms");
            Assert.That(worst.TotalSeconds, Is.LessThan(1.5));
        }

        [Test]
        public void AnAddressFamilyThatIsGoneIsLeftAtOnce()
        {
            using var pair = new LinkPair(440, addresses: p =>
            {
                p.HostA = p.NodeA.Join("A", p.Network.Internet, 5001, "2001:db8::1", "192.0.2.1");
                p.HostB = p.NodeB.Join("B", p.Network.Internet, 5002, "2001:db8::2", "192.0.2.2");
            });
            (IDataChannel, IDataChannel) channels = pair.Open(LinkPair.Reliable);
            pair.Connect();
            pair.RunFor(6);
            Assert.That(pair.A.Connection.Statistics.RemoteAddress, Does.StartWith("["));
            var traffic = new MatchTraffic(pair, channels);
            pair.RunFor(0.5);
            pair.HostA.RemoveAddress(pair.HostA.Addresses[0]);
            pair.NodeA.Endpoint.SetHostAddresses(pair.Network.Now, pair.HostA.Addresses);
            traffic.Forget();
            pair.RunFor(0.05);
            Assert.That(pair.A.Connection.Statistics.RemoteAddress, Is.EqualTo("192.0.2.2:5002"), "the path in reserve is used without asking");
            pair.RunFor(2);
            Assert.That(traffic.LongestSilence.TotalMilliseconds, Is.LessThan(500));
            Assert.That(pair.A.States.Last(), Is.EqualTo(PeerConnectionState.Connected));
            traffic.End();
        }

        [Test]
        public void NewCandidatesTrickleAndOldOnesAreWithdrawnAtAnyTime()
        {
            using LinkPair pair = Connected(450, NatBehavior.FullCone, null, out MatchTraffic traffic, out _);
            pair.A.Candidates.Clear();
            pair.HostA.MoveTo(pair.Network.AddNat("198.51.100.77", NatBehavior.FullCone).Inside, "172.16.5.5", 5000);
            pair.NodeA.Endpoint.SetHostAddresses(pair.Network.Now, pair.HostA.Addresses);
            pair.RunFor(1);
            Assert.That(pair.A.Candidates, Has.Some.Contains("172.16.5.5 5000 typ host"));
            Assert.That(pair.A.Candidates, Has.Some.Contains("198.51.100.77 40001 typ srflx"));
            IEnumerable<string> known = pair.NodeA.Endpoint.Gatherer.Candidates.Select(c => c.Address.ToString());
            Assert.That(known, Is.EquivalentTo(new[] { "172.16.5.5:5000", "198.51.100.77:40001" }));
            traffic.End();
        }

        [Test]
        public void TheSameAddressesAgainDisturbNothing()
        {
            using LinkPair pair = Connected(452, NatBehavior.PortRestrictedCone, null, out MatchTraffic traffic, out _);
            string before = pair.A.Connection.Statistics.RemoteAddress!;
            int candidates = pair.A.Candidates.Count;
            for (int i = 0; i < 20; i++)
            {
                pair.NodeA.Endpoint.SetHostAddresses(pair.Network.Now, pair.HostA.Addresses);
                pair.NodeB.Endpoint.OnNetworkChanged(pair.Network.Now);
                pair.RunFor(0.3);
            }

            Assert.That(pair.A.Connection.Statistics.RemoteAddress, Is.EqualTo(before));
            Assert.That(pair.A.Candidates.Count, Is.EqualTo(candidates));
            Assert.That(pair.A.States, Has.Count.EqualTo(2));
            Assert.That(traffic.LongestSilence.TotalMilliseconds, Is.LessThan(100));
            traffic.End();
        }

        private static TimeSpan Worst(ulong firstSeed, Action<LinkPair, MatchTraffic, List<Nat>> happens, NatBehavior? natA, NatBehavior? natB)
        {
            var worst = TimeSpan.Zero;
            for (ulong seed = firstSeed; seed < firstSeed + Seeds; seed++)
            {
                using LinkPair pair = Connected(seed, natA, natB, out MatchTraffic traffic, out List<Nat> nats);
                traffic.Forget();
                happens(pair, traffic, nats);
                pair.RunFor(4);
                TimeSpan silence = traffic.LongestSilence;
                Assert.That(silence.TotalSeconds, Is.LessThan(4), () => "seed " + seed + "\n" + pair.Network.Ladder(200));
                worst = Max(worst, silence);
                Assert.That(pair.IsConnected, Is.True, () => pair.Network.Ladder());
                traffic.End();
            }

            TestContext.Out.WriteLine("worst silence of " + Seeds + " matches: " + worst.TotalMilliseconds + " ms");
            return worst;
        }

        private static LinkPair Connected(ulong seed, NatBehavior? natA, NatBehavior? natB, out MatchTraffic traffic, out List<Nat> nats)
        {
            var made = new List<Nat>();
            var pair = new LinkPair(seed, WithStun, p =>
            {
                StunServerNode.Place(p.Network);
                p.HostA = AddHost(p, made, "A", natA, "198.51.100.1", p.NodeA, natA == null ? "192.0.2.1" : "192.168.0.10");
                p.HostB = AddHost(p, made, "B", natB, "198.51.100.2", p.NodeB, natB == null ? "192.0.2.2" : "10.0.0.10");
            });
            Vary(pair, seed);
            (IDataChannel, IDataChannel) channels = pair.Open(LinkPair.Reliable);
            pair.Connect();
            traffic = new MatchTraffic(pair, channels);
            pair.RunFor(2 + (seed % 7 * 0.13));
            nats = made;
            return pair;
        }

        private static VirtualHost AddHost(LinkPair pair, List<Nat> nats, string name, NatBehavior? nat, string outside, RtcNode node, string address)
        {
            NetworkSegment segment = pair.Network.Internet;
            if (nat != null)
            {
                nats.Add(pair.Network.AddNat(outside, nat));
                segment = nats[nats.Count - 1].Inside;
            }

            return node.Join(name, segment, 5000, address);
        }

        /// <summary>Round trips of 20 to 120 ms, with some jitter and loss.</summary>
        private static void Vary(LinkPair pair, ulong seed)
        {
            var conditions = new LinkConditions
            {
                Delay = TimeSpan.FromMilliseconds(10 + (seed % 6 * 10)),
                Jitter = TimeSpan.FromMilliseconds(seed % 3 * 5),
                Loss = seed % 4 == 3 ? 0.02 : 0,
            };
            pair.HostA.Conditions = pair.HostB.Conditions = conditions;
        }

        private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

        private static NatBehavior? KindOf(string name) => name switch
        {
            "open" => null,
            "full cone" => NatBehavior.FullCone,
            "restricted cone" => NatBehavior.RestrictedCone,
            _ => NatBehavior.PortRestrictedCone,
        };
    }
}
