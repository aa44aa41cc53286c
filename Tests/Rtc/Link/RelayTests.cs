using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Link;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Link
{
    /// <summary>Links over relays, as far as one needs a network to see it; 25 ms from each host to everybody.</summary>
    public sealed class RelayTests
    {
        private const string Server = "203.0.113.1";

        private TurnServerNode _turn = null!;
        private VirtualStreams _streamsA = null!;

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
                    _turn = TurnServerNode.Place(p.Network, LinkPair.Crypto, Server, "2001:db8::1");
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
            long indications = _turn.IndicationsReceived;
            long before = _turn.ChannelDataReceived;
            for (int i = 0; i < 20; i++)
            {
                pair.A.Send(a, "message " + i);
                pair.RunFor(0.05);
            }

            Assert.That(pair.B.Messages, Has.Count.EqualTo(20));
            Assert.That(_turn.ChannelDataReceived - before, Is.GreaterThan(15), "messages or what acknowledges them: the path leads over one side's relay");
            Assert.That(_turn.IndicationsReceived - indications, Is.LessThan(10), "checks alone");
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
            Assert.That(_streamsA.Requests.Select(r => r.IsSecure), Is.EqualTo(new[] { false }), "TLS was not needed");
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
                if (onlyTls) _streamsA.IsBlocked = r => !r.IsSecure;
            });
            Timestamp began = pair.Network.Now;
            pair.Offer();
            pair.Expect(() => pair.A.Candidates.Exists(IsRelayed), 2, "a relayed candidate");
            Assert.That((pair.Network.Now - began).TotalMilliseconds, Is.EqualTo(expected).Within(20), "a round trip for TCP, one for TLS, one to allocate; the bytes come in pieces");
            pair.RunFor(1);
            Assert.That((_streamsA.Requests.Count, _streamsA.Open), Is.EqualTo((2, 1)), "the other way is given up");
        }

        [Test]
        public void WhereOnlyTlsPassesTlsIsTaken()
        {
            using LinkPair pair = MakePair(208, NatBehavior.Symmetric, NatBehavior.Symmetric);
            BlockUdp(pair);
            _streamsA.IsBlocked = r => !r.IsSecure;
            (IDataChannel a, IDataChannel b) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            Assert.That(_streamsA.Open, Is.EqualTo(1), "the connection that got nowhere is closed");
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
                Assert.That(packet.Destination.SameAddress(_turn.Host.Addresses[0]), Is.True, "nothing leaves but to the servers");
        }

        [Test]
        public void AFailureSaysThatNoRelayAnswered()
        {
            using LinkPair pair = MakePair(210, NatBehavior.Symmetric, NatBehavior.Symmetric);
            pair.Network.Filter = p => IsToTurn(p) && p.Bytes[1] != 1;
            _streamsA.IsBlocked = r => !r.IsSecure;
            _streamsA.Servers.Clear();
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
            _streamsA.IsBlocked = r => !r.IsSecure;
            _streamsA.Servers.Clear();
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
            _turn.Restart();
            AssertGoesOn(pair, a, b, 2.5);
        }

        [Test]
        public void ARelayedMatchGoesOnWhenTheConnectionBreaks()
        {
            using LinkPair pair = MakePair(214, NatBehavior.Symmetric, NatBehavior.Symmetric);
            BlockUdp(pair);
            (IDataChannel a, IDataChannel b) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            pair.RunFor(2);
            _streamsA.BreakAll("the server closed the connection");
            AssertGoesOn(pair, a, b, 2);
        }

        // A cable is put back: the address is there first, and no connection can be opened until its route is there, too.
        [Test]
        public void ARelayedMatchOverTcpGoesOnWhenTheRouteComesAfterTheAddress()
        {
            using LinkPair pair = MakePair(214, NatBehavior.Symmetric, NatBehavior.Symmetric);
            BlockUdp(pair);
            (IDataChannel a, IDataChannel b) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            pair.RunFor(2);
            var servers = new Dictionary<TransportAddress, TurnServerNode>(_streamsA.Servers);
            _streamsA.Servers.Clear();
            _streamsA.BreakAll("the network is unreachable");
            pair.RunFor(5);
            pair.NodeA.Endpoint.OnNetworkChanged(pair.Network.Now);
            pair.RunFor(0.3);
            foreach (KeyValuePair<TransportAddress, TurnServerNode> server in servers) _streamsA.Servers.Add(server.Key, server.Value);
            pair.NodeA.Endpoint.OnNetworkChanged(pair.Network.Now);
            AssertGoesOn(pair, a, b, 2);
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
                if (minute == 20) _turn.ChangeNonce();
                int before = pair.B.Messages.Count;
                indications = _turn.IndicationsReceived;
                pair.A.Send(a, "still there?");
                pair.Expect(() => pair.B.Messages.Count == before + 1, 1, "minute " + minute);
            }

            Assert.That(pair.IsConnected, Is.True);
            Assert.That(pair.A.States.Count(s => s == PeerConnectionState.Disconnected), Is.Zero);
            Assert.That(_turn.Allocations, Has.Count.EqualTo(2), "the first ones");
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
            Assert.That(_turn.Allocations, Has.Count.EqualTo(3), "one a client");
            pair.NodeA.Factory.Dispose();
            pair.RunFor(0.2);
            Assert.That(_turn.Allocations, Has.Count.EqualTo(2), "A's is given back");
            Assert.That(pair.B.State, Is.EqualTo(PeerConnectionState.Closed), "the farewell went out before");
        }

        [Test]
        public void APeerOfIPv6AloneIsReachedOverTheRelaysIPv6Address()
        {
            using var pair = new LinkPair(217, Options(), p =>
            {
                _turn = TurnServerNode.Place(p.Network, LinkPair.Crypto, Server, "2001:db8::1");
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
            pair.Network.Filter = packet => isHindered && packet.From != _turn.Host && packet.To == _turn.Host && packet.Destination.Port > 50000;
            pair.Connect();
            Assert.That(Relays(pair.A) && Relays(pair.B), Is.True, "over two relays");
            isHindered = false;
            pair.Expect(() => Relays(pair.A) != Relays(pair.B), 7, "one relay, seed " + pair.Network.Seed);
            pair.RunFor(10);
            Assert.That(Relays(pair.A), Is.Not.EqualTo(Relays(pair.B)), "it stays so");

            static bool Relays(TestPeer peer) => peer.Connection.Statistics.LocalType == CandidateType.Relayed;
        }

        /// <summary>Two players behind symmetric NATs whose link has stood for a while.</summary>
        private LinkPair Relayed(ulong seed, out IDataChannel a, out IDataChannel b)
        {
            LinkPair pair = MakePair(seed, NatBehavior.Symmetric, NatBehavior.Symmetric);
            (a, b) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            pair.RunFor(2);
            return pair;
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

        private static bool IsRelayed(string candidate) => candidate.Contains("typ relay", StringComparison.Ordinal);

        private bool IsToTurn(PacketRecord packet) => packet.Destination == _turn.Host.Addresses[0];

        /// <summary>A firewall around A drops all UDP.</summary>
        private static void BlockUdp(LinkPair pair) => pair.Network.Filter = p => p.From == pair.HostA || p.To == pair.HostA;

        private PeerConnectionOptions Options(IceTransportPolicy policy = IceTransportPolicy.All, string password = TurnServerNode.Password, bool isKnown = false)
        {
            string[] ways = { "turn:203.0.113.1:3478?transport=udp", "turn:203.0.113.1:7777?transport=tcp", "turns:203.0.113.1:443?transport=tcp" };
            var relay = new IceServer(ways, TurnServerNode.Username, password) { Realm = isKnown ? TurnServerNode.Realm : null, Nonce = isKnown ? "nonce1" : null };
            return new PeerConnectionOptions { IceServers = new[] { new IceServer("stun:203.0.113.1:3478"), relay }, TransportPolicy = policy };
        }

        private LinkPair MakePair(
            ulong seed,
            NatBehavior natA,
            NatBehavior natB,
            bool relayForA = true,
            bool relayForB = true,
            IceTransportPolicy policy = IceTransportPolicy.All,
            string password = TurnServerNode.Password,
            bool isKnown = false,
            Action<LinkPair>? before = null)
        {
            VirtualStreams? streamsA = null;
            PeerConnectionOptions with = Options(policy, password, isKnown);
            var without = new PeerConnectionOptions { TransportPolicy = policy, IceServers = new[] { new IceServer("stun:203.0.113.1:3478") } };
            var pair = new LinkPair(
                seed,
                relayForA ? with : without,
                p =>
                {
                    _turn = TurnServerNode.Place(p.Network, LinkPair.Crypto, Server);
                    p.HostA = Host("A", p.Network.AddNat("198.51.100.1", natA).Inside, p.NodeA, "192.168.0.10");
                    p.HostB = Host("B", p.Network.AddNat("198.51.100.2", natB).Inside, p.NodeB, "10.0.0.10");
                    streamsA!.Attach(p.HostA, p.NodeA.Endpoint);
                    streamsA.Servers[_turn.Host.Addresses[0].WithPort(7777)] = _turn;
                    streamsA.Servers[_turn.Host.Addresses[0].WithPort(443)] = _turn;
                    _streamsA = streamsA;
                    before?.Invoke(p);
                },
                endpointOptionsOf: network => new RtcEndpointOptions { Streams = streamsA ??= new VirtualStreams(network) },
                optionsOfB: relayForB ? with : without);
            return pair;
        }

        private static VirtualHost Host(string name, NetworkSegment segment, RtcNode node, string address)
        {
            VirtualHost host = node.Join(name, segment, 5000, address);
            host.Conditions = new LinkConditions { Delay = TimeSpan.FromMilliseconds(25) };
            return host;
        }
    }
}
