using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Ice;

namespace P2PNet.Tests.Rtc.Ice
{
    /// <summary>Paths in reserve: kept at little cost, taken when the selected one falls silent, left when a better one is back.</summary>
    public sealed class StandbyTests
    {
        [Test]
        public void KeepsAFewPathsOpenAtLittleCost()
        {
            IcePair pair = OnTwoNetworks(620);
            pair.Network.Run(10_000);
            long before = pair.A.Agent.Counters.StandbyChecksSent;
            pair.Network.Run(60_000);
            Assert.That((pair.A.Agent.Counters.StandbyChecksSent - before) / 60.0, Is.InRange(0.1, 0.8));
            Assert.That(pair.BothConnected, Is.True);
            Assert.That(pair.A.Agent.Counters.Doubts, Is.Zero);
        }

        // Busy: doubt after 100 ms of silence and three checks; then one round trip to the path in reserve
        [TestCase(20, 450)]
        [TestCase(60, 600)]
        [TestCase(0, 850)]
        public void APathInReserveTakesOverWithinHalfASecond(int packetEvery, int limit)
        {
            double worst = 0;
            for (ulong seed = 630; seed < 650; seed++)
            {
                IcePair pair = OnTwoNetworks(seed);
                pair.Network.Run(7000 + (seed % 9 * 50));
                Assert.That(pair.A.Path.Remote, Is.EqualTo(IceNetwork.Address("10.0.0.2", 5000)));
                bool isCut = false;
                Timestamp cutAt = default;
                if (packetEvery > 0) Talk(pair, packetEvery, () => isCut);
                pair.Network.Run(2000);
                pair.Network.Drop = (_, datagram) => datagram.To.AddressToString().StartsWith("10.", StringComparison.Ordinal);
                isCut = true;
                cutAt = pair.Network.Now;
                Assert.That(
                    pair.Network.RunUntil(() => IsOnSecond(pair.A) && IsOnSecond(pair.B), 3000),
                    Is.True,
                    pair.Network.Story());
                worst = Math.Max(worst, (pair.Network.Now - cutAt).TotalMilliseconds);
                Assert.That(pair.A.Events.Concat(pair.B.Events).Any(e => e.State == IceState.Suspect), Is.False, "nobody above noticed");
                Assert.That(pair.A.Events.Concat(pair.B.Events).Any(e => e.Kind == IceEventKind.SelectedPathChanged && e.WasSilent), Is.True);
            }

            TestContext.Out.WriteLine("worst of 20: " + worst + " ms at 20 ms round trip");
            Assert.That(worst, Is.LessThan(limit));
        }

        [Test]
        public void ADirectPathThatIsBackReplacesTheRelay()
        {
            IcePair pair = WithRelay(651);
            pair.Network.Run(8000);
            Assert.That(pair.A.Path.LocalType, Is.EqualTo(CandidateType.Host));
            pair.Network.Drop = (_, datagram) => datagram.From.Port == 5000 && datagram.To.Port == 5000;
            Assert.That(pair.Network.RunUntil(() => pair.A.Path.LocalType == CandidateType.Relayed && pair.BothConnected, 1000), Is.True, pair.Network.Story());
            pair.Network.Run(20_000);
            Assert.That(pair.BothConnected, Is.True);
            pair.Network.Drop = (_, _) => false;
            Assert.That(
                pair.Network.RunUntil(() => pair.A.Path.LocalType == CandidateType.Host && pair.B.Path.RemoteType == CandidateType.Host, 8000),
                Is.True,
                pair.Network.Story());
        }

        [Test]
        public void ARelayThatIsGoneIsLeftForTheNextPath()
        {
            IcePair pair = WithRelay(652, directWorks: false);
            Assert.That(pair.A.Path.LocalType, Is.EqualTo(CandidateType.Relayed));
            pair.Network.Drop = (_, _) => false;
            pair.A.LoseRelays();
            Assert.That(pair.Network.RunUntil(() => pair.A.Path.LocalType == CandidateType.Host && pair.BothConnected, 500), Is.True, pair.Network.Story());
        }

