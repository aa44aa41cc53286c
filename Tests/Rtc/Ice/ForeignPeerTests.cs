using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Ice;

namespace P2PNet.Tests.Rtc.Ice
{
    /// <summary>Peers that are not ours: such that only answer, that nominate everything, that nominate again.</summary>
    public sealed class ForeignPeerTests
    {
        // A -> check, USE-CANDIDATE; lite peer: answers, and never checks (RFC 8445 §2.5)
        [Test]
        public void APeerThatOnlyAnswersIsControlledAndKept()
        {
            var peer = new ForeignPeer(600, IceRole.Controlling);
            TransportAddress address = peer.AddCandidate("192.0.2.9", 100);
            peer.Run(100);
            Assert.That(peer.Selected, Is.EqualTo(address));
            Assert.That(peer.Heard.Any(check => check.UseCandidate), Is.True);
            Assert.That(peer.Heard.All(check => check.Nomination == 0), Is.True, "it did not say that it knows renomination");
            peer.Run(60_000);
            Assert.That(peer.Agent.State, Is.EqualTo(IceState.Connected));
        }

        [Test]
        public void ALitePeerIsFollowedToItsOtherAddress()
        {
            var peer = new ForeignPeer(601, IceRole.Controlling);
            TransportAddress first = peer.AddCandidate("192.0.2.9", 200);
            TransportAddress second = peer.AddCandidate("192.0.2.10", 100);
            peer.Run(8000);
            Assert.That(peer.Selected, Is.EqualTo(first));
            peer.Alive.Remove(first);
            peer.Heard.Clear();
            peer.Run(1000);
            Assert.That(peer.Selected, Is.EqualTo(second));
            Assert.That(peer.Heard.Any(check => check.To == second && check.UseCandidate), Is.True);
            Assert.That(peer.Agent.State, Is.EqualTo(IceState.Connected));
        }

        // RFC 5245's aggressive nomination: every check has USE-CANDIDATE, and the pair of the highest priority counts
        [Test]
        public void OfPairsThatAreAllNominatedTheBestOneCounts()
        {
            var peer = new ForeignPeer(602, IceRole.Controlled);
            TransportAddress better = peer.AddCandidate("192.0.2.9", 200);
            TransportAddress worse = peer.AddCandidate("192.0.2.10", 100);
            peer.Check(worse, useCandidate: true);
            peer.Run(60);
            Assert.That(peer.Selected.IsValid, Is.True);
            peer.Check(better, useCandidate: true);
            peer.Run(60);
            Assert.That(peer.Selected, Is.EqualTo(better));
            for (int i = 0; i < 20; i++)
            {
                // It keeps to the best one, and repeats the other one's check at first.
                if (i < 4) peer.Check(worse, useCandidate: true);
                peer.Check(better, useCandidate: true);
                peer.Run(100);
                Assert.That(peer.Selected, Is.EqualTo(better));
            }

            Assert.That(peer.Agent.Counters.PathChanges, Is.LessThanOrEqualTo(1));
        }

        // peer -> NOMINATION 1 on the better pair; NOMINATION 2 on the worse one -> the agent follows at once
        [Test]
        public void AHigherNumberMovesThePathAtOnceWhateverItsPriority()
        {
            var peer = new ForeignPeer(603, IceRole.Controlled);
            TransportAddress better = peer.AddCandidate("192.0.2.9", 200);
            TransportAddress worse = peer.AddCandidate("192.0.2.10", 100);
            peer.Check(better, nomination: 1);
            peer.Check(worse);
            peer.Run(7000);
            peer.Check(better, nomination: 1);
            Assert.That(peer.Selected, Is.EqualTo(better));
            peer.Check(worse, useCandidate: true, nomination: 2);
            Assert.That(peer.Selected, Is.EqualTo(worse), "the pair was in reserve, so that not even a check is waited for");
            peer.Check(better, useCandidate: true, nomination: 1);
            peer.Run(100);
            Assert.That(peer.Selected, Is.EqualTo(worse), "an old number comes late");
            peer.Check(better, useCandidate: true, nomination: 3);
            Assert.That(peer.Selected, Is.EqualTo(better));
        }

        [Test]
        public void OneNumberFromAnotherAddressIsTheSamePairBehindANatThatForgot()
        {
            var peer = new ForeignPeer(604, IceRole.Controlled);
            TransportAddress before = peer.AddCandidate("192.0.2.9", 200);
            peer.Check(before, nomination: 1);
            peer.Run(3000);
            peer.Check(before, nomination: 1);
            peer.Run(5);
            TransportAddress after = IceNetwork.Address("192.0.2.9", 7001);
            peer.Alive.Remove(before);
            peer.Alive.Add(after);
            peer.Check(after, nomination: 1);
            peer.Run(30);
            Assert.That(peer.Selected, Is.EqualTo(after));
        }

        [Test]
        public void DataOnTheNominatedPairIsFollowed()
        {
            var peer = new ForeignPeer(605, IceRole.Controlled);
            TransportAddress before = peer.AddCandidate("192.0.2.9", 200);
            peer.Check(before, useCandidate: true);
            peer.Run(3000);
            peer.Check(before, useCandidate: true);
            peer.Run(5);
            TransportAddress after = IceNetwork.Address("192.0.2.9", 7001);
            peer.Alive.Add(after);
            peer.Check(after, useCandidate: true);
            peer.Run(30);
            Assert.That(peer.Selected, Is.EqualTo(before), "without numbers a nomination of lower priority might be an old one");
            peer.Agent.OnAuthenticatedTraffic(peer.Now, new DatagramInfo(SocketId.IPv4, after));
            Assert.That(peer.Selected, Is.EqualTo(after));
            peer.Agent.OnAuthenticatedTraffic(peer.Now, new DatagramInfo(SocketId.IPv4, before));
            Assert.That(peer.Selected, Is.EqualTo(after), "a packet that was late");
        }

        [Test]
        public void NumbersItsNominationsForAPeerThatKnowsThem()
        {
            var peer = new ForeignPeer(606, IceRole.Controlling, renominates: true);
            TransportAddress first = peer.AddCandidate("192.0.2.9", 200);
            TransportAddress second = peer.AddCandidate("192.0.2.10", 100);
            peer.Run(7000);
            Assert.That(peer.Heard.Where(check => check.UseCandidate).All(check => check.To == first && check.Nomination == 1), Is.True);
            peer.Alive.Remove(first);
            peer.Run(1000);
            Assert.That(peer.Selected, Is.EqualTo(second));
            Assert.That(peer.Heard.Where(check => check.UseCandidate && check.To == second).All(check => check.Nomination == 2), Is.True);
        }

        [Test]
        public void ARoleConflictAfterARestartIsSettledAnew()
        {
            IcePair pair = IcePair.OnOneNetwork(607, IceRole.Controlling, IceRole.Controlling).Trickle();
            Assert.That(pair.Network.RunUntil(() => pair.BothSettled), Is.True, pair.Network.Story());
            Assert.That(pair.A.Agent.Role, Is.Not.EqualTo(pair.B.Agent.Role));
            var next = new IceAgent(new IceAgentOptions(), pair.Network.Crypto, pair.Network.Random, pair.A.Agent);
            Assert.That(next.Role, Is.EqualTo(pair.A.Agent.Role), "a restart keeps the role (RFC 8445 §6.1.1)");
        }
    }
}
