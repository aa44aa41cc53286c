using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Link
{
    public sealed class EndTests
    {
        [Test]
        public void ThePeerHearsOfACloseWithinOneWay()
        {
            using var pair = new LinkPair(51);
            (IDataChannel a, IDataChannel b) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            pair.A.Connection.Close();
            Timestamp closedAt = pair.Network.Now;
            pair.Expect(() => pair.B.State == PeerConnectionState.Closed, 1, "B hears it");
            Assert.That((pair.Network.Now - closedAt).TotalMilliseconds, Is.LessThan(11));
            Assert.That((a.State, b.State), Is.EqualTo((DataChannelState.Closed, DataChannelState.Closed)));
            Assert.That(pair.A.States.Last(), Is.EqualTo(PeerConnectionState.Closed));
            Assert.That(pair.B.Failure, Is.Null, "a goodbye is no failure");
            pair.RunFor(10);
            Assert.That((pair.NodeA.Endpoint.Links.Count, pair.NodeB.Endpoint.Links.Count), Is.EqualTo((0, 0)), "both are forgotten");
        }

        [Test]
        public void SaysGoodbyeAgainWhereTheFirstOneGotLost()
        {
            using var pair = new LinkPair(52);
            (_, IDataChannel b) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            int lost = 0;
            pair.Network.Filter = packet => packet.From == pair.HostA && lost++ < 2;
            pair.A.Connection.Close();
            Timestamp closedAt = pair.Network.Now;
            pair.B.Send(b, "are you there?");
            pair.Expect(() => pair.B.State == PeerConnectionState.Closed, 3, "B hears it all the same");
            Assert.That((pair.Network.Now - closedAt).TotalSeconds, Is.LessThan(1.5));
        }

        [Test]
        public void AVanishedPeerIsMissedAndThenLost()
        {
            using var pair = new LinkPair(53);
            pair.Connect();
            pair.RunFor(2);
            pair.HostB.IsOnline = false;
            Timestamp vanishedAt = pair.Network.Now;
            pair.Expect(() => pair.A.State == PeerConnectionState.Disconnected, 3, "A misses it");
            Assert.That((pair.Network.Now - vanishedAt).TotalSeconds, Is.InRange(0.4, 1.6));
            pair.Expect(() => pair.A.State == PeerConnectionState.Failed, 10, "A gives it up");
            Assert.That((pair.Network.Now - vanishedAt).TotalSeconds, Is.InRange(7, 9));
            Assert.That(pair.A.Failure!.Stage, Is.EqualTo(LinkStage.Established));
            Assert.That(pair.A.Failure.Reason, Does.EndWith("."));
        }

        [Test]
        public void APeerThatComesBackInTimeIsConnectedAgain()
        {
            using var pair = new LinkPair(54);
            (IDataChannel a, IDataChannel _) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            pair.RunFor(1);
            pair.HostB.IsOnline = false;
            pair.A.Send(a, "hold the line");
            pair.Expect(() => pair.A.State == PeerConnectionState.Disconnected && pair.B.State == PeerConnectionState.Disconnected, 3, "both notice");
            pair.RunFor(3);
            pair.HostB.IsOnline = true;
            pair.Expect(() => pair.IsConnected && pair.B.Messages.Count == 1, 0.6, "both are back, and nothing is lost");
            Assert.That(pair.A.States, Is.EqualTo(new[] { PeerConnectionState.Connecting, PeerConnectionState.Connected, PeerConnectionState.Disconnected, PeerConnectionState.Connected }));
        }

        [Test]
        public void FailsInDtlsWhereTheFingerprintIsAnother()
        {
            using var pair = new LinkPair(55);
            // Somebody in the middle of signaling swaps the certificate's fingerprint.
            pair.A.Rewrite = sdp => System.Text.RegularExpressions.Regex.Replace(sdp, "sha-256 ..:..:", "sha-256 00:00:");
            pair.Open(LinkPair.Reliable);
            pair.Offer();
            pair.Expect(() => pair.B.State == PeerConnectionState.Failed, 15, "B refuses the certificate");
            Assert.That(pair.B.Failure!.Stage, Is.EqualTo(LinkStage.Dtls));
            pair.Expect(() => pair.A.State == PeerConnectionState.Failed, 15, "A hears or times out");
            Assert.That(pair.A.Failure!.Stage, Is.EqualTo(LinkStage.Dtls));
            Assert.That(pair.A.States, Does.Not.Contain(PeerConnectionState.Connected));
            TestContext.Out.WriteLine("A: " + pair.A.Failure + "\nB: " + pair.B.Failure + "\nafter " + (pair.Network.Now.TotalMilliseconds - 1000) + " ms");
        }

        [Test]
        public void FailsInIceWhereTheTwoHaveNoFamilyInCommon()
        {
            using var pair = new LinkPair(56, addresses: p =>
            {
                p.HostA = p.NodeA.Join("A", p.Network.Internet, 5001, "192.0.2.1");
                p.HostB = p.NodeB.Join("B", p.Network.Internet, 5002, "2001:db8::2");
            });
            pair.Offer();
            pair.Expect(() => pair.A.State == PeerConnectionState.Failed && pair.B.State == PeerConnectionState.Failed, 16, "both give up");
            Assert.That((pair.A.Failure!.Stage, pair.B.Failure!.Stage), Is.EqualTo((LinkStage.Ice, LinkStage.Ice)));
        }

        [Test]
        public void FailsInSignalingWhereNobodyAnswers()
        {
            using var pair = new LinkPair(57, new PeerConnectionOptions { ConnectTimeout = TimeSpan.FromSeconds(4) });
            pair.A.Other = null;
            pair.Offer();
            pair.Expect(() => pair.A.State == PeerConnectionState.Failed, 4.1, "A gives up");
            Assert.That(pair.A.Failure!.ToString(), Is.EqualTo("Signaling: The other player did not answer within 4 s. They may have left or lost the lobby server; try again."));
        }

        [TestCase("DTLS", LinkStage.Dtls)]
        [TestCase("data", LinkStage.Sctp)]
        public void NamesTheStageInWhichItGotStuck(string dropped, LinkStage stage)
        {
            using var pair = new LinkPair(58);
            // With SCTP's INIT in the descriptions there is no such stage.
            pair.A.Rewrite = LinkPair.WithoutSctpInit;
            pair.Network.Filter = packet => PacketDescription.Of(packet.Bytes).Contains(dropped, StringComparison.Ordinal);
            pair.Offer();
            pair.Expect(() => pair.A.State == PeerConnectionState.Failed && pair.B.State == PeerConnectionState.Failed, 16, "both give up in time");
            Assert.That((pair.A.Failure!.Stage, pair.B.Failure!.Stage), Is.EqualTo((stage, stage)), () => pair.A + ", " + pair.B);
            Assert.That(pair.Network.Now.TotalMilliseconds, Is.LessThan(1000 + 15_100));
        }

        [Test]
        public void RelayOnlyShowsNoAddress()
        {
            using var pair = new LinkPair(59, new PeerConnectionOptions { TransportPolicy = IceTransportPolicy.Relay });
            pair.Offer();
            pair.RunFor(16);
            Assert.That(pair.A.Descriptions[0].Sdp, Does.Not.Contain("192.0.2."));
            Assert.That(pair.A.Candidates, Is.All.Not.Contains("192.0.2."));
            Assert.That(pair.Network.Trace, Is.Empty);
            Assert.That(pair.A.Failure!.Stage, Is.EqualTo(LinkStage.Ice));
        }

        [Test]
        public void ClosingBeforeAnythingHappenedIsQuiet()
        {
            using var pair = new LinkPair(60);
            pair.A.Connection.Close();
            pair.B.Connection.Dispose();
            pair.RunFor(1);
            Assert.That(pair.A.States, Is.EqualTo(new[] { PeerConnectionState.Closed }));
            Assert.That(pair.B.States, Is.Empty, "after Dispose nothing is called");
            Assert.That(pair.Network.Trace, Is.Empty);
        }
    }
}
