using System;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Ice;

namespace P2PNet.Tests.Rtc.Ice
{
    /// <summary>What gets lost while the path is looked for costs time and nothing else.</summary>
    public sealed class LossTests
    {
        [Test]
        public void ConnectsWhicheverOneOrTwoPacketsAreLost()
        {
            int packets = PacketsOfALosslessRun();
            Assert.That(packets, Is.InRange(4, 20));
            for (int first = 0; first < packets; first++)
            {
                for (int second = first; second < packets; second++)
                {
                    int a = first;
                    int b = second;
                    IcePair pair = IcePair.OnOneNetwork(11);
                    pair.Network.Drop = (index, _) => index == a || index == b;
                    pair.Trickle();
                    Assert.That(pair.Network.RunUntil(() => pair.BothSettled, 2000), Is.True, a + " and " + b + "\n" + pair.Network.Story());
                }
            }
        }

        [Test]
        public void ConnectsWhicheverTwoPacketsAreLostThroughNats()
        {
            for (int first = 0; first < 24; first++)
            {
                for (int second = first; second < 24; second++)
                {
                    int a = first;
                    int b = second;
                    IcePair pair = ThroughNats(12);
                    pair.Network.Drop = (index, _) => index == a || index == b;
                    pair.Trickle(stun: true);
                    Assert.That(pair.Network.RunUntil(() => pair.BothSettled, 3000), Is.True, a + " and " + b + "\n" + pair.Network.Story());
                }
            }
        }

        [Test]
        public void ConnectsWithAFifthOfAllPacketsLost()
        {
            for (ulong seed = 1; seed <= 100; seed++)
            {
                IcePair pair = ThroughNats(seed);
                var loss = new SeededRandom(seed);
                pair.Network.Drop = (_, _) => loss.NextDouble() < 0.2;
                pair.Trickle(stun: true);
                Assert.That(pair.Network.RunUntil(() => pair.BothSettled, 12_000), Is.True, pair.Network.Story());
            }
        }

        [Test]
        public void ConnectsOnAPathWhoseRoundTripIsLongerThanTheRetransmissionTimeOut()
        {
            IcePair pair = IcePair.OnOneNetwork(13);
            pair.Network.Delay = TimeSpan.FromMilliseconds(400);
            pair.Trickle();
            Assert.That(pair.Network.RunUntil(() => pair.BothSettled, 4000), Is.True, pair.Network.Story());
            Assert.That(pair.Network.RunUntil(() => !pair.BothConnected, 10_000), Is.False, pair.Network.Story());
        }

        // The NAT of A forgets its mapping again and again, as on a phone that moves: B discovers another address of A's each time.
        [Test]
        public void FollowsAPeerThatMovesMoreOftenThanCandidatesAreKept()
        {
            var network = new IceNetwork(31);
            var few = new IceAgentOptions { Role = IceRole.Controlled, MaxRemoteCandidates = 6, MaxPairs = 6 };
            var nat = new NatBox("198.51.100.1");
            IceHost a = network.AddHost("A", IceRole.Controlling, "10.0.0.1", nat);
            IceHost b = network.AddHost("B", IceRole.Controlled, "192.0.2.2", options: few);
            IcePair pair = new IcePair(network, a, b).Trickle();
            Assert.That(network.RunUntil(() => pair.BothSettled), Is.True, network.Story());
            for (int i = 0; i < 20; i++)
            {
                TransportAddress before = b.Path.Remote;
                nat.Reboot();
                Assert.That(network.RunUntil(() => pair.BothConnected && b.Path.Remote != before, 10_000), Is.True, () => "Move " + i + "\n" + network.Story());
            }
        }

        private static IcePair ThroughNats(ulong seed)
        {
            var network = new IceNetwork(seed);
            return new IcePair(
                network,
                network.AddHost("A", IceRole.Controlling, "10.0.0.1", new NatBox("198.51.100.1")),
                network.AddHost("B", IceRole.Controlled, "10.0.1.1", new NatBox("198.51.100.2")));
        }

        private static int PacketsOfALosslessRun()
        {
            IcePair pair = IcePair.OnOneNetwork(11).Trickle();
            Assert.That(pair.Network.RunUntil(() => pair.BothSettled), Is.True);
            return pair.Network.Sent;
        }
    }
}
