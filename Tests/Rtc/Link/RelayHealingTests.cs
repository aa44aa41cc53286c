using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Link
{
    /// <summary>Links over relays while the networks, the relay or the way to it change.</summary>
    public sealed class RelayHealingTests : RelayedLinks
    {
        // A router starts anew in the middle of a match: every mapping gets another port, and the relay knows nobody at it. The connection to
        // the lobby server is gone, too, so that nobody can name new addresses.
        [TestCase(true)]
        [TestCase(false)]
        public void ARelayedMatchGoesOnWhenTheNatForgets(bool atA)
        {
            using LinkPair pair = Relayed(212, out IDataChannel a, out IDataChannel b);
            pair.A.Other = pair.B.Other = null;
            (atA ? pair.HostA : pair.HostB).Segment.Gateway!.Reset();
            AssertGoesOn(pair, a, b, 2);
        }

        [TestCase(true)]
        [TestCase(false)]
        public void ARelayedMatchGoesOnWhenBothNatsForgetOneAfterTheOther(bool firstA)
        {
            using LinkPair pair = Relayed(218, out IDataChannel a, out IDataChannel b);
            pair.A.Other = pair.B.Other = null;
            (firstA ? pair.HostA : pair.HostB).Segment.Gateway!.Reset();
            pair.RunFor(4);
            (firstA ? pair.HostB : pair.HostA).Segment.Gateway!.Reset();
            AssertGoesOn(pair, a, b, 2);
        }

        [Test]
        public void ARelayedMatchGoesOnWhenTheRelayIsStartedAnew()
        {
            using LinkPair pair = Relayed(213, out IDataChannel a, out IDataChannel b);
            Turn.Restart();
            AssertGoesOn(pair, a, b, 2.5);
        }

        [Test]
        public void ARelayedMatchGoesOnWhenTheConnectionBreaks()
        {
            using LinkPair pair = Relayed(214, out IDataChannel a, out IDataChannel b, isUdpBlocked: true);
            StreamsA.BreakAll("the server closed the connection");
            AssertGoesOn(pair, a, b, 2);
        }

        // A cable is put back: the address is there first, and no connection can be opened until its route is there, too.
        [Test]
        public void ARelayedMatchOverTcpGoesOnWhenTheRouteComesAfterTheAddress()
        {
            using LinkPair pair = Relayed(214, out IDataChannel a, out IDataChannel b, isUdpBlocked: true);
            var servers = new Dictionary<TransportAddress, TurnServerNode>(StreamsA.Servers);
            StreamsA.Servers.Clear();
            StreamsA.BreakAll("the network is unreachable");
            pair.RunFor(5);
            pair.NodeA.Endpoint.OnNetworkChanged(pair.Network.Now);
            pair.RunFor(0.3);
            foreach (KeyValuePair<TransportAddress, TurnServerNode> server in servers) StreamsA.Servers.Add(server.Key, server.Value);
            pair.NodeA.Endpoint.OnNetworkChanged(pair.Network.Now);
            AssertGoesOn(pair, a, b, 2);
        }

        // A's provider gives it another address; over the relay the match goes on, until B hears of the new address and both NATs are open again.
        [TestCase(true)]
        [TestCase(false)]
        public void ALinkThatFellBackOnARelayIsDirectAgainSoon(bool atA)
        {
            double worst = 0;
            for (ulong seed = 250; seed < 262; seed++)
            {
                using LinkPair pair = MakePair(seed, NatBehavior.PortRestrictedCone, NatBehavior.PortRestrictedCone);
                (IDataChannel, IDataChannel) channels = pair.Open(LinkPair.Reliable);
                pair.Connect();
                pair.RunFor(1);
                Assert.That(IsDirect(pair), Is.True);
                var traffic = new MatchTraffic(pair, channels);
                pair.RunFor(0.3 + (seed % 5 * 0.2));
                TestPeer moved = atA ? pair.A : pair.B;
                moved.HeldUntil = pair.Network.Now + TimeSpan.FromMilliseconds(400);
                (atA ? pair.HostA : pair.HostB).Segment.Gateway!.Renumber("198.51.100.77");
                Timestamp since = pair.Network.Now;
                pair.RunFor(1);
                pair.Expect(() => IsDirect(pair), 8, "a direct path");
                worst = Math.Max(worst, (pair.Network.Now - since).TotalSeconds);
                pair.RunFor(3);
                Assert.That(IsDirect(pair), Is.True, () => "it stays\n" + pair.Network.Ladder());
                traffic.End();
            }

            TestContext.Out.WriteLine("worst: " + worst + " s");
            Assert.That(worst, Is.LessThan(2));
        }

        // B -> old address of A -> X, for as long as no server has told A of the new one
        [TestCase(10)]
        [TestCase(60)]
        [TestCase(120)]
        public void AnAddressThatChangesWhileLinksAreMadeIsFoundOut(int afterMilliseconds)
        {
            for (ulong seed = 270; seed < 276; seed++)
            {
                using LinkPair pair = MakePair(seed, NatBehavior.PortRestrictedCone, NatBehavior.PortRestrictedCone);
                pair.Network.After(TimeSpan.FromMilliseconds(afterMilliseconds), () => pair.HostA.Segment.Gateway!.Renumber("198.51.100.77"));
                pair.Connect();
                pair.Expect(() => IsDirect(pair), 4, "a direct path, seed " + seed);
            }
        }

        private static bool IsDirect(LinkPair pair)
            => new[] { pair.A, pair.B }.All(p => p.Connection.Statistics is { HasPath: true, LocalType: not CandidateType.Relayed, RemoteType: not CandidateType.Relayed });

        private static void AssertGoesOn(LinkPair pair, IDataChannel a, IDataChannel b, double silence)
        {
            Timestamp since = pair.Network.Now;
            pair.A.Send(a, "from A");
            pair.B.Send(b, "from B");
            pair.Expect(() => pair.A.Messages.Count == 1 && pair.B.Messages.Count == 1, 6, "messages arrive again");
            TestContext.Out.WriteLine((pair.Network.Now - since).TotalMilliseconds + " ms of silence");
            Assert.That((pair.Network.Now - since).TotalSeconds, Is.LessThan(silence), () => pair.Network.Ladder());
            pair.Expect(() => pair.IsConnected, 5, "connected");
            pair.RunFor(5);
            Assert.That(pair.A.Messages.Count + pair.B.Messages.Count, Is.EqualTo(2), "nothing twice");
        }
    }
}
