using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Link
{
    public sealed class ConnectTests
    {
        // A -> offer     -> B
        // A <- answer    <- B    ICE, DTLS (B is the client) and SCTP follow
        [Test]
        public void TwoPeersConnectAndExchangeMessages()
        {
            using var pair = new LinkPair(1);
            (IDataChannel a, IDataChannel b) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            Assert.That(a.State, Is.EqualTo(DataChannelState.Open));
            Assert.That(pair.A.Send(a, "from A"), Is.EqualTo(SendStatus.Accepted));
            Assert.That(pair.B.Send(b, new byte[] { 1, 2, 3 }), Is.EqualTo(SendStatus.Accepted));
            pair.Expect(() => pair.A.Messages.Count == 1 && pair.B.Messages.Count == 1, 1, "a message each way");
            Assert.That(pair.B.Messages[0].Bytes, Is.EqualTo(System.Text.Encoding.UTF8.GetBytes("from A")));
            Assert.That(pair.B.Messages[0].IsString, Is.True);
            Assert.That(pair.A.Messages[0].Bytes, Is.EqualTo(new byte[] { 1, 2, 3 }));
            Assert.That(pair.A.Messages[0].Channel, Is.SameAs(a));
            Assert.That(pair.A.States, Is.EqualTo(new[] { PeerConnectionState.Connecting, PeerConnectionState.Connected }));
        }

        [Test]
        public void TellsAboutThePath()
        {
            using var pair = new LinkPair(2);
            pair.Connect();
            pair.RunFor(3);
            PathStatistics statistics = pair.A.Connection.Statistics;
            Assert.That(statistics.HasPath, Is.True);
            Assert.That((statistics.LocalType, statistics.RemoteType), Is.EqualTo((CandidateType.Host, CandidateType.Host)));
            Assert.That(statistics.RemoteAddress, Is.EqualTo("192.0.2.2:5002"));
            Assert.That(statistics.RoundTripTime.TotalMilliseconds, Is.EqualTo(20).Within(1));
            PathStatistics other = pair.B.Connection.Statistics;
            Assert.That(statistics.DatagramsReceived, Is.EqualTo(other.DatagramsSent).Within(1));
            Assert.That(statistics.BytesSent, Is.EqualTo(other.BytesReceived).Within(200));
        }

        [TestCase(true)]
        [TestCase(false)]
        public void ConnectsByAHandshakeOfSctpWhereADescriptionLacksItsInit(bool inTheOffer)
        {
            using var pair = new LinkPair(13);
            (IDataChannel a, IDataChannel b) = pair.Open(LinkPair.Reliable);
            if (inTheOffer) pair.A.Rewrite = LinkPair.WithoutSctpInit;
            else pair.B.Rewrite = LinkPair.WithoutSctpInit;
            pair.Connect();
            Assert.That(pair.B.Descriptions[0].Sdp.Contains("a=sctp-init:"), Is.EqualTo(!inTheOffer), "nobody answers what was not asked");
            pair.A.Send(a, "from A");
            pair.B.Send(b, "from B");
            pair.Expect(() => pair.A.Messages.Count == 1 && pair.B.Messages.Count == 1, 1, "a message each way");
        }

        // A stack that does not know the attribute copies the offer's into its answer.
        [Test]
        public void TakesItsOwnInitInAnAnswerForNone()
        {
            using var pair = new LinkPair(14);
            pair.A.Rewrite = LinkPair.WithoutSctpInit;
            pair.B.Rewrite = sdp => sdp + System.Text.RegularExpressions.Regex.Match(pair.A.Descriptions[0].Sdp, "a=sctp-init:[^\r]*\r\n").Value;
            (IDataChannel a, IDataChannel _) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            pair.A.Send(a, "from A");
            pair.Expect(() => pair.B.Messages.Count == 1, 1, "the message");
        }

        /// <summary>DTLS takes two round trips, ICE one (the answerer's checks begin before the answer arrives); signaling is not counted.</summary>
        [Test]
        public void ConnectsWithinThreeRoundTripsAfterTheAnswer()
        {
            using var pair = new LinkPair(3);
            pair.Offer();
            pair.Expect(() => pair.A.Connection.State == PeerConnectionState.Connecting && pair.B.Descriptions.Count == 1, 1, "the answer leaves");
            Timestamp answered = pair.Network.Now;
            pair.Expect(() => pair.IsConnected, 5, "both connect");
            TimeSpan taken = pair.Network.Now - answered;
            TestContext.Out.WriteLine("connected " + taken.TotalMilliseconds + " ms after the answer at 20 ms round trip");
            Assert.That(taken.TotalMilliseconds, Is.LessThan(30 + (3 * 20) + 1), () => pair.Network.Ladder());
        }

        [Test]
        public void TheDtlsClientIsTheSideThatOffers()
        {
            using var pair = new LinkPair(4);
            pair.Connect();
            Assert.That(pair.A.Descriptions[0].Sdp, Does.Contain("a=setup:actpass\r\n"));
            Assert.That(pair.B.Descriptions[0].Sdp, Does.Contain("a=setup:passive\r\n"));
        }

        [TestCase("active", "passive")]
        [TestCase("passive", "active")]
        public void TakesTheOtherRoleWhereTheOfferInsists(string offered, string answered)
        {
            using var pair = new LinkPair(5);
            // B hears an offer that insists; A, who in truth offered both, takes what the answer says.
            pair.A.Rewrite = sdp => sdp.Replace("a=setup:actpass", "a=setup:" + offered, StringComparison.Ordinal);
            pair.Connect();
            Assert.That(pair.B.Descriptions[0].Sdp, Does.Contain("a=setup:" + answered + "\r\n"));
        }

        // The ClientHello comes before the answer that says whose it may be.
        [TestCase(200)]
        [TestCase(2000)]
        public void ConnectsWhenTheAnswerIsSlow(int milliseconds)
        {
            using var pair = new LinkPair(6);
            pair.B.SignalingDelay = TimeSpan.FromMilliseconds(milliseconds);
            pair.Connect();
            Assert.That(pair.Network.Now.TotalMilliseconds, Is.LessThan(1000 + 30 + milliseconds + 200), () => pair.Network.Ladder());
        }

        [Test]
        public void ConnectsWhenCandidatesOvertakeTheDescription()
        {
            using var pair = new LinkPair(7, addresses: p =>
            {
                p.HostA = p.Network.AddHost("A", p.Network.Internet, p.NodeA);
                p.HostB = p.Network.AddHost("B", p.Network.Internet, p.NodeB);
            });
            pair.A.CandidateDelay = pair.B.CandidateDelay = TimeSpan.FromMilliseconds(1);
            pair.Offer();
            pair.RunFor(0.001);
            pair.HostA.AddAddress("192.0.2.1", 5001);
            pair.HostB.AddAddress("192.0.2.2", 5002);
            pair.NodeA.AddHostAddresses(pair.HostA);
            pair.NodeB.AddHostAddresses(pair.HostB);
            pair.Expect(() => pair.IsConnected, 5, "connects");
            Assert.That(pair.A.Candidates, Has.Some.StartsWith("candidate:"));
            Assert.That(pair.A.Descriptions[0].Sdp, Does.Not.Contain("a=candidate"));
        }

        [Test]
        public void PutsGatheredCandidatesIntoTheDescriptionAtOnce()
        {
            using var pair = new LinkPair(8);
            pair.Connect();
            Assert.That(pair.A.Descriptions[0].Sdp, Does.Contain("192.0.2.1 5001 typ host").And.Contain("a=end-of-candidates"));
            Assert.That(pair.A.Candidates, Is.Empty);
        }

        [Test]
        public void ConnectsOverIPv6()
        {
            using var pair = new LinkPair(9, addresses: p =>
            {
                p.HostA = p.NodeA.Join("A", p.Network.Internet, 5001, "2001:db8::1");
                p.HostB = p.NodeB.Join("B", p.Network.Internet, 5002, "2001:db8::2", "192.0.2.2");
            });
            pair.Connect();
            Assert.That(pair.A.Connection.Statistics.RemoteAddress, Is.EqualTo("[2001:db8::2]:5002"));
        }

        [Test]
        public void AnotherOfferOnAStandingLinkChangesNothing()
        {
            using var pair = new LinkPair(12);
            (IDataChannel a, IDataChannel _) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            pair.A.Connection.CreateOffer(iceRestart: true);
            pair.RunFor(0.5);
            pair.B.Connection.CreateOffer();
            pair.RunFor(0.5);
            Assert.That((pair.A.Descriptions.Count, pair.B.Descriptions.Count), Is.EqualTo((3, 3)), "two offers and an answer each way");
            pair.A.Send(a, "still here");
            pair.Expect(() => pair.B.Messages.Count == 1, 1, "the link goes on");
            Assert.That(pair.A.States.Count, Is.EqualTo(2));

            string foreign = pair.A.Descriptions[1].Sdp.Replace("a=fingerprint:sha-256 ", "a=fingerprint:sha-256 00:", StringComparison.Ordinal);
            foreign = string.Join("\r\n", foreign.Split("\r\n").Select(line => line.StartsWith("a=fingerprint") ? line.Substring(0, line.Length - 3) : line));
            Assert.That(Error(() => pair.B.Connection.SetRemoteDescription(new SessionDescription(SessionDescriptionType.Offer, foreign)))!.Message, Does.Contain("another a=fingerprint"));
            Assert.That(pair.IsConnected, Is.True);
        }

        [Test]
        public void TheSameSeedGivesTheSameBytes()
        {
            byte[][] Run()
            {
                using var pair = new LinkPair(10, reproducible: true);
                pair.HostA.Conditions = pair.HostB.Conditions = new LinkConditions { Loss = 0.1, Jitter = TimeSpan.FromMilliseconds(20), Reordering = 0.1, Duplication = 0.1 };
                (IDataChannel a, IDataChannel _) = pair.Open(LinkPair.Reliable);
                pair.Connect(30);
                pair.A.Send(a, new byte[5000]);
                pair.RunFor(1);
                return pair.Network.Trace.Select(packet => packet.Bytes).ToArray();
            }

            byte[][] first = Run();
            byte[][] second = Run();
            Assert.That(second.Length, Is.EqualTo(first.Length));
            for (int i = 0; i < first.Length; i++) Assert.That(second[i], Is.EqualTo(first[i]), "packet " + i);
        }

        [Test]
        public void RefusesAnAnswerToNoOfferAndADescriptionThatCannotBeUsed()
        {
            using var pair = new LinkPair(11);
            pair.A.Other = null;
            Assert.That(Error(() => pair.B.Connection.SetRemoteDescription(new SessionDescription(SessionDescriptionType.Answer, "v=0\r\n"))), Is.TypeOf<InvalidOperationException>());
            Assert.That(
                Error(() => pair.B.Connection.SetRemoteDescription(new SessionDescription(SessionDescriptionType.Offer, "v=0\r\n")))!.Message,
                Does.StartWith("The peer's offer cannot be used: no section is for data channels"));
            Assert.That(Error(() => pair.B.Connection.AddIceCandidate("candidate:1 1 udp x"))!.Message, Does.Contain("fewer than the eight fields"));
            Assert.That(Error(() => pair.B.Connection.AddIceCandidate("candidate:1 1 tcp 7 192.0.2.9 9 typ host tcptype active")), Is.Null);
            pair.Offer();
            Assert.That(Error(() => pair.A.Connection.SetRemoteDescription(new SessionDescription(SessionDescriptionType.Offer, "v=0\r\n"))), Is.TypeOf<InvalidOperationException>());
            Assert.That(pair.B.State, Is.EqualTo(PeerConnectionState.New), "nothing has changed");
        }

        private static Exception? Error(Action action)
        {
            try
            {
                action();
                return null;
            }
            catch (Exception e)
            {
                return e;
            }
        }
    }
}
