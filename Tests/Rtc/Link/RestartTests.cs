using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Link
{
    /// <summary>ICE restarts in the middle of a match (RFC 8445 §9, RFC 8839 §4.4.3): by either side, by both at once, over broken networks.</summary>
    public sealed class RestartTests
    {
        // A or B -> offer with new credentials -> the other; answer; checks; data moves to the new generation
        [TestCase(true)]
        [TestCase(false)]
        public void EitherSideRestartsWithoutTheMatchNoticing(bool offererRestarts)
        {
            using LinkPair pair = Connected(500, out MatchTraffic traffic);
            int handshake = Handshakes(pair);
            TestPeer side = offererRestarts ? pair.A : pair.B;
            TestPeer other = offererRestarts ? pair.B : pair.A;
            string before = Ufrag(side.Descriptions.Last());
            traffic.Forget();
            side.Connection.CreateOffer(iceRestart: true);
            pair.RunFor(1);
            Assert.That(Ufrag(side.Descriptions.Last()), Is.Not.EqualTo(before));
            Assert.That(Ufrag(other.Descriptions.Last()), Is.Not.EqualTo(Ufrag(other.Descriptions[0])));
            Assert.That(Generations(pair.NodeA) + Generations(pair.NodeB), Is.EqualTo(2));
            Assert.That(IsRestarting(pair.NodeA) || IsRestarting(pair.NodeB), Is.False, "both use the new generation");
            Assert.That(Handshakes(pair), Is.EqualTo(handshake), "DTLS goes on");
            Assert.That(pair.A.States.Concat(pair.B.States).Count(s => s == PeerConnectionState.Disconnected), Is.Zero);
            Assert.That(traffic.LongestSilence.TotalMilliseconds, Is.LessThan(150));
            pair.RunFor(10);
            Assert.That(pair.IsConnected, Is.True, () => pair.Network.Ladder());
            traffic.End();
        }

        [Test]
        public void ManyRestartsInARowLoseNothing()
        {
            using LinkPair pair = Connected(501, out MatchTraffic traffic);
            for (int i = 0; i < 30; i++)
            {
                (i % 2 == 0 ? pair.A : pair.B).Connection.CreateOffer(iceRestart: true);
                pair.RunFor(0.21);
            }

            pair.RunFor(1);
            Assert.That(IsRestarting(pair.NodeA) || IsRestarting(pair.NodeB), Is.False);
            Assert.That(traffic.LongestSilence.TotalMilliseconds, Is.LessThan(150));
            traffic.End();
        }

        // A -> offer ><  offer <- B: A made the first offer of the link, so A's counts, and B answers with the credentials of its own
        [Test]
        public void OffersThatCrossRestartOnce([Range(0, 60, 10)] int laterBy)
        {
            using LinkPair pair = Connected(502, out MatchTraffic traffic);
            pair.A.Connection.CreateOffer(iceRestart: true);
            pair.Network.After(TimeSpan.FromMilliseconds(laterBy), () => pair.B.Connection.CreateOffer(iceRestart: true));
            pair.RunFor(2);
            Assert.That(IsRestarting(pair.NodeA) || IsRestarting(pair.NodeB), Is.False);
            Assert.That(Ufrag(pair.A.Descriptions.Last()), Is.Not.EqualTo(Ufrag(pair.A.Descriptions[0])));
            Assert.That(pair.IsConnected, Is.True);
            Assert.That(traffic.LongestSilence.TotalMilliseconds, Is.LessThan(150));
            pair.RunFor(8);
            traffic.End();
        }

        [Test]
        public void ARestartThatCrossesAPlainOfferIsOfferedAgain()
        {
            using LinkPair pair = Connected(503, out MatchTraffic traffic);
            pair.A.Connection.CreateOffer();
            pair.B.Connection.CreateOffer(iceRestart: true);
            pair.RunFor(2);
            Assert.That(IsRestarting(pair.NodeA) || IsRestarting(pair.NodeB), Is.False);
            Assert.That(Generations(pair.NodeA), Is.EqualTo(1), "A took part in B's restart");
            traffic.End();
        }

        [Test]
        public void AnOfferThatGetsLostIsMadeAgain()
        {
            using LinkPair pair = Connected(504, out MatchTraffic traffic);
            pair.A.Other = null;
            pair.A.Connection.CreateOffer(iceRestart: true);
            pair.RunFor(1);
            string offered = Ufrag(pair.A.Descriptions.Last());
            pair.A.Other = pair.B;
            pair.A.Connection.CreateOffer(iceRestart: true);
            pair.RunFor(1);
            Assert.That(Ufrag(pair.A.Descriptions.Last()), Is.EqualTo(offered), "the same generation, so that a late answer to either fits");
            Assert.That(IsRestarting(pair.NodeA) || IsRestarting(pair.NodeB), Is.False);

            // The other way round: A's offer got lost, and A would wait for ever if it passed over B's offers.
            pair.A.Other = null;
            pair.A.Connection.CreateOffer(iceRestart: true);
            pair.RunFor(6);
            pair.A.Other = pair.B;
            pair.B.Connection.CreateOffer(iceRestart: true);
            pair.RunFor(1);
            Assert.That(IsRestarting(pair.NodeA) || IsRestarting(pair.NodeB), Is.False);
            traffic.End();
        }

        [Test]
        public void AnAnswerThatNeverComesLeavesTheOldGenerationInUse()
        {
            using LinkPair pair = Connected(505, out MatchTraffic traffic);
            pair.B.Other = null; // B hears the offer; its answer gets lost
            pair.A.Connection.CreateOffer(iceRestart: true);
            pair.RunFor(20);
            Assert.That(pair.IsConnected, Is.True, () => pair.Network.Ladder());
            Assert.That(traffic.LongestSilence.TotalMilliseconds, Is.LessThan(150));
            pair.B.Other = pair.A;
            pair.A.Connection.CreateOffer(iceRestart: true);
            pair.RunFor(1);
            Assert.That(IsRestarting(pair.NodeA) || IsRestarting(pair.NodeB), Is.False);
            traffic.End();
        }

        // Everything that A knew of B is wrong now: only the new descriptions help
        [Test]
        public void ARestartFindsAPeerThatMovedAwayFromAllItsAddresses()
        {
            using LinkPair pair = Connected(506, out MatchTraffic traffic);
            pair.Network.Filter = packet => packet.Destination.Port < 6000 && packet.Bytes[0] < 4 && packet.Source.Port < 6000;
            pair.HostA.MoveTo(pair.Network.Internet, "192.0.2.11", 6001);
            pair.HostB.MoveTo(pair.Network.Internet, "192.0.2.12", 6002);
            pair.RunFor(2);
            Assert.That(pair.A.State, Is.EqualTo(PeerConnectionState.Disconnected));
            pair.NodeA.Endpoint.SetHostAddresses(pair.Network.Now, pair.HostA.Addresses);
            pair.A.CandidateDelay = pair.B.CandidateDelay = TimeSpan.FromHours(1); // only what stands in the descriptions
            pair.NodeB.Endpoint.SetHostAddresses(pair.Network.Now, pair.HostB.Addresses);
            traffic.Forget();
            pair.A.Connection.CreateOffer(iceRestart: true);
            pair.Expect(() => pair.IsConnected, 1, "the link stands again");
            Assert.That(traffic.LongestSilence.TotalSeconds, Is.LessThan(1));
            traffic.End();
        }

        [Test]
        public void CandidatesOfAFormerGenerationAreIgnoredAndThoseOfTheNextOneWait()
        {
            using LinkPair pair = Connected(507, out MatchTraffic traffic);
            string oldUfrag = Ufrag(pair.A.Descriptions.Last());
            pair.A.SignalingDelay = TimeSpan.FromMilliseconds(200);
            pair.A.CandidateDelay = TimeSpan.FromMilliseconds(20);
            pair.A.Connection.CreateOffer(iceRestart: true);
            // This one overtakes the offer.
            pair.NodeA.Endpoint.AddHostAddress(pair.Network.Now, SocketId.IPv6, Parse("2001:db8::1"));
            pair.RunFor(1);
            Assert.That(IsRestarting(pair.NodeA) || IsRestarting(pair.NodeB), Is.False);
            long unusable = pair.NodeB.Endpoint.Links[0].Stack.Ice!.Counters.CandidatesUnusable;
            pair.B.Connection.AddIceCandidate("candidate:9 1 udp 2130706431 192.0.2.99 5999 typ host ufrag " + oldUfrag);
            Assert.That(pair.NodeB.Endpoint.Links[0].Stack.Ice!.Counters.CandidatesUnusable, Is.EqualTo(unusable + 1));
            pair.RunFor(1);
            Assert.That(pair.Network.Trace.Any(p => p.Destination.Port == 5999), Is.False, "nothing is sent there");
            traffic.End();
        }

        [Test]
        public void AnAnswerOrOfferWithoutRestartKeepsTheCredentials()
        {
            using LinkPair pair = Connected(508, out MatchTraffic traffic);
            pair.B.Connection.CreateOffer();
            pair.RunFor(0.5);
            Assert.That(Ufrag(pair.B.Descriptions.Last()), Is.EqualTo(Ufrag(pair.B.Descriptions[0])));
            Assert.That(Ufrag(pair.A.Descriptions.Last()), Is.EqualTo(Ufrag(pair.A.Descriptions[0])));
            // The same answer once more says nothing new.
            pair.B.Connection.SetRemoteDescription(pair.A.Descriptions.Last());
            Assert.That(pair.IsConnected, Is.True);
            traffic.End();
        }

        [Test]
        public void ARestartUnderLossHoldsTheMatch([Range(0, 9)] int seed)
        {
            using LinkPair pair = Connected(510 + (ulong)seed, out MatchTraffic traffic);
            pair.HostA.Conditions = pair.HostB.Conditions =
                new LinkConditions { Delay = TimeSpan.FromMilliseconds(25), Loss = 0.1, Jitter = TimeSpan.FromMilliseconds(10), Duplication = 0.05 };
            pair.A.Connection.CreateOffer(iceRestart: true);
            pair.RunFor(0.03 * seed);
            pair.B.Connection.CreateOffer(iceRestart: true);
            pair.RunFor(5);
            Assert.That(IsRestarting(pair.NodeA) || IsRestarting(pair.NodeB), Is.False);
            Assert.That(pair.A.States.Concat(pair.B.States), Has.None.EqualTo(PeerConnectionState.Failed));
            traffic.End();
        }

        private static LinkPair Connected(ulong seed, out MatchTraffic traffic)
        {
            var pair = new LinkPair(seed);
            (IDataChannel, IDataChannel) channels = pair.Open(LinkPair.Reliable);
            pair.Connect();
            traffic = new MatchTraffic(pair, channels);
            pair.RunFor(1);
            return pair;
        }

        private static bool IsRestarting(RtcNode node) => node.Endpoint.Links[0].Stack.Ice!.IsRestarting;

        private static long Generations(RtcNode node) => node.Endpoint.Links[0].Stack.Ice!.Counters.Restarts;

        /// <summary>Handshake records of DTLS that were ever sent.</summary>
        private static int Handshakes(LinkPair pair) => pair.Network.Trace.Count(packet => packet.Bytes[0] == 22);

        private static string Ufrag(SessionDescription description) => description.Sdp.Split("\r\n").First(line => line.StartsWith("a=ice-ufrag:", StringComparison.Ordinal)).Substring(12);

        private static TransportAddress Parse(string address)
        {
            Assert.That(TransportAddress.TryParse(address, 5001, out TransportAddress parsed), Is.True);
            return parsed;
        }
    }
}
