using System.Collections.Generic;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Link
{
    public sealed class NatTests
    {
        private static readonly NatBehavior?[] Kinds =
        {
            null, NatBehavior.FullCone, NatBehavior.RestrictedCone, NatBehavior.PortRestrictedCone, NatBehavior.Symmetric,
        };

        private static readonly PeerConnectionOptions WithStun = new PeerConnectionOptions { IceServers = new[] { new IceServer("stun:203.0.113.1:3478") } };

        private static IEnumerable<TestCaseData> DirectPairs()
        {
            for (int a = 0; a < Kinds.Length; a++)
            {
                for (int b = 0; b < Kinds.Length; b++)
                {
                    // A symmetric NAT's port for the peer is known to nobody before; where the peer filters by port, only a relay helps.
                    bool hopeless = (Kinds[a] == NatBehavior.Symmetric && (Kinds[b] == NatBehavior.Symmetric || Kinds[b] == NatBehavior.PortRestrictedCone))
                        || (Kinds[b] == NatBehavior.Symmetric && Kinds[a] == NatBehavior.PortRestrictedCone);
                    if (!hopeless) yield return new TestCaseData(a, b).SetName("{m}(" + (Kinds[a]?.ToString() ?? "open") + ", " + (Kinds[b]?.ToString() ?? "open") + ")");
                }
            }
        }

        [TestCaseSource(nameof(DirectPairs))]
        public void ConnectsDirectlyThroughNats(int a, int b)
        {
            using var pair = new LinkPair(41, WithStun, p => Place(p, Kinds[a], Kinds[b]));
            (IDataChannel channelA, IDataChannel _) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            pair.A.Send(channelA, "through");
            pair.Expect(() => pair.B.Messages.Count == 1, 2, "a message arrives");
        }

        [Test]
        public void FailsWithASentenceWhereNoDirectPathExists()
        {
            using var pair = new LinkPair(42, WithStun, p => Place(p, NatBehavior.Symmetric, NatBehavior.Symmetric));
            pair.Offer();
            pair.Expect(() => pair.A.State == PeerConnectionState.Failed && pair.B.State == PeerConnectionState.Failed, 16, "both give up");
            Assert.That(pair.A.Failure!.Stage, Is.EqualTo(LinkStage.Ice));
            Assert.That(pair.A.Failure.Reason, Does.Contain("relay").IgnoreCase);
        }

        [Test]
        public void TwoPlayersBehindOneNatMeetInside()
        {
            using var pair = new LinkPair(43, WithStun, p =>
            {
                StunServerNode.Place(p.Network);
                Nat nat = p.Network.AddNat("198.51.100.1", NatBehavior.PortRestrictedCone);
                p.HostA = p.NodeA.Join("A", nat.Inside, 5000, "192.168.0.10");
                p.HostB = p.NodeB.Join("B", nat.Inside, 5000, "192.168.0.11");
            });
            pair.Connect();
            pair.RunFor(1);
            Assert.That(pair.A.Connection.Statistics.RemoteAddress, Is.EqualTo("192.168.0.11:5000"));
        }

        [Test]
        public void TheLinkSurvivesANatThatForgets()
        {
            Nat nat = null!;
            using var pair = new LinkPair(44, WithStun, p =>
            {
                StunServerNode.Place(p.Network);
                nat = p.Network.AddNat("198.51.100.1", NatBehavior.FullCone);
                p.HostA = p.NodeA.Join("A", nat.Inside, 5000, "192.168.0.10");
                p.HostB = p.NodeB.Join("B", p.Network.Internet, 5002, "192.0.2.2");
            });
            (IDataChannel a, IDataChannel b) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            pair.RunFor(1);
            nat.Reset();
            pair.A.Send(a, "from elsewhere");
            pair.B.Send(b, "to elsewhere");
            pair.Expect(() => pair.A.Messages.Count == 1 && pair.B.Messages.Count == 1, 7, "both messages arrive over the new mapping");
            pair.Expect(() => pair.IsConnected, 5, "connected again");
            Assert.That(pair.B.Connection.Statistics.RemoteAddress, Does.StartWith("198.51.100.1:41"));
        }

        // The game's host sees two peers who both say that they are at 192.168.0.10:5000.
        [Test]
        public void TellsTwoPeersWithTheSamePrivateAddressApart()
        {
            using var pair = new LinkPair(45, WithStun, p =>
            {
                StunServerNode.Place(p.Network);
                p.HostA = p.NodeA.Join("A", p.Network.Internet, 5001, "192.0.2.1");
                p.HostB = p.NodeB.Join("B", p.Network.AddNat("198.51.100.1", NatBehavior.PortRestrictedCone).Inside, 5000, "192.168.0.10");
            });
            using var nodeC = new RtcNode(pair.Network, LinkPair.Crypto, new SeededRandom(46));
            nodeC.Join("C", pair.Network.AddNat("198.51.100.2", NatBehavior.PortRestrictedCone).Inside, 5000, "192.168.0.10");
            var toC = new TestPeer("A'", pair.Network, pair.NodeA.Factory, WithStun);
            var c = new TestPeer("C", pair.Network, nodeC.Factory, WithStun) { Other = toC };
            toC.Other = c;
            (IDataChannel toB, IDataChannel _) = pair.Open(LinkPair.Reliable);
            IDataChannel forC = toC.Connection.CreateDataChannel(LinkPair.Reliable);
            c.Connection.CreateDataChannel(LinkPair.Reliable);
            pair.Offer();
            toC.Connection.CreateOffer();
            pair.Expect(() => pair.IsConnected && toC.State == PeerConnectionState.Connected && c.State == PeerConnectionState.Connected, 10, "both links stand");
            pair.A.Send(toB, "for B");
            toC.Send(forC, "for C");
            pair.Expect(() => pair.B.Messages.Count == 1 && c.Messages.Count == 1, 2, "each gets its own");
            Assert.That(pair.B.Messages[0].Bytes, Is.EqualTo(System.Text.Encoding.UTF8.GetBytes("for B")));
            Assert.That(c.Messages[0].Bytes, Is.EqualTo(System.Text.Encoding.UTF8.GetBytes("for C")));
        }

        private static void Place(LinkPair pair, NatBehavior? natA, NatBehavior? natB)
        {
            StunServerNode.Place(pair.Network);
            pair.HostA = natA == null
                ? pair.NodeA.Join("A", pair.Network.Internet, 5000, "192.0.2.1")
                : pair.NodeA.Join("A", pair.Network.AddNat("198.51.100.1", natA).Inside, 5000, "192.168.0.10");
            pair.HostB = natB == null
                ? pair.NodeB.Join("B", pair.Network.Internet, 5000, "192.0.2.2")
                : pair.NodeB.Join("B", pair.Network.AddNat("198.51.100.2", natB).Inside, 5000, "10.0.0.10");
        }
    }
}
