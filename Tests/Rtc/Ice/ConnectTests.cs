using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Ice;

namespace P2PNet.Tests.Rtc.Ice
{
    public sealed class ConnectTests
    {
        // A -> check -> B, B -> check -> A; A <- success <- B ...; A -> check, USE-CANDIDATE -> B
        [Test]
        public void ConnectsHostToHostInOneRoundTrip()
        {
            IcePair pair = IcePair.OnOneNetwork(1).Trickle(signalingDelay: 5);
            Assert.That(pair.Network.RunUntil(() => pair.BothConnected), Is.True, pair.Network.Story());
            Assert.That(pair.Network.Now.TotalMilliseconds, Is.EqualTo(25), pair.Network.Story());
            Assert.That(pair.Network.RunUntil(() => pair.BothSettled, 100), Is.True, pair.Network.Story());
            Assert.That(pair.A.Path.Remote, Is.EqualTo(IceNetwork.Address("192.0.2.2", 5000)));
            Assert.That(pair.A.Path.LocalType, Is.EqualTo(CandidateType.Host));
            Assert.That(pair.B.Path.RemoteType, Is.EqualTo(CandidateType.Host));
            Assert.That(pair.A.Agent.RoundTripTime.TotalMilliseconds, Is.EqualTo(20).Within(0.01));
            Assert.That(States(pair.A), Is.EqualTo(new[] { IceState.Checking, IceState.Connected }));
        }

        [Test]
        public void ConnectsOverIPv6()
        {
            var network = new IceNetwork(2);
            var pair = new IcePair(network, network.AddHost("A", IceRole.Controlling, "2001:db8::1"), network.AddHost("B", IceRole.Controlled, "2001:db8::2"));
            pair.Trickle();
            Assert.That(network.RunUntil(() => pair.BothSettled), Is.True, network.Story());
            Assert.That(pair.A.Path.Socket, Is.EqualTo(SocketId.IPv6));
        }

        [Test]
        public void ConnectsThroughTwoNatsByServerReflexiveCandidates()
        {
            var network = new IceNetwork(3);
            var pair = new IcePair(
                network,
                network.AddHost("A", IceRole.Controlling, "10.0.0.1", new NatBox("198.51.100.1")),
                network.AddHost("B", IceRole.Controlled, "10.0.1.1", new NatBox("198.51.100.2")));
            pair.Trickle(stun: true);
            Assert.That(network.RunUntil(() => pair.BothSettled), Is.True, network.Story());
            Assert.That(pair.A.Path.Remote, Is.EqualTo(IceNetwork.Address("198.51.100.2", 40000)));
            Assert.That(pair.A.Path.LocalType, Is.EqualTo(CandidateType.ServerReflexive));
            Assert.That(pair.A.Path.RemoteType, Is.EqualTo(CandidateType.ServerReflexive));
            Assert.That(network.Now.TotalMilliseconds, Is.LessThan(400), network.Story());
        }

        [Test]
        public void DiscoversAPeerReflexiveCandidateBehindANatThatMapsEachDestination()
        {
            var network = new IceNetwork(4);
            var pair = new IcePair(
                network,
                network.AddHost("A", IceRole.Controlling, "10.0.0.1", new NatBox("198.51.100.1", mapsEachDestination: true)),
                network.AddHost("B", IceRole.Controlled, "10.0.1.1", new NatBox("198.51.100.2", letsAnybodyIn: true)));
            pair.Trickle(stun: true);
            Assert.That(network.RunUntil(() => pair.BothSettled), Is.True, network.Story());
            Assert.That(pair.B.Path.RemoteType, Is.EqualTo(CandidateType.PeerReflexive));
            Assert.That(pair.A.Path.LocalType, Is.EqualTo(CandidateType.PeerReflexive));
            Assert.That(pair.B.Agent.Counters.PeerReflexiveDiscovered, Is.EqualTo(1));
        }

        // B -> check -> A (no credentials yet) -> success -> B; later: answer -> A; A -> check -> B
        [Test]
        public void AnswersChecksThatOvertakeTheAnswerAndChecksBackOnceItIsThere()
        {
            IcePair pair = IcePair.OnOneNetwork(5);
            IceNetwork network = pair.Network;
            pair.B.OnCandidate = c => network.After(300, () => pair.A.Agent.AddRemoteCandidate(network.Now, IcePair.AsSignaled(c)));
            pair.A.OnCandidate = c => pair.B.Agent.AddRemoteCandidate(network.Now, IcePair.AsSignaled(c));
            network.At(0, () => IcePair.SignalCredentials(pair.A, pair.B, network.Now));
            network.At(300, () => IcePair.SignalCredentials(pair.B, pair.A, network.Now));
            pair.A.Gather();
            pair.B.Gather();

            Assert.That(network.RunUntil(() => pair.B.IsConnected, 100), Is.True, network.Story());
            Assert.That(pair.A.Agent.State, Is.EqualTo(IceState.New));
            Assert.That(pair.A.Agent.TryGetSelectedPath(out _), Is.False);
            Assert.That(network.RunUntil(() => pair.BothSettled), Is.True, network.Story());
            Assert.That(network.Now.TotalMilliseconds, Is.LessThan(360), network.Story());
        }

