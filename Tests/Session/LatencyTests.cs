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

        /// <summary>How a player gets out.</summary>
        public enum Way
        {
            Direct,
            Udp,
            Tcp,
            Tls,
        }

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
            (double joined, double toBob, double toAnn) = Measure(NatBehavior.Symmetric, NatBehavior.Symmetric, out string ladder, annsWay: Way.Udp, bobsWay: Way.Udp);
            Assert.That((joined / RoundTrip, toBob / RoundTrip, toAnn / RoundTrip), Is.EqualTo((5.0, 5.0, 5.5)), () => ladder);
        }

        // Bob -> TCP or TLS to the relay, Allocate: 75 ms or 100 ms instead of 25, and only then checks that can get through. Ann has hers.
        [TestCase(Way.Udp, Way.Tcp, 6.0)]
        [TestCase(Way.Tcp, Way.Udp, 5.0)]
        [TestCase(Way.Tcp, Way.Tcp, 6.0)]
        [TestCase(Way.Udp, Way.Tls, 6.5)]
        [TestCase(Way.Tls, Way.Udp, 5.0)]
        [TestCase(Way.Tls, Way.Tls, 6.5)]
        public void ABlockedUdpCostsTheJoinerItsConnectionToTheRelay(Way annsWay, Way bobsWay, double roundTrips)
        {
            (double joined, double toBob, double toAnn) = Measure(NatBehavior.PortRestrictedCone, NatBehavior.PortRestrictedCone, out string ladder, annsWay: annsWay, bobsWay: bobsWay);
            Assert.That((joined / RoundTrip, toBob / RoundTrip, toAnn / RoundTrip), Is.EqualTo((roundTrips, roundTrips, roundTrips + 0.5)), () => ladder);
        }

        private static (double Joined, double ToBob, double ToAnn) Measure(
            NatBehavior? natOfAnn, NatBehavior? natOfBob, out string ladder, bool slowStun = false, Way annsWay = Way.Direct, Way bobsWay = Way.Direct)
        {
            using var world = new VirtualWorld(seed: 50, realEngine: true);
            if (slowStun || annsWay != Way.Direct) world.Resolver = new LobbyName(world);
            world.Server.Latency = RoundTrip / 4;
            TurnServerNode? relay = annsWay == Way.Direct ? null : AddRelay(world);
            world.NextSegment = Site(world, "198.51.100.1", natOfAnn);
            world.NextStreams = Streams(world, relay, annsWay);
            P2PClient anns = world.NewClient("Ann");
            world.NextSegment = Site(world, "198.51.100.2", natOfBob);
            world.NextStreams = Streams(world, relay, bobsWay);
            P2PClient bobs = world.NewClient("Bob");
            Block(world, annsWay, bobsWay);
            SetDelays(world, slowStun);

            Session ann = world.Complete(anns.CreateLobbyAsync());
            world.Run(10_000);
            var heard = new Dictionary<string, double>();
            Timestamp start = world.Now;
            ann.PeerConnected += peer => ann.Send(peer, new Numbered { Number = 1 });
            ann.On<Numbered>((_, _) => heard["Ann"] = (world.Now - start).TotalMilliseconds);
            Task<Session> join = bobs.JoinLobbyByCodeAsync("CODE1");
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

        private static TurnServerNode AddRelay(VirtualWorld world)
        {
            TurnServerNode relay = TurnServerNode.Place(world.Network, LinkPair.Crypto, "203.0.113.1");
            string[] ways = { "turn:203.0.113.1:3478?transport=udp", "turn:203.0.113.1:7777?transport=tcp", "turns:203.0.113.1:443?transport=tcp" };
            world.Server.MemberIceServers = new[]
            {
                new P2PNet.Protocol.IceServer(new[] { "stun:192.0.2.1:3478" }),
                new P2PNet.Protocol.IceServer(ways, TurnServerNode.Username, TurnServerNode.Password, TurnServerNode.Realm, relay.Nonce),
            };
            return relay;
        }

        private static VirtualStreams? Streams(VirtualWorld world, TurnServerNode? relay, Way way)
        {
            if (relay == null) return null;
            var streams = new VirtualStreams(world.Network) { IsBlocked = r => way == Way.Tls && !r.IsSecure };
            streams.Servers[relay.Host.Addresses[0].WithPort(7777)] = relay;
            streams.Servers[relay.Host.Addresses[0].WithPort(443)] = relay;
            return streams;
        }

        /// <summary>Datagrams neither leave nor reach a player that has to go another way.</summary>
        private static void Block(VirtualWorld world, Way annsWay, Way bobsWay)
        {
            VirtualHost ann = world.LoopOf(0).Host, bob = world.LoopOf(1).Host;
            bool Stops(VirtualHost? host) => (host == ann && annsWay > Way.Udp) || (host == bob && bobsWay > Way.Udp);
            world.Network.Filter = packet => Stops(packet.From) || Stops(packet.To);
        }

        private static void SetDelays(VirtualWorld world, bool slowStun)
        {
            foreach (VirtualHost host in world.Network.Hosts)
            {
                bool isSite = host.Name.StartsWith("client", StringComparison.Ordinal);
                host.InboundDelay = TimeSpan.FromMilliseconds(isSite ? RoundTrip / 4 : 0);
                host.Conditions = new LinkConditions { Delay = slowStun && !isSite ? TimeSpan.FromMilliseconds(25) : host.InboundDelay };
            }
        }

        private static NetworkSegment Site(VirtualWorld world, string address, NatBehavior? nat) =>
            nat == null ? world.Network.Internet : world.Network.AddNat(address, nat).Inside;

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
    }
}
