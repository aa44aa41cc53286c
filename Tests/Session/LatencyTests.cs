using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Link;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Sessions
{
    /// <summary>
    /// How long it takes from the joiner's call to the first message, in virtual time and so exactly: 50 ms from site to site and back,
    /// 25 ms from a site to the server and back. What computers need comes on top of it.
    /// </summary>
    [TestFixture]
    internal sealed class LatencyTests
    {
        private const double RoundTrip = 50;

        private static readonly NatBehavior?[] Behaviors =
        {
            null, NatBehavior.FullCone, NatBehavior.RestrictedCone, NatBehavior.PortRestrictedCone, NatBehavior.Symmetric,
        };

        // Bob -> TCP, WebSocket with hello and the request to enter            2 * 25 ms
        // Bob -> offer -> Ann -> answer -> Bob                                      50 ms
        // Bob -> check -> Ann -> answer -> Bob                                      50 ms
        // Bob -> ClientHello, ... <- Finished and the message of Ann's         2 * 50 ms
        [Test]
        public void TheJoinerHearsTheFirstMessageAfterFiveRoundTrips([Values(0, 1, 2, 3)] int natOfAnn, [Values(0, 1, 2, 3)] int natOfBob)
        {
            (double joined, double toBob, double toAnn) = Measure(Behaviors[natOfAnn], Behaviors[natOfBob], out string ladder);
            Assert.That(toBob / RoundTrip, Is.EqualTo(5.0).Within(0.001), () => ladder);
            Assert.That(joined / RoundTrip, Is.EqualTo(5.0).Within(0.001), () => ladder);
            Assert.That(toAnn / RoundTrip, Is.EqualTo(5.5).Within(0.001), () => ladder);
        }

        // Bob -> STUN beside TCP: his outer address is in the offer, and Ann's check opens her NAT 25 ms sooner.
        [TestCase(3, 3)]
        [TestCase(2, 3)]
        public void AServerThatAnswersSlowlyCostsNothing(int natOfAnn, int natOfBob)
        {
            (double joined, double toBob, _) = Measure(Behaviors[natOfAnn], Behaviors[natOfBob], out string ladder, slowStun: true);
            Assert.That((joined / RoundTrip, toBob / RoundTrip), Is.EqualTo((5.0, 5.0)), () => ladder);
        }

        // As above. Bob's allocation (25 ms) is there before the answer, Ann's since she waits; CreatePermission and the check behind it leave together.
        [Test]
        public void ARelayTakesNoLonger()
        {
            (double joined, double toBob, double toAnn) = Measure(NatBehavior.Symmetric, NatBehavior.Symmetric, out string ladder, hasRelay: true);
            Assert.That((joined / RoundTrip, toBob / RoundTrip, toAnn / RoundTrip), Is.EqualTo((5.0, 5.0, 5.5)), () => ladder);
        }

        private static (double Joined, double ToBob, double ToAnn) Measure(NatBehavior? natOfAnn, NatBehavior? natOfBob, out string ladder, bool slowStun = false, bool hasRelay = false)
        {
            using var world = new VirtualWorld(seed: 50, realEngine: true);
            if (slowStun) world.Resolver = new LobbyName(world);
            world.Server.Latency = RoundTrip / 4;
            if (hasRelay)
            {
                TurnServerNode relay = TurnServerNode.Place(world.Network, LinkPair.Crypto, "203.0.113.1");
                world.Server.MemberIceServers = new[]
                {
                    new P2PNet.Protocol.IceServer(new[] { "stun:192.0.2.1:3478" }),
                    new P2PNet.Protocol.IceServer(new[] { "turn:203.0.113.1:3478?transport=udp" }, TurnServerNode.Username, TurnServerNode.Password, TurnServerNode.Realm, relay.Nonce),
                };
            }

            world.NextSegment = Site(world, "198.51.100.1", natOfAnn);
            Task<Session> create = world.NewClient("Ann").CreateLobbyAsync();
            world.NextSegment = Site(world, "198.51.100.2", natOfBob);
            P2PClient bob = world.NewClient("Bob");
            foreach (VirtualHost host in world.Network.Hosts)
            {
                bool isSite = host.Name.StartsWith("client", StringComparison.Ordinal);
                host.Conditions = new LinkConditions { Delay = TimeSpan.FromMilliseconds(isSite ? RoundTrip / 4 : 0) };
                host.InboundDelay = host.Conditions.Delay;
                if (slowStun && !isSite) host.Conditions = new LinkConditions { Delay = TimeSpan.FromMilliseconds(25) };
            }

            Session ann = world.Complete(create);
            world.Run(10_000);
            var heard = new Dictionary<string, double>();
            Timestamp start = world.Now;
            ann.PeerConnected += peer => ann.Send(peer, new Numbered { Number = 1 });
            ann.On<Numbered>((_, _) => heard["Ann"] = (world.Now - start).TotalMilliseconds);
            Task<Session> join = bob.JoinLobbyByCodeAsync("CODE1");
            double joined = 0;
            world.RunUntil(() =>
            {
                ann.Poll();
                if (!join.IsCompletedSuccessfully) return join.IsCompleted;
                if (joined == 0)
                {
                    joined = (world.Now - start).TotalMilliseconds;
                    join.Result.On<Numbered>((_, _) => heard["Bob"] = (world.Now - start).TotalMilliseconds);
                    join.Result.Broadcast(new Numbered { Number = 2 });
                }

                join.Result.Poll();
                return heard.Count == 2;
            });
            ladder = "Bob called at " + start + "\n" + world.Network.Ladder();
            Assert.That(heard, Has.Count.EqualTo(2), ladder);
            return (joined, heard["Bob"], heard["Ann"]);
        }

        /// <summary>The lobby server's name is that of the STUN server, as in life.</summary>
        private sealed class LobbyName : IHostResolver
        {
            private readonly VirtualWorld _world;

            public LobbyName(VirtualWorld world) => _world = world;

            public void Resolve(string host, HostResolved answer)
            {
                Assert.That(host, Is.EqualTo("lobby.test"));
                Assert.That(TransportAddress.TryParse("192.0.2.1", 0, out TransportAddress address), Is.True);
                answer(_world.Now, new[] { address });
            }
        }

        private static NetworkSegment Site(VirtualWorld world, string address, NatBehavior? nat) =>
            nat == null ? world.Network.Internet : world.Network.AddNat(address, nat).Inside;
    }
}
