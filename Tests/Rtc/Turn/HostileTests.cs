using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Turn;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Turn
{
    public sealed class HostileTests
    {
        /// <summary>Every packet that ever went either way, with bits flipped, cut short, and with random bytes in it.</summary>
        [Test]
        public void NoBytesMakeTheClientThrowOrLoseItsAllocation()
        {
            TurnScene recorded = Running();
            byte[][] packets = recorded.Network.Trace.Select(p => p.Bytes).ToArray();
            TurnScene scene = Running();
            VirtualHost client = scene.Network.Hosts[1];
            TransportAddress server = scene.Server.Host.Addresses[0];
            var random = new SeededRandom(77);
            foreach (byte[] packet in packets)
            {
                for (int length = 0; length <= packet.Length; length++) scene.Network.Inject(client, server, packet.AsSpan(0, length));
                for (int bit = 0; bit < packet.Length * 8; bit++)
                {
                    byte[] flipped = (byte[])packet.Clone();
                    flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                    scene.Network.Inject(client, server, flipped);
                }

                for (int i = 0; i < 500; i++)
                {
                    byte[] bytes = (byte[])packet.Clone();
                    for (int hit = 0; hit < 4; hit++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                    scene.Network.Inject(client, server, bytes);
                }
            }

            Assert.That(scene.Client.State, Is.EqualTo(TurnState.Allocated));
            Assert.That(scene.Node.Allocated, Has.Count.EqualTo(1));
            Assert.That(scene.Client.Counters.DroppedMalformed, Is.GreaterThan(10_000));
            Assert.That(scene.Client.Counters.DroppedUnknownTransaction, Is.GreaterThan(1000));
            Assert.That(scene.Client.Counters.DroppedUnexpected, Is.GreaterThan(100));
            int before = scene.Node.Received.Count;
            scene.Send();
            scene.Expect(() => scene.Node.Received.Count > before, 1, "an echo");
        }

        [Test]
        public void AFloodOfChallengesIsNotFollowedForEver()
        {
            var scene = new TurnScene();
            scene.Network.Filter = p =>
            {
                if (p.To == scene.Server.Host) scene.Server.ChangeNonce();
                return false;
            };
            scene.ExpectFailure(TurnFailureKind.Refused, "too old", 3);
            Assert.That(scene.Server.Requests, Has.Count.LessThan(8));
        }

        [Test]
        public void NoSecretIsInAnyText()
        {
            TurnScene scene = Running();
            foreach (object? told in new object?[] { scene.Client, scene.Client.Options, scene.Client.Allocation, scene.Node.Failures })
                Assert.That(told?.ToString(), Does.Not.Contain(TurnServerNode.Password));
        }

        private static TurnScene Running()
        {
            var scene = new TurnScene(seed: 5);
            scene.Client.AddPeer(scene.Network.Now, scene.Peer);
            scene.Allocate();
            scene.Send(first: 0);
            scene.Send();
            scene.RunFor(0.2);
            scene.Send();
            scene.RunFor(0.2);
            return scene;
        }
    }
}
