using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Link
{
    /// <summary>Links over relays, as far as one needs a network to see it; 25 ms from each host to everybody.</summary>
    public sealed class RelayTests : RelayedLinks
    {
        [Test]
        public void TwoSymmetricNatsMeetOverARelay()
        {
            using LinkPair pair = MakePair(201, NatBehavior.Symmetric, NatBehavior.Symmetric);
            (IDataChannel a, IDataChannel _) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            pair.A.Send(a, "over the relay");
            pair.Expect(() => pair.B.Messages.Count == 1, 2, "a message arrives");
            PathStatistics path = pair.A.Connection.Statistics;
            Assert.That(path.LocalType == CandidateType.Relayed || path.RemoteType == CandidateType.Relayed, Is.True);
        }

        // The joiner's candidates and the relay's are there at 50 ms or so; then a check there, its answer back.
        [Test]
        public void TwoSymmetricNatsAreConnectedOneAndAHalfRoundTripsAfterBothKnowTheRelays()
        {
            using LinkPair pair = MakePair(202, NatBehavior.Symmetric, NatBehavior.Symmetric, isKnown: true);
            pair.Offer();
            pair.Expect(() => pair.A.Candidates.Exists(IsRelayed) && pair.B.Candidates.Exists(IsRelayed), 2, "both have a relayed candidate");
            Timestamp known = pair.Network.Now + pair.A.SignalingDelay;
            pair.Expect(() => pair.A.Connection.Statistics.HasPath && pair.B.Connection.Statistics.HasPath, 5, "both have a path");
            double taken = (pair.Network.Now - known).TotalMilliseconds;
            TestContext.Out.WriteLine(taken + " ms from both relays known to a path on both sides");
            Assert.That(taken, Is.LessThanOrEqualTo(150), "1.5 round trips of 100 ms by way of the relay");
        }

        [TestCase(true, false)]
        [TestCase(false, true)]
        public void OneRelayIsEnough(bool forA, bool forB)
        {
            using LinkPair pair = MakePair(203, NatBehavior.Symmetric, NatBehavior.Symmetric, relayForA: forA, relayForB: forB);
            pair.Connect();
        }

        [Test]
        public void ALinkThatHasADirectPathTakesIt()
        {
            using LinkPair pair = MakePair(204, NatBehavior.PortRestrictedCone, NatBehavior.PortRestrictedCone);
            pair.Connect();
            pair.RunFor(2);
            Assert.That(pair.A.Connection.Statistics.LocalType, Is.Not.EqualTo(CandidateType.Relayed));
            Assert.That(pair.A.Connection.Statistics.RelayProtocol, Is.Null);
            Assert.That(pair.A.Connection.Statistics.RemoteType, Is.Not.EqualTo(CandidateType.Relayed));
        }

        // From relay to relay is often the first path that stands, since no NAT is between them.
        [Test]
        public void ALinkForWhichOneRelayIsEnoughDoesNotStayOnTwo([Values] bool isAPortRestricted, [Values] bool isBPortRestricted)
        {
            if (isAPortRestricted && isBPortRestricted) return; // direct
            for (ulong seed = 230; seed < 234; seed++)
            {
                using LinkPair pair = MakePair(
                    seed,
                    isAPortRestricted ? NatBehavior.PortRestrictedCone : NatBehavior.Symmetric,
                    isBPortRestricted ? NatBehavior.PortRestrictedCone : NatBehavior.Symmetric);
                AssertLeavesTwoRelaysForOne(pair);
            }
        }

        // Both relays have addresses of both families, and between them they speak IPv4.
        [Test]
        public void PlayersOfIPv6AloneNeedOneRelayToo()
        {
            var relay = new IceServer("turn:[2001:db8::1]:3478", TurnServerNode.Username, TurnServerNode.Password);
            for (ulong seed = 240; seed < 246; seed++)
            {
                using var pair = new LinkPair(seed, new PeerConnectionOptions { IceServers = new[] { new IceServer("stun:[2001:db8::1]:3478"), relay } }, p =>
                {
                    Turn = TurnServerNode.Place(p.Network, LinkPair.Crypto, Server, "2001:db8::1");
                    p.HostA = Host("A", p.Network.AddNat("2001:db8:a::1", NatBehavior.Symmetric).Inside, p.NodeA, "fd00::a");
                    p.HostB = Host("B", p.Network.AddNat("2001:db8:b::1", NatBehavior.Symmetric).Inside, p.NodeB, "fd00::b");
                });
                AssertLeavesTwoRelaysForOne(pair);
            }
        }

        [Test]
        public void ARelayThatDoesNotAnswerHoldsUpNoDirectLink()
        {
            using LinkPair pair = MakePair(205, NatBehavior.PortRestrictedCone, NatBehavior.PortRestrictedCone);
            pair.Network.Filter = p => IsToTurn(p) && p.Bytes[1] != 1;
            pair.Connect(1);
            pair.Expect(() => pair.A.Candidates.Contains(string.Empty), 10, "the relay is given up");
        }

        [Test]
        public void DataFlowsOverChannelsAndChecksBefore()
        {
            using LinkPair pair = MakePair(206, NatBehavior.Symmetric, NatBehavior.Symmetric);
            (IDataChannel a, IDataChannel _) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            pair.RunFor(1);
            long indications = Turn.IndicationsReceived;
            long before = Turn.ChannelDataReceived;
            for (int i = 0; i < 20; i++)
            {
                pair.A.Send(a, "message " + i);
                pair.RunFor(0.05);
            }

            Assert.That(pair.B.Messages, Has.Count.EqualTo(20));
            Assert.That(Turn.ChannelDataReceived - before, Is.GreaterThan(15), "messages or what acknowledges them: the path leads over one side's relay");
            Assert.That(Turn.IndicationsReceived - indications, Is.LessThan(10), "checks alone");
        }

        [Test]
        public void ABlockedUdpCostsARoundTripAndTcpTakesOver()
        {
            using LinkPair pair = MakePair(207, NatBehavior.Symmetric, NatBehavior.Symmetric);
            BlockUdp(pair);
            Timestamp began = pair.Network.Now;
            pair.Offer();
            pair.Expect(() => pair.A.Candidates.Exists(IsRelayed), 2, "a relayed candidate");
            TestContext.Out.WriteLine((pair.Network.Now - began).TotalMilliseconds + " ms to a relayed candidate over TCP");
            Assert.That((pair.Network.Now - began).TotalMilliseconds, Is.LessThan(100 + 200), "the stagger, a round trip to connect and two to allocate");
            pair.Expect(() => pair.IsConnected, 5, "both sides connect");
            Assert.That(StreamsA.Requests.Select(r => r.IsSecure), Is.EqualTo(new[] { false }), "TLS was not needed");
        }

        // STUN, asked while the lobby is entered, says nothing: A -> TCP, TLS -> server; Allocate over the first that stands.
        [TestCase(false, 100)]
        [TestCase(true, 150)]
        public void WhereStunStaysUnansweredEveryWayIsTriedAtOnce(bool onlyTls, double expected)
        {
            using LinkPair pair = MakePair(220, NatBehavior.Symmetric, NatBehavior.Symmetric, isKnown: true, before: p =>
            {
                BlockUdp(p);
                p.NodeA.Factory.Prepare(new[] { new IceServer("stun:203.0.113.1:3478") }, areLast: false);
                p.RunFor(0.05);
                if (onlyTls) StreamsA.IsBlocked = r => !r.IsSecure;
            });
            Timestamp began = pair.Network.Now;
            pair.Offer();
            pair.Expect(() => pair.A.Candidates.Exists(IsRelayed), 2, "a relayed candidate");
            Assert.That((pair.Network.Now - began).TotalMilliseconds, Is.EqualTo(expected).Within(20), "a round trip for TCP, one for TLS, one to allocate; the bytes come in pieces");
            pair.RunFor(1);
            Assert.That((StreamsA.Requests.Count, StreamsA.Open), Is.EqualTo((2, 1)), "the other way is given up");
        }

        [Test]
        public void WhereOnlyTlsPassesTlsIsTaken()
        {
            using LinkPair pair = MakePair(208, NatBehavior.Symmetric, NatBehavior.Symmetric);
            BlockUdp(pair);
            StreamsA.IsBlocked = r => !r.IsSecure;
            (IDataChannel a, IDataChannel b) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            Assert.That(StreamsA.Open, Is.EqualTo(1), "the connection that got nowhere is closed");
            for (int i = 0; i < 50; i++)
            {
                pair.A.Send(a, new string('x', i * 37));
                pair.B.Send(b, "back");
                pair.RunFor(0.02);
            }

            pair.Expect(() => pair.B.Messages.Count == 50 && pair.A.Messages.Count == 50, 2, "every message arrives through the stream's pieces");
        }

        [Test]
        public void RelayOnlyNamesNoAddressOfThePlayers()
        {
            using LinkPair pair = MakePair(209, NatBehavior.FullCone, NatBehavior.FullCone, policy: IceTransportPolicy.Relay);
            pair.Connect();
            pair.RunFor(3);
            string said = string.Concat(pair.A.Descriptions.Select(d => d.Sdp)) + string.Join("\n", pair.A.Candidates);
            Assert.That(said, Does.Contain("typ relay raddr 0.0.0.0 rport 9"));
            foreach (string secret in new[] { "192.168.", "198.51.100.", "typ host", "typ srflx" }) Assert.That(said, Does.Not.Contain(secret));
            Assert.That(pair.A.Connection.Statistics.LocalType, Is.EqualTo(CandidateType.Relayed));
            Assert.That(pair.A.Connection.Statistics.RelayProtocol, Is.EqualTo("udp"));
            foreach (PacketRecord packet in pair.Network.Trace.Where(p => p.From == pair.HostA))
                Assert.That(packet.Destination.SameAddress(Turn.Host.Addresses[0]), Is.True, "nothing leaves but to the servers");
        }

        [Test]
        public void AFailureSaysThatNoRelayAnswered()
        {
            using LinkPair pair = MakePair(210, NatBehavior.Symmetric, NatBehavior.Symmetric);
            pair.Network.Filter = p => IsToTurn(p) && p.Bytes[1] != 1;
            StreamsA.IsBlocked = r => !r.IsSecure;
            StreamsA.Servers.Clear();
            pair.Offer();
            pair.Expect(() => pair.A.State == PeerConnectionState.Failed, 20, "A gives up");
            Assert.That(pair.A.Failure!.Reason, Does.Contain("No relay answered: 203.0.113.1 did not answer over UDP; 203.0.113.1 did not answer over TCP; 203.0.113.1 over TLS: the connection was refused."));
        }

        [Test]
        public void AFailureWithRelaysAloneSaysThatNoneIsNamed()
        {
            using LinkPair pair = MakePair(219, NatBehavior.FullCone, NatBehavior.FullCone, relayForA: false, policy: IceTransportPolicy.Relay);
            pair.Offer();
            pair.Expect(() => pair.A.State == PeerConnectionState.Failed, 20, "A gives up");
            Assert.That(pair.A.Failure!.Reason, Is.EqualTo("Only relays may be used, and no relay (TURN) server is named."));
        }

        [Test]
        public void AFailureWithRelaysAloneSaysThatNoneAnswered()
        {
            using LinkPair pair = MakePair(219, NatBehavior.FullCone, NatBehavior.FullCone, policy: IceTransportPolicy.Relay);
            pair.Network.Filter = p => IsToTurn(p) && p.Bytes[1] != 1;
            StreamsA.IsBlocked = r => !r.IsSecure;
            StreamsA.Servers.Clear();
            pair.Offer();
            pair.Expect(() => pair.A.State == PeerConnectionState.Failed, 20, "A gives up");
            Assert.That(pair.A.Failure!.Reason, Does.StartWith("Only relays may be used. No relay answered: 203.0.113.1 "));
        }

        [Test]
        public void AFailureSaysThatTheCredentialsAreWrong()
        {
            using LinkPair pair = MakePair(211, NatBehavior.Symmetric, NatBehavior.Symmetric, password: "guessed");
            pair.Offer();
            pair.Expect(() => pair.A.State == PeerConnectionState.Failed, 20, "A gives up");
            Assert.That(pair.A.Failure!.Reason, Does.Contain("No relay can be used: 203.0.113.1 does not accept the game's name and password"));
            Assert.That(pair.A.Failure.Reason, Does.Not.Contain("guessed"));
        }

        [Test]
        public void AnHourOverARelayKeepsAllocationPermissionAndChannel()
        {
            using LinkPair pair = MakePair(215, NatBehavior.Symmetric, NatBehavior.Symmetric);
            pair.Network.KeepsTrace = false;
            (IDataChannel a, IDataChannel b) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            long indications = 0;
            for (int minute = 0; minute < 60; minute++)
            {
                pair.RunFor(60);
                if (minute == 20) Turn.ChangeNonce();
                int before = pair.B.Messages.Count;
                indications = Turn.IndicationsReceived;
                pair.A.Send(a, "still there?");
                pair.Expect(() => pair.B.Messages.Count == before + 1, 1, "minute " + minute);
            }

            Assert.That(pair.IsConnected, Is.True);
            Assert.That(pair.A.States.Count(s => s == PeerConnectionState.Disconnected), Is.Zero);
            Assert.That(Turn.Allocations, Has.Count.EqualTo(2), "the first ones");
        }

        [TestCase(0.05)]
        [TestCase(0.1)]
        public void LossOnEveryWayDelaysAndNoMore(double loss)
        {
            for (ulong seed = 220; seed < 240; seed++)
            {
                using LinkPair pair = MakePair(seed, NatBehavior.Symmetric, NatBehavior.Symmetric);
                foreach (VirtualHost host in pair.Network.Hosts) host.Conditions = new LinkConditions { Delay = TimeSpan.FromMilliseconds(25), Loss = loss };
                (IDataChannel a, IDataChannel _) = pair.Open(LinkPair.Reliable);
                pair.Connect(10);
                for (int i = 0; i < 20; i++) pair.A.Send(a, "message " + i);
                pair.Expect(() => pair.B.Messages.Count == 20, 10, "all messages, seed " + seed);
            }
        }

        [Test]
        public void AllLinksShareOneAllocationAndTheEndGivesItBack()
        {
            using LinkPair pair = MakePair(216, NatBehavior.Symmetric, NatBehavior.Symmetric);
            pair.Connect();
            using var nodeC = new RtcNode(pair.Network, LinkPair.Crypto, new SeededRandom(999));
            Host("C", pair.Network.AddNat("198.51.100.3", NatBehavior.Symmetric).Inside, nodeC, "192.168.0.10");
            var toC = new TestPeer("A2", pair.Network, pair.NodeA.Factory, Options());
            var c = new TestPeer("C", pair.Network, nodeC.Factory, Options()) { Other = toC };
            toC.Other = c;
            toC.Connection.CreateOffer();
            pair.Expect(() => toC.State == PeerConnectionState.Connected && c.State == PeerConnectionState.Connected, 5, "the second link stands");
            Assert.That(Turn.Allocations, Has.Count.EqualTo(3), "one a client");
            pair.NodeA.Factory.Dispose();
            pair.RunFor(0.2);
            Assert.That(Turn.Allocations, Has.Count.EqualTo(2), "A's is given back");
            Assert.That(pair.B.State, Is.EqualTo(PeerConnectionState.Closed), "the farewell went out before");
        }

        [Test]
        public void APeerOfIPv6AloneIsReachedOverTheRelaysIPv6Address()
        {
            using var pair = new LinkPair(217, Options(), p =>
            {
                Turn = TurnServerNode.Place(p.Network, LinkPair.Crypto, Server, "2001:db8::1");
                p.HostA = Host("A", p.Network.AddNat("198.51.100.1", NatBehavior.Symmetric).Inside, p.NodeA, "192.168.0.10");
                p.HostB = Host("B", p.Network.Internet, p.NodeB, "2001:db8::b");
            });
            pair.Connect();
            Assert.That(pair.B.Connection.Statistics.RemoteAddress, Does.StartWith("[2001:db8::1]:"));
        }

        /// <summary>What a player sends to a relayed address gets lost, until the link stands over two relays.</summary>
        private void AssertLeavesTwoRelaysForOne(LinkPair pair)
        {
            bool isHindered = true;
            pair.Network.Filter = packet => isHindered && packet.From != Turn.Host && packet.To == Turn.Host && packet.Destination.Port > 50000;
            pair.Connect();
            Assert.That(Relays(pair.A) && Relays(pair.B), Is.True, "over two relays");
            isHindered = false;
            pair.Expect(() => Relays(pair.A) != Relays(pair.B), 7, "one relay, seed " + pair.Network.Seed);
            pair.RunFor(10);
            Assert.That(Relays(pair.A), Is.Not.EqualTo(Relays(pair.B)), "it stays so");

            static bool Relays(TestPeer peer) => peer.Connection.Statistics.LocalType == CandidateType.Relayed;
        }
    }
}
