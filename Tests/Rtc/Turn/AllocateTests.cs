using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Turn
{
    /// <summary>How an allocation comes to be, and each reason why it does not (RFC 8656 §7).</summary>
    public sealed class AllocateTests
    {
        // C -> Allocate -> S, C <- 401 <- S, C -> Allocate with credentials -> S, C <- addresses <- S
        [TestCase(false)]
        [TestCase(true)]
        public void AllocatesInTwoRoundTrips(bool isModern)
        {
            var scene = new TurnScene();
            scene.Server.IsModern = isModern;
            Timestamp began = scene.Network.Now;
            scene.Allocate();
            Assert.That((scene.Network.Now - began).TotalMilliseconds, Is.EqualTo(40));
            Assert.That(scene.Client.Allocation.RelayedIPv4.ToString(), Is.EqualTo("203.0.113.1:50001"));
            Assert.That(scene.Client.Allocation.Mapped.SameAddress(TurnScene.Address("198.51.100.1")), Is.True);
            Assert.That(scene.Client.RoundTripTime.TotalMilliseconds, Is.EqualTo(20));
        }

        // C -> Allocate with credentials -> S, C <- addresses <- S
        [Test]
        public void AllocatesInOneRoundTripWhereRealmAndNonceCameWithTheCredentials()
        {
            TurnScene scene = Known("nonce1");
            Timestamp began = scene.Network.Now;
            scene.Allocate();
            Assert.That((scene.Network.Now - began).TotalMilliseconds, Is.EqualTo(20));
        }

        [Test]
        public void ANonceFromBeforeThatIsStaleCostsOneRoundTripMore()
        {
            TurnScene scene = Known("of yesterday");
            Timestamp began = scene.Network.Now;
            scene.Allocate();
            Assert.That((scene.Network.Now - began).TotalMilliseconds, Is.EqualTo(40));
            Assert.That(scene.Client.Counters.StaleNonces, Is.EqualTo(1));
        }

        [Test]
        public void AsksForBothFamiliesAndTakesWhatThereIs()
        {
            var both = new TurnScene(ipv6: "2001:db8::1");
            both.Allocate();
            Assert.That(both.Client.Allocation.RelayedIPv6.ToString(), Is.EqualTo("[2001:db8::1]:50002"));
            both.Client.AddPeer(both.Network.Now, both.PeerIPv6);
            Assert.That(both.Node.Send(both.Network.Now, both.PeerIPv6, new byte[] { 1, 2, 3 }), Is.True);
            both.Expect(() => both.Node.Received.Count == 1, 1, "an echo over IPv6");
            Assert.That(both.Node.Received[0].Peer, Is.EqualTo(both.PeerIPv6));

            var one = new TurnScene();
            one.Allocate();
            Assert.That(one.Client.Allocation.RelayedIPv6.IsValid, Is.False);
            one.Client.AddPeer(one.Network.Now, TurnScene.Address("2001:db8::7", 6000));
            Assert.That(one.Node.Send(one.Network.Now, TurnScene.Address("2001:db8::7", 6000), new byte[3]), Is.False);
        }

        [Test]
        public void AnOpenServerIsAskedWithoutCredentials()
        {
            var scene = new TurnScene(change: o => new TurnClientOptions(o.Socket, o.Server, o.Transport));
            scene.Server.IsOpen = true;
            scene.Allocate();
            Assert.That(scene.Count(StunMethod.Allocate), Is.EqualTo(1));
        }

        [Test]
        public void WithoutCredentialsA401IsTheEnd()
        {
            var scene = new TurnScene(change: o => new TurnClientOptions(o.Socket, o.Server, o.Transport));
            scene.ExpectFailure(TurnFailureKind.Refused, "asks for a name and a password");
        }

        [TestCase(null)]
        [TestCase("nonce1")]
        public void AWrongPasswordIsToldFromAMissingOne(string? nonce)
        {
            var scene = new TurnScene(change: o => new TurnClientOptions(o.Socket, o.Server, o.Transport)
            {
                Username = o.Username,
                Credential = "guessed",
                Realm = nonce == null ? null : TurnServerNode.Realm,
                Nonce = nonce,
            });
            scene.ExpectFailure(TurnFailureKind.Refused, "does not accept the game's name and password");
            Assert.That(scene.Count(StunMethod.Allocate), Is.EqualTo(2), "once without effect, once with what the server asked for");
            Assert.That(scene.Node.Failures[0].ToString(), Does.Not.Contain("guessed"));
        }

        [TestCase(StunErrorCode.BadRequest, TurnFailureKind.Refused, "(400)")]
        [TestCase(StunErrorCode.Forbidden, TurnFailureKind.Refused, "forbids")]
        [TestCase(StunErrorCode.UnknownAttribute, TurnFailureKind.Refused, "(420)")]
        [TestCase(StunErrorCode.AddressFamilyNotSupported, TurnFailureKind.Refused, "(440)")]
        [TestCase(StunErrorCode.WrongCredentials, TurnFailureKind.Refused, "(441)")]
        [TestCase(StunErrorCode.UnsupportedTransport, TurnFailureKind.Refused, "does not relay UDP")]
        [TestCase(StunErrorCode.AllocationQuotaReached, TurnFailureKind.Busy, "(486)")]
        [TestCase(StunErrorCode.InsufficientCapacity, TurnFailureKind.Busy, "is full")]
        [TestCase((StunErrorCode)499, TurnFailureKind.Refused, "(499)")]
        public void EachRefusalHasItsReason(int code, int kind, string reason)
        {
            var scene = new TurnScene();
            scene.Server.Refusal = _ => (StunErrorCode)code;
            scene.ExpectFailure((TurnFailureKind)kind, reason);
            Assert.That(scene.Node.Failures[0].Code, Is.EqualTo((StunErrorCode)code));
        }

        // C <- 500 <- S twice, half a second apart, then it recovers
        [Test]
        public void AServerInTroubleIsAskedAgain()
        {
            var scene = new TurnScene();
            int errors = 0;
            scene.Server.Refusal = _ => errors++ < 2 ? StunErrorCode.ServerError : (StunErrorCode?)null;
            scene.Start();
            scene.Expect(() => scene.Client.State == TurnState.Allocated, 2, "an allocation in the end");
            var worse = new TurnScene();
            worse.Server.Refusal = _ => StunErrorCode.ServerError;
            worse.ExpectFailure(TurnFailureKind.Busy, "an error of its own", 3);
        }

        [Test]
        public void ARedirectionNamesTheOtherServer()
        {
            var scene = new TurnScene();
            scene.Server.Refusal = _ => StunErrorCode.TryAlternate;
            scene.Server.Alternate = TurnScene.Address("203.0.113.9");
            scene.ExpectFailure(TurnFailureKind.Redirected, "another server");
            Assert.That(scene.Node.Failures[0].Alternate, Is.EqualTo(scene.Server.Alternate));
        }

        [TestCase("2001:db8::9")]
        [TestCase("203.0.113.1")]
        public void ARedirectionToWhatOurSocketCannotReachOrToItselfIsARefusal(string alternate)
        {
            var scene = new TurnScene();
            scene.Server.Refusal = _ => StunErrorCode.TryAlternate;
            scene.Server.Alternate = TurnScene.Address(alternate);
            scene.ExpectFailure(TurnFailureKind.Refused, "(300)");
        }

        // The program was started anew with the same port: the server still holds the allocation of its earlier life.
        // C -> Allocate -> S, C <- 437 <- S, C -> Refresh 0 -> S, C <- ok <- S, C -> Allocate -> S, C <- addresses <- S
        [Test]
        public void AnAllocationOfAnEarlierLifeIsEndedFirst()
        {
            var scene = new TurnScene();
            scene.Allocate();
            scene.Client.Allocate(scene.Network.Now);
            scene.Expect(() => scene.Node.Allocated.Count == 2, 1, "another allocation");
            Assert.That(scene.Server.Allocations, Has.Count.EqualTo(1));
            Assert.That(scene.Client.Allocation.RelayedIPv4.Port, Is.EqualTo(50002));
        }

        [Test]
        public void A437ThatDoesNotEndIsGivenUp()
        {
            var scene = new TurnScene();
            scene.Server.Refusal = m => m == StunMethod.Allocate ? StunErrorCode.AllocationMismatch : (StunErrorCode?)null;
            scene.ExpectFailure(TurnFailureKind.Busy, "(437)");
        }

        [Test]
        public void NobodyThereIsKnownAfterSixSecondsAndAHalf()
        {
            var scene = new TurnScene();
            scene.Network.Filter = _ => true;
            Timestamp began = scene.Network.Now;
            scene.ExpectFailure(TurnFailureKind.NoAnswer, "did not answer", 8);
            Assert.That((scene.Network.Now - began).TotalMilliseconds, Is.EqualTo(6500).Within(1));
            Assert.That(scene.Client.Counters.RequestsSent + scene.Client.Counters.Retransmissions, Is.EqualTo(9));
        }

        [Test]
        public void TheFirstPacketMayGetLostForATenthOfASecond()
        {
            var scene = new TurnScene();
            scene.Network.Filter = p => p.Index == 0;
            Timestamp began = scene.Network.Now;
            scene.Allocate();
            Assert.That((scene.Network.Now - began).TotalMilliseconds, Is.EqualTo(140));
        }

        [Test]
        public void HalfOfAllPacketsMayGetLost()
        {
            int allocated = 0;
            for (ulong seed = 1; seed <= 100; seed++)
            {
                var scene = new TurnScene(seed);
                foreach (VirtualHost host in scene.Network.Hosts) host.Conditions = new LinkConditions { Loss = 0.3 };
                scene.Start();
                if (scene.Network.RunUntil(() => scene.Client.State == TurnState.Allocated, TimeSpan.FromSeconds(13))) allocated++;
            }

            Assert.That(allocated, Is.GreaterThanOrEqualTo(97), "of 100, where half of all exchanges fail");
        }

        [TestCase("obMatJos2gAAAx", false, "contradicts itself", Description = "the list was taken off on the way")]
        [TestCase("obMatJos2AAAAx", true, "contradicts itself", Description = "the bit was cleared on the way")]
        public void AWeakenedChallengeIsNotAnswered(string nonce, bool hasList, string reason)
        {
            var credentials = new LongTermCredentials(LinkPair.Crypto, new TurnClientOptions(SocketId.IPv4, default, TurnTransport.Udp) { Username = "u", Credential = "p" });
            var writer = new StunWriter(new byte[300], StunClass.ErrorResponse, StunMethod.Allocate, default);
            TextAttribute.Realm(System.Text.Encoding.ASCII.GetBytes("r")).AddTo(ref writer);
            TextAttribute.Nonce(System.Text.Encoding.ASCII.GetBytes(nonce)).AddTo(ref writer);
            ReadOnlySpan<PasswordAlgorithm> list = new[] { PasswordAlgorithm.Sha256 };
            if (hasList) PasswordAlgorithmAttribute.AddTo(ref writer, StunAttributeType.PasswordAlgorithms, list);
            Assert.That(StunMessage.TryParse(writer.Written, out StunMessage challenge), Is.True);
            Assert.That(credentials.Take(challenge, isStaleNonce: false, wasAuthenticated: false), Is.EqualTo(ChallengeOutcome.Downgraded));
            Assert.That(TurnFailureReasons.Downgraded.Reason, Does.Contain(reason));
        }

        [Test]
        public void AnAnswerThatSomebodyElseMadeUpIsNotTaken()
        {
            var scene = new TurnScene();
            bool forges = true;
            scene.Network.Filter = p =>
            {
                if (!forges || p.From != scene.Server.Host || !StunMessage.TryParse(p.Bytes, out StunMessage m) || m.IntegrityOffset < 0) return false;
                p.Bytes[m.IntegrityOffset + 5] ^= 1;
                return false;
            };
            scene.Start();
            scene.RunFor(1);
            Assert.That(scene.Client.State, Is.EqualTo(TurnState.Allocating));
            Assert.That(scene.Client.Counters.DroppedNotAuthentic, Is.GreaterThan(0));
            scene.Expect(() => scene.Node.Failures.Count > 0, 8, "a failure");
            Assert.That(scene.Node.Failures.Single().Reason, Does.Contain("not authentic"));
        }

        private static TurnScene Known(string nonce) => new TurnScene(change: o => new TurnClientOptions(o.Socket, o.Server, o.Transport)
        {
            Username = o.Username,
            Credential = o.Credential,
            Realm = TurnServerNode.Realm,
            Nonce = nonce,
        });
    }
}