        [Test]
        public void ConnectsWhenOneSideNamesNoCandidate()
        {
            IcePair pair = IcePair.OnOneNetwork(6);
            pair.Trickle();
            pair.A.OnCandidate = null;
            Assert.That(pair.Network.RunUntil(() => pair.BothSettled), Is.True, pair.Network.Story());
            Assert.That(pair.B.Path.RemoteType, Is.EqualTo(CandidateType.PeerReflexive));
        }

        [Test]
        public void ConnectsInWhateverOrderSignalingArrives()
        {
            foreach (int[] order in Permutations(new[] { 0, 1, 2, 3, 4, 5 }))
            {
                IcePair pair = IcePair.OnOneNetwork(7);
                IceNetwork network = pair.Network;
                var candidates = new Dictionary<IceHost, Candidate>();
                pair.A.OnCandidate = c => candidates[pair.A] = IcePair.AsSignaled(c);
                pair.B.OnCandidate = c => candidates[pair.B] = IcePair.AsSignaled(c);
                pair.A.Gather();
                pair.B.Gather();
                network.Run(1);
                for (int i = 0; i < order.Length; i++)
                {
                    int step = order[i];
                    network.At(10 + (i * 7), () => Signal(step % 2 == 0 ? pair.A : pair.B, step % 2 == 0 ? pair.B : pair.A, step / 2));
                }

                Assert.That(network.RunUntil(() => pair.BothSettled, 1000), Is.True, string.Join(",", order) + "\n" + network.Story());

                void Signal(IceHost from, IceHost to, int what)
                {
                    if (what == 0) IcePair.SignalCredentials(from, to, network.Now);
                    else if (what == 1) to.Agent.AddRemoteCandidate(network.Now, candidates[from]);
                    else to.Agent.EndOfRemoteCandidates(network.Now);
                }
            }
        }

        [Test]
        public void KeepsTheNominationOfAPeerReflexiveCandidateThatSignalingNamesLater()
        {
            IcePair pair = IcePair.OnOneNetwork(8);
            pair.Trickle();
            Candidate? late = null;
            pair.A.OnCandidate = c => late = IcePair.AsSignaled(c);
            Assert.That(pair.Network.RunUntil(() => pair.BothSettled), Is.True);
            Assert.That(pair.B.Path.RemoteType, Is.EqualTo(CandidateType.PeerReflexive));

            pair.B.Agent.AddRemoteCandidate(pair.Network.Now, late!);
            pair.Network.Run(100);
            Assert.That(pair.B.Path.RemoteType, Is.EqualTo(CandidateType.Host));
            Assert.That(pair.B.Events.Count(e => e.Kind == IceEventKind.SelectedPathChanged), Is.EqualTo(2), "It hears of the better kind.");
            Assert.That(pair.B.IsConnected, Is.True);
            Assert.That(pair.B.Agent.Counters.Nominations, Is.EqualTo(1));
        }

        [TestCase(true)]
        [TestCase(false)]
        public void ResolvesARoleConflict(bool bothControlling)
        {
            IceRole both = bothControlling ? IceRole.Controlling : IceRole.Controlled;
            for (ulong seed = 1; seed <= 50; seed++)
            {
                IcePair pair = IcePair.OnOneNetwork(seed, both, both).Trickle();
                Assert.That(pair.Network.RunUntil(() => pair.BothSettled, 1000), Is.True, pair.Network.Story());
                Assert.That(pair.A.Agent.Role, Is.Not.EqualTo(pair.B.Agent.Role), pair.Network.Story());
                Assert.That(pair.A.Agent.Counters.RoleConflicts + pair.B.Agent.Counters.RoleConflicts, Is.GreaterThan(0));
                pair.Network.Run(3000);
                Assert.That(pair.BothConnected && pair.A.Agent.Role != pair.B.Agent.Role, Is.True, pair.Network.Story());
            }
        }

        [Test]
        public void SendsIdenticalPacketsFromTheSameSeed()
        {
            List<byte[]> first = CaptureOf(42);
            Assert.That(CaptureOf(42), Is.EqualTo(first));
            Assert.That(CaptureOf(43), Is.Not.EqualTo(first));
        }

        private static List<byte[]> CaptureOf(ulong seed)
        {
            IcePair pair = IcePair.OnOneNetwork(seed);
            pair.Network.Capture = new List<byte[]>();
            pair.Network.Drop = (index, _) => index % 5 == 3;
            pair.Trickle();
            pair.Network.Run(3000);
            return pair.Network.Capture;
        }

        private static IceState[] States(IceHost host) => host.Events.Where(e => e.Kind == IceEventKind.StateChanged).Select(e => e.State).ToArray();

        private static IEnumerable<int[]> Permutations(int[] items)
        {
            if (items.Length == 1)
            {
                yield return items;
                yield break;
            }

            for (int i = 0; i < items.Length; i++)
            {
                foreach (int[] rest in Permutations(items.Where((_, at) => at != i).ToArray())) yield return new[] { items[i] }.Concat(rest).ToArray();
            }
        }
    }
}