        [Test]
        public void WithoutAnotherPathARelayThatIsGoneEndsTheLinkInItsTime()
        {
            IcePair pair = WithRelay(653, directWorks: false);
            pair.A.LoseRelays();
            Assert.That(pair.A.Agent.TryGetSelectedPath(out _), Is.False);
            pair.Network.Run(1200);
            Assert.That(pair.A.Agent.State, Is.EqualTo(IceState.Suspect));
            Assert.That(pair.Network.RunUntil(() => pair.A.Agent.State == IceState.Failed && pair.B.Agent.State == IceState.Failed, 8000), Is.True);
        }

        [Test]
        public void ANewNetworkIsCheckedAtOnceAndAHealthyPathStays()
        {
            IcePair pair = OnTwoNetworks(654);
            pair.Network.Run(7000);
            TransportAddress before = pair.A.Path.Remote;
            int sent = pair.Network.Sent;
            pair.A.Agent.OnNetworkChanged(pair.Network.Now);
            pair.Network.Run(100);
            Assert.That(pair.Network.Sent - sent, Is.GreaterThanOrEqualTo(4), "the selected path and the others");
            Assert.That(pair.A.Path.Remote, Is.EqualTo(before));
            Assert.That(pair.A.Agent.Counters.Doubts, Is.Zero);
        }

        // B's relay -> A, so A uses it as an address like any other; B -> A through the NAT, no better; only then signaling says what the first one was.
        [Test]
        public void ARelayThatLookedLikeAnythingElseIsLeftWhenItIsNamed()
        {
            var network = new IceNetwork(655);
            var pair = new IcePair(network, network.AddHost("A", IceRole.Controlling, "192.0.2.1"), network.AddHost("B", IceRole.Controlled, "10.0.0.2", new NatBox("198.51.100.2")));
            pair.Trickle(stun: true);
            Action<Candidate> signal = pair.B.OnCandidate!;
            pair.B.OnCandidate = candidate =>
            {
                if (candidate.Type == CandidateType.Relayed) network.After(2000, () => signal(candidate));
                else signal(candidate);
            };
            network.Drop = (_, datagram) => network.Now < Timestamp.FromMilliseconds(500) && (datagram.From.Port >= 40000 || datagram.To.Port >= 40000);
            pair.B.AddRelay("203.0.113.9");
            Assert.That(network.RunUntil(() => pair.A.IsConnected, 400), Is.True, network.Story());
            network.Run(1500 - network.Now.TotalMilliseconds);
            Assert.That(pair.A.Path.Remote.AddressToString(), Is.EqualTo("203.0.113.9"), "as good as any");
            Assert.That(pair.A.Path.RemoteType, Is.EqualTo(CandidateType.PeerReflexive));
            network.Run(2200 - network.Now.TotalMilliseconds);
            Assert.That(pair.A.Path.Remote.AddressToString(), Is.EqualTo("198.51.100.2"), network.Story());
        }

        private static bool IsOnSecond(IceHost host) => host.Path.Remote.AddressToString().StartsWith("172", StringComparison.Ordinal);

        private static void Talk(IcePair pair, int every, Func<bool> isCut)
        {
            pair.Network.After(every, () =>
            {
                if (isCut()) return;
                pair.A.Agent.OnAuthenticatedTraffic(pair.Network.Now);
                pair.B.Agent.OnAuthenticatedTraffic(pair.Network.Now);
                Talk(pair, every, isCut);
            });
        }

        private static IcePair OnTwoNetworks(ulong seed)
        {
            var network = new IceNetwork(seed);
            var pair = new IcePair(network, network.AddHost("A", IceRole.Controlling, "10.0.0.1"), network.AddHost("B", IceRole.Controlled, "10.0.0.2"));
            pair.A.AddAddress("172.16.0.1");
            pair.B.AddAddress("172.16.0.2");
            pair.Trickle();
            Assert.That(network.RunUntil(() => pair.BothSettled), Is.True, network.Story());
            return pair;
        }

        private static IcePair WithRelay(ulong seed, bool directWorks = true)
        {
            var network = new IceNetwork(seed);
            var pair = new IcePair(network, network.AddHost("A", IceRole.Controlling, "192.0.2.1"), network.AddHost("B", IceRole.Controlled, "192.0.2.2"));
            if (!directWorks) network.Drop = (_, datagram) => datagram.From.Port == 5000 && datagram.To.Port == 5000;
            pair.Trickle();
            pair.A.AddRelay("203.0.113.9");
            Assert.That(network.RunUntil(() => pair.BothSettled), Is.True, network.Story());
            network.Run(200);
            return pair;
        }
    }
}
