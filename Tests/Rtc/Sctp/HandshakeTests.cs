using System;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Sctp;

namespace P2PNet.Tests.Rtc.Sctp
{
    internal sealed class HandshakeTests
    {
        // A -> INIT        -> Z      A <- INIT ACK   <- Z
        // A -> COOKIE ECHO -> Z      A <- COOKIE ACK <- Z
        [Test]
        public void OneSideAloneConnects()
        {
            var pair = new SctpPair();
            pair.A.Association.Connect(pair.Now);
            pair.RunUntil(() => pair.A.IsConnected && pair.Z.IsConnected, TimeSpan.FromSeconds(1));
            Assert.That(pair.A.Association.State, Is.EqualTo(SctpState.Established));
            Assert.That(pair.Z.Association.State, Is.EqualTo(SctpState.Established));
            Assert.That(pair.A.Sent, Has.Count.EqualTo(2));
            Assert.That(pair.Z.Sent, Has.Count.EqualTo(2));
            pair.AssertNoLeaks();
        }

        // A -> INIT -> Z and A <- INIT <- Z cross: RFC 9260 §5.2.1, the ordinary case of WebRTC.
        [Test]
        public void BothSidesAtOnceMakeOneAssociation()
        {
            SctpPair pair = new SctpPair().Established();
            Assert.That(pair.Send(pair.A, 1, 100), Is.EqualTo(SendStatus.Accepted));
            Assert.That(pair.Send(pair.Z, 2, 100), Is.EqualTo(SendStatus.Accepted));
            pair.RunFor(TimeSpan.FromSeconds(1));
            Assert.That(pair.A.Messages, Has.Count.EqualTo(1));
            Assert.That(pair.Z.Messages, Has.Count.EqualTo(1));
            Assert.That(pair.A.Events, Has.Count.EqualTo(1), "One Connected and nothing else.");
            pair.AssertNoLeaks();
        }

        [Test]
        public void ALateSecondConnectIsOneAssociationWhateverTheDelay([Range(0, 60, 5)] int milliseconds)
        {
            var pair = new SctpPair();
            pair.A.Association.Connect(pair.Now);
            pair.RunFor(TimeSpan.FromMilliseconds(milliseconds));
            pair.Z.Association.Connect(pair.Now);
            pair.RunUntil(() => pair.A.IsConnected && pair.Z.IsConnected, TimeSpan.FromSeconds(1));
            pair.Send(pair.Z, 0, 10);
            pair.RunUntil(() => pair.A.Messages.Count == 1, TimeSpan.FromSeconds(1));
            pair.AssertNoLeaks();
        }

        // Each packet of the set-up lost, and each pair of packets.
        [Test]
        public void EveryPairOfLostPacketsStillConnects()
        {
            for (int first = 0; first < 10; first++)
            {
                for (int second = first; second < 10; second++)
                {
                    int count = 0;
                    var pair = new SctpPair();
                    int x = first;
                    int y = second;
                    pair.Drop = (_, _) => count++ is int n && (n == x || n == y);
                    pair.Connect();
                    pair.Send(pair.A, 0, 1000);
                    pair.Send(pair.Z, 0, 1000);
                    pair.RunUntil(() => pair.A.Messages.Count == 1 && pair.Z.Messages.Count == 1, TimeSpan.FromSeconds(20));
                    pair.AssertNoLeaks();
                }
            }
        }

        // A -> INIT (lost) ... A -> INIT -> Z
        [Test]
        public void ResendsInitWhenT1ExpiresAndDoublesTheTime()
        {
            var pair = new SctpPair { Drop = (_, _) => true };
            pair.A.Association.Connect(pair.Now);
            pair.RunFor(TimeSpan.FromMilliseconds(990));
            Assert.That(pair.A.Sent, Has.Count.EqualTo(1));
            pair.RunFor(TimeSpan.FromMilliseconds(20));
            Assert.That(pair.A.Sent, Has.Count.EqualTo(2));
            pair.RunFor(TimeSpan.FromMilliseconds(1980));
            Assert.That(pair.A.Sent, Has.Count.EqualTo(2));
            pair.RunFor(TimeSpan.FromMilliseconds(40));
            Assert.That(pair.A.Sent, Has.Count.EqualTo(3));
            Assert.That(pair.A.Sent[1], Is.EqualTo(pair.A.Sent[0]), "The tag stays.");
            pair.AssertNoLeaks();
        }

        [Test]
        public void GivesUpAfterMaxInitRetransmits()
        {
            var pair = new SctpPair { Drop = (_, _) => true };
            pair.A.Association.Connect(pair.Now);
            pair.RunFor(TimeSpan.FromMinutes(5));
            Assert.That(pair.A.Failure, Does.Contain("did not answer"));
            Assert.That(pair.A.Sent, Has.Count.EqualTo(9));
            Assert.That(pair.A.Association.NextTimeout, Is.EqualTo(Timestamp.Never));
            pair.AssertNoLeaks();
        }

        [Test]
        public void MessagesSentBeforeTheAssociationStandsLeaveWithTheCookie()
        {
            var pair = new SctpPair();
            pair.Send(pair.A, 0, 10);
            pair.Connect();
            pair.RunFor(TimeSpan.FromMilliseconds(31));
            Assert.That(pair.Z.Messages, Has.Count.EqualTo(1), "INIT, INIT ACK, COOKIE ECHO with DATA: three times 10 ms.");
            pair.AssertNoLeaks();
        }

        [Test]
        public void ADelayedInitDoesNotTouchAStandingAssociation()
        {
            SctpPair pair = new SctpPair().Established();
            byte[] init = pair.Z.Sent[0];
            pair.A.Association.HandleDatagram(pair.Now, default, init);
            pair.RunFor(TimeSpan.FromSeconds(1));
            Assert.That(pair.A.Association.State, Is.EqualTo(SctpState.Established));
            Assert.That(pair.Z.Association.State, Is.EqualTo(SctpState.Established));
            Assert.That(pair.Z.Association.Counters.DroppedUnexpectedChunks + pair.Z.Association.Counters.DroppedWrongTag, Is.GreaterThan(0));
            pair.AssertNoLeaks();
        }
    }
}
