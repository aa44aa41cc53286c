using System;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Ice;

namespace P2PNet.Tests.Rtc.Ice
{
    /// <summary>A search that finds nothing ends once, neither too early nor too late, and says why.</summary>
    public sealed class FailureTests
    {
        [Test]
        public void FailsAfterEveryPairHadItsChance()
        {
            IcePair pair = IcePair.OnOneNetwork(41);
            pair.Network.Drop = (_, _) => true;
            pair.Trickle();
            Assert.That(pair.Network.RunUntil(() => pair.A.Agent.State == IceState.Failed), Is.True);
            Assert.That(pair.Network.Now.TotalMilliseconds, Is.InRange(8000, 8100));
            Assert.That(pair.A.FailureReason, Does.StartWith("The only path to the other player did not work within 8 s: no answer came, and no attempt of the other player's. A firewall or NAT"));
            Assert.That(pair.A.Agent.Counters.Retransmissions, Is.EqualTo(6));
        }

        [Test]
        public void WaitsForTheConnectTimeoutWhileCandidatesMayStillCome()
        {
            IcePair pair = IcePair.OnOneNetwork(42);
            pair.Network.Drop = (_, _) => true;
            pair.Trickle();
            pair.B.OnEndOfCandidates = null;
            Assert.That(pair.Network.RunUntil(() => pair.A.Agent.State == IceState.Failed), Is.True);
            Assert.That(pair.Network.Now.TotalMilliseconds, Is.InRange(15000, 15100));
        }

        [Test]
        public void APeerThatBeginsLateStillConnects()
        {
            IcePair pair = IcePair.OnOneNetwork(43);
            IceNetwork network = pair.Network;
            network.Drop = (_, _) => network.Now.TotalMilliseconds < 7000;
            pair.Trickle();
            network.At(7000, () => pair.B.Agent.AddRemoteCandidate(network.Now, new Candidate(CandidateType.Host, IceNetwork.Address("192.0.2.1", 5000), 5, "9")));
            network.Run(7000);
            Assert.That(pair.A.Agent.State, Is.EqualTo(IceState.Checking), "Its only pair has failed; the peer may know another way.");
        }

        [Test]
        public void NamesThePeerThatHasNoAddress()
        {
            var network = new IceNetwork(44);
            IceHost a = network.AddHost("A", IceRole.Controlling, "192.0.2.1");
            a.Gather();
            a.Agent.SetRemoteCredentials(network.Now, "abcd", "0123456789012345678901");
            a.Agent.EndOfRemoteCandidates(network.Now);
            Assert.That(network.RunUntil(() => a.Agent.State == IceState.Failed), Is.True);
            Assert.That(a.FailureReason, Is.EqualTo("The other player named no address to connect to, and none of its connection attempts arrived within 8 s."));
            Assert.That(network.Sent, Is.Zero);
        }

        [Test]
        public void NamesTheBrowserThatHidesItsAddresses()
        {
            var network = new IceNetwork(45);
            IceHost a = network.AddHost("A", IceRole.Controlling, "192.0.2.1");
            a.Gather();
            a.Agent.SetRemoteCredentials(network.Now, "abcd", "0123456789012345678901");
            a.Agent.AddRemoteCandidate(network.Now, new Candidate(CandidateType.Host, default, 5, "1") { HostName = "4c2f.local" });
            a.Agent.EndOfRemoteCandidates(network.Now);
            Assert.That(network.RunUntil(() => a.Agent.State == IceState.Failed), Is.True);
            Assert.That(a.FailureReason, Does.Contain("hides all of its addresses (1 .local)"));
            Assert.That(a.Agent.Counters.CandidatesHidden, Is.EqualTo(1));
        }

        [Test]
        public void NamesThisDeviceWhenItHasNoAddress()
        {
            var network = new IceNetwork(46);
            var agent = new IceAgent(new IceAgentOptions(), network.Crypto, network.Random);
            agent.SetRemoteCredentials(Timestamp.Zero, "abcd", "0123456789012345678901");
            agent.EndOfLocalCandidates(Timestamp.Zero);
            agent.EndOfRemoteCandidates(Timestamp.Zero);
            agent.HandleTimeout(agent.NextTimeout);
            IceEvent last = default;
            while (agent.TryPollEvent(out IceEvent e)) last = e;
            Assert.That(last.State, Is.EqualTo(IceState.Failed));
            Assert.That(last.Reason, Does.StartWith("This device has no network address"));
        }

        [Test]
        public void NatsThatCannotBePassedEndInAReason()
        {
            var network = new IceNetwork(47);
            var pair = new IcePair(
                network,
                network.AddHost("A", IceRole.Controlling, "10.0.0.1", new NatBox("198.51.100.1", mapsEachDestination: true)),
                network.AddHost("B", IceRole.Controlled, "10.0.1.1", new NatBox("198.51.100.2", mapsEachDestination: true)));
            pair.Trickle(stun: true);
            Assert.That(network.RunUntil(() => pair.A.Agent.State == IceState.Failed && pair.B.Agent.State == IceState.Failed), Is.True);
            Assert.That(pair.A.FailureReason, Does.Contain("relay (TURN) server"));
        }

        [Test]
        public void RefusesOtherCredentialsThanTheFirst()
        {
            var network = new IceNetwork(48);
            var agent = new IceAgent(new IceAgentOptions(), network.Crypto, network.Random);
            agent.SetRemoteCredentials(Timestamp.Zero, "abcd", "0123456789012345678901");
            Assert.That(new Action(() => agent.SetRemoteCredentials(Timestamp.Zero, "abcd", "0123456789012345678901")), Throws.Nothing);
            Assert.That(new Action(() => agent.SetRemoteCredentials(Timestamp.Zero, "abcd", "another8901234567890123")), Throws.InstanceOf<InvalidOperationException>());
            var other = new IceAgent(new IceAgentOptions(), network.Crypto, network.Random);
            Assert.That(new Action(() => other.SetRemoteCredentials(Timestamp.Zero, "abc", "0123456789012345678901")), Throws.ArgumentException);
            Assert.That(new Action(() => other.SetRemoteCredentials(Timestamp.Zero, "abcd", "too short")), Throws.ArgumentException);
        }
    }
}
