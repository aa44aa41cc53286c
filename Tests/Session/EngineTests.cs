using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Messages;
using P2PNet.Protocol;
using P2PNet.Rtc;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Sessions
{
    /// <summary>Sessions over the real engine and a virtual network: ICE, DTLS and SCTP are all there, only the wires are not.</summary>
    [TestFixture]
    internal sealed class EngineTests
    {
        [Test]
        public void MeshOfRealLinksCarriesEveryDelivery([Values(2, 3, 5, 8)] int players)
        {
            using var world = new VirtualWorld(seed: (ulong)players, trackLeaks: players <= 3, realEngine: true);
            world.Network.KeepsTrace = players == 2;
            Session[] sessions = world.NewSession(Enumerable.Range(0, players).Select(i => "P" + i).ToArray());
            var heard = new List<string>();
            foreach (Session session in sessions)
            {
                Assert.That(session.Peers.Count(p => p.State == PeerState.Connected), Is.EqualTo(players - 1));
                session.On<Numbered>((sender, message) => heard.Add(sender.Name + ">" + session.Lobby.CurrentPlayer.Name + " " + message.Number));
            }

            foreach (Session session in sessions)
                for (int delivery = 0; delivery < 4; delivery++)
                    Assert.That(session.Broadcast(new Numbered { Number = delivery }, (Delivery)delivery), Is.EqualTo(SendResult.Sent));
            world.Run(300);
            foreach (Session session in sessions) session.Poll();
            Assert.That(heard, Has.Count.EqualTo(players * (players - 1) * 4));
            Assert.That(heard, Is.Unique);
        }

        [Test]
        public void JoinTakesAFewRoundTrips()
        {
            // 20 ms from client to client and back, as much to the server and back.
            using var world = new VirtualWorld(realEngine: true);
            world.NewSession("Ann");
            P2PClient client = world.NewClient("Bob");
            world.Run(100);
            Timestamp before = world.Now;
            world.Complete(client.JoinLobbyByCodeAsync("CODE1"));
            Assert.That((world.Now - before).TotalMilliseconds, Is.LessThan(200));
        }

        [Test]
        public void ReliableMessagesSurviveLossInOrder([Range(1, 8)] int seed)
        {
            using var world = new VirtualWorld((ulong)seed, trackLeaks: false, realEngine: true);
            world.Network.KeepsTrace = false;
            Session[] sessions = world.NewSession("Ann", "Bob", "Cid");
            foreach (VirtualHost host in world.Network.Hosts)
                host.Conditions = new LinkConditions { Loss = 0.1, Jitter = TimeSpan.FromMilliseconds(10), Reordering = 0.05, Duplication = 0.02 };

            var numbers = new Dictionary<string, List<int>>();
            var ticks = new Dictionary<string, List<int>>();
            foreach (Session session in sessions)
            {
                string receiver = ">" + session.Lobby.CurrentPlayer.Name;
                session.On<Numbered>((sender, message) => List(numbers, sender.Name + receiver).Add(message.Number));
                session.On<Moved>((sender, message) => List(ticks, sender.Name + receiver).Add(message.Tick));
            }

            for (int frame = 0; frame < 180; frame++)
            {
                foreach (Session session in sessions)
                {
                    session.Broadcast(new Moved { Tick = frame });
                    session.Broadcast(new Numbered { Number = frame });
                    session.Poll();
                }

                world.Run(1000.0 / 60);
            }

            world.RunUntil(() => false, 5000);
            foreach (Session session in sessions) session.Poll();
            Assert.That(numbers, Has.Count.EqualTo(6));
            foreach (KeyValuePair<string, List<int>> pair in numbers) Assert.That(pair.Value, Is.EqualTo(Enumerable.Range(0, 180)), "seed " + seed + ", " + pair.Key);
            foreach (KeyValuePair<string, List<int>> pair in ticks)
            {
                Assert.That(pair.Value, Is.Ordered.Ascending.And.Unique, "seed " + seed + ", " + pair.Key);
                Assert.That(pair.Value, Has.Count.InRange(110, 178), "seed " + seed + ", " + pair.Key);
            }
        }

        [Test]
        public void PlayersBehindNatsMeet()
        {
            using var world = new VirtualWorld(realEngine: true);
            world.NextSegment = world.Network.AddNat("198.51.100.1", NatBehavior.PortRestrictedCone).Inside;
            Session ann = world.Complete(world.NewClient("Ann").CreateLobbyAsync());
            world.NextSegment = world.Network.AddNat("198.51.100.2", NatBehavior.PortRestrictedCone).Inside;
            Session bob = world.Complete(world.NewClient("Bob").JoinLobbyByCodeAsync(ann.Lobby.Code));
            world.Run(200);
            PathStatistics path = bob.Peers[0].Statistics;
            Assert.That(path.HasPath);
            Assert.That(path.RemoteType, Is.Not.EqualTo(CandidateType.Host));
        }

        [Test]
        public void BlockedPathFailsInIce()
        {
            using var world = new VirtualWorld(realEngine: true);
            world.NewSession("Ann");
            world.Network.Filter = _ => true;
            P2PException e = Fails(world, world.NewClient("Bob").JoinLobbyByCodeAsync("CODE1"));
            Assert.That((e.Stage, e.Peer), Is.EqualTo((LinkStage.Ice, "Ann")), e.Reason);
        }

        [Test]
        public void BlockedHandshakeFailsInDtls()
        {
            using var world = new VirtualWorld(realEngine: true);
            world.NewSession("Ann");
            world.Network.Filter = packet => packet.Bytes[0] >= 20 && packet.Bytes[0] <= 63;
            P2PException e = Fails(world, world.NewClient("Bob").JoinLobbyByCodeAsync("CODE1"));
            Assert.That((e.Stage, e.Peer), Is.EqualTo((LinkStage.Dtls, "Ann")), e.Reason);
        }

        [Test]
        public void BlockedAssociationFailsInSctp()
        {
            using var world = new VirtualWorld(realEngine: true);
            world.NewSession("Ann");
            world.Network.Filter = packet => packet.Bytes[0] == 23;
            // With SCTP's INIT in the descriptions there is nothing that could be blocked.
            world.Server.ChangesSignal = signal => signal is OfferFrame offer
                ? new OfferFrame(SignalRoute.ToPlayer(offer.To!, offer.Link), LinkPair.WithoutSctpInit(offer.Sdp))
                : signal;
            P2PException e = Fails(world, world.NewClient("Bob").JoinLobbyByCodeAsync("CODE1"));
            Assert.That((e.Stage, e.Peer), Is.EqualTo((LinkStage.Sctp, "Ann")), e.Reason);
        }

        [Test]
        public void CertificateThatWasNotAnnouncedFailsInDtls()
        {
            using var world = new VirtualWorld(realEngine: true);
            world.NewSession("Ann");
            // The server, or whoever sits in it, changes the fingerprint on its way.
            world.Server.ChangesSignal = signal => signal is AnswerFrame answer
                ? new AnswerFrame(SignalRoute.ToPlayer(answer.To!, answer.Link), FlipFingerprint(answer.Sdp))
                : signal;
            P2PException e = Fails(world, world.NewClient("Bob").JoinLobbyByCodeAsync("CODE1"));
            Assert.That((e.Stage, e.Peer), Is.EqualTo((LinkStage.Dtls, "Ann")), e.Reason);
        }

        [Test]
        public void SilenceOfARealLinkEndsIt()
        {
            using var world = new VirtualWorld(realEngine: true);
            world.Network.KeepsTrace = false;
            Session[] sessions = world.NewSession("Ann", "Bob");
            var heard = new List<string>();
            sessions[0].PeerStateChanged += peer => heard.Add(peer.State.ToString());
            sessions[0].PeerDisconnected += (_, failure) => heard.Add(failure!.Stage.ToString());
            world.LoopOf(1).Host.IsOnline = false;
            world.Run(4000);
            sessions[0].Poll();
            Assert.That(heard, Is.EqualTo(new[] { "Suspect" }));
            world.LoopOf(1).Host.IsOnline = true;
            world.Run(4000);
            sessions[0].Poll();
            Assert.That(heard, Is.EqualTo(new[] { "Suspect", "Connected" }));
            world.LoopOf(1).Host.IsOnline = false;
            world.Run(15_000);
            sessions[0].Poll();
            Assert.That(heard, Is.EqualTo(new[] { "Suspect", "Connected", "Suspect", "Established" }));
        }

        [Test]
        public void LargeMessagesArriveBesideSmallOnes()
        {
            using var world = new VirtualWorld(trackLeaks: false, realEngine: true);
            world.Network.KeepsTrace = false;
            Session[] sessions = world.NewSession("Ann", "Bob");
            var lengths = new List<int>();
            sessions[1].On<Numbered>((_, message) => lengths.Add(message.Padding!.Length));
            int[] expected = { 0, 1, 1000, 1200, 5000, 65_535, 65_536, 262_000 };
            foreach (int length in expected) Assert.That(sessions[0].Broadcast(new Numbered { Padding = new byte[length] }), Is.EqualTo(SendResult.Sent));
            for (int i = 0; i < 200 && lengths.Count < expected.Length; i++)
            {
                world.Run(50);
                sessions[1].Poll();
            }

            Assert.That(lengths, Is.EqualTo(expected));
        }

        [Test]
        public void BackPressureOfARealLinkLosesNothing()
        {
            using var world = new VirtualWorld(trackLeaks: false, realEngine: true);
            world.Network.KeepsTrace = false;
            Session[] sessions = world.NewSession("Ann", "Bob");
            foreach (VirtualHost host in world.Network.Hosts) host.Conditions = new LinkConditions { Bandwidth = 1_000_000 };
            var numbers = new List<int>();
            sessions[1].On<Numbered>((_, message) => numbers.Add(message.Number));
            int sent = 0, blocked = 0;
            var padding = new byte[20_000];
            for (int i = 0; i < 3000 && numbers.Count < 600; i++)
            {
                while (sent < 600)
                {
                    if (sessions[0].Broadcast(new Numbered { Number = sent, Padding = padding }) != SendResult.Sent)
                    {
                        blocked++;
                        break;
                    }

                    sent++;
                }

                world.Run(20);
                sessions[1].Poll();
            }

            Assert.That(blocked, Is.GreaterThan(0));
            Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, 600)));
        }

        [Test]
        public void WhatWasSentBeforeLeavingArrivesOverALossyNetwork([Range(1, 20)] int seed)
        {
            using var world = new VirtualWorld((ulong)seed, trackLeaks: false, realEngine: true);
            world.Network.KeepsTrace = false;
            Session[] sessions = world.NewSession("Ann", "Bob");
            foreach (VirtualHost host in world.Network.Hosts) host.Conditions = new LinkConditions { Loss = 0.1 };
            var numbers = new List<int>();
            sessions[1].On<Numbered>((_, message) => numbers.Add(message.Number));
            for (int i = 0; i < 10; i++)
            {
                sessions[0].Broadcast(new Numbered { Number = i });
                world.Run(1);
            }

            // Each packet may be lost, the retransmission of it as well: the time that is allowed has to do for several.
            world.Complete(sessions[0].LeaveAsync());
            world.Run(200);
            sessions[1].Poll();
            Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, 10)), "seed " + seed);
        }

        // Ann -60 a second, and a request-> Bob; Bob -many, and a goodbye-> Ann; Bob leaves, while 50 ms of messages are under way to him
        [Test]
        public void GoodbyeArrivesThoughThePeerGoesOnSending([Values] bool polledBefore)
        {
            using var world = new VirtualWorld(realEngine: true);
            Session[] sessions = world.NewSession("Ann", "Bob");
            foreach (VirtualHost host in world.Network.Hosts) host.Conditions = new LinkConditions { Delay = TimeSpan.FromMilliseconds(25) };
            int last = 0, count = 0;
            var ends = new List<LinkFailure?>();
            sessions[0].On<Numbered>((_, message) =>
            {
                last = message.Number;
                count++;
            });
            sessions[0].PeerDisconnected += (_, failure) => ends.Add(failure);
            Task? leaving = null;
            for (int frame = 0; frame < 120; frame++)
            {
                sessions[0].Broadcast(new Numbered { Number = frame });
                if (frame % 7 == 0) _ = sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], default).AsTask();
                sessions[0].Poll();
                if (polledBefore) sessions[1].Poll();
                if (frame == 30)
                {
                    // More than fits into the first flight.
                    for (int i = 1; i <= 50; i++) sessions[1].Broadcast(new Numbered { Number = i, Padding = new byte[4000] });
                    sessions[1].Broadcast(new Numbered { Number = 1000 });
                    leaving = sessions[1].LeaveAsync();
                }

                world.Run(1000.0 / 60);
                if (ends.Count > 0) break;
            }

            Assert.That((last, count), Is.EqualTo((1000, 51)));
            Assert.That(ends, Is.EqualTo(new LinkFailure?[] { null }));
            world.Complete(leaving!);
        }

        private static string FlipFingerprint(string sdp)
        {
            int at = sdp.IndexOf("sha-256 ", StringComparison.Ordinal) + 8;
            return sdp.Substring(0, at) + (sdp[at] == 'A' ? 'B' : 'A') + sdp.Substring(at + 1);
        }

        private static P2PException Fails(VirtualWorld world, Task<Session> join)
        {
            world.RunUntil(() => join.IsCompleted, 15_000);
            Assert.That(join.Exception?.InnerException, Is.InstanceOf<P2PException>(), "the join hangs");
            return (P2PException)join.Exception!.InnerException!;
        }

        private static List<int> List(Dictionary<string, List<int>> lists, string key)
        {
            if (!lists.TryGetValue(key, out List<int>? list)) lists.Add(key, list = new List<int>());
            return list;
        }
    }
}
