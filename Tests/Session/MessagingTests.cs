using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Messages;

namespace P2PNet.Tests.Sessions
{
    /// <summary>Messages between the games, over links whose engine is a double.</summary>
    [TestFixture]
    internal sealed class MessagingTests
    {
        [Test]
        public void EveryDeliveryArrives([Values] Delivery delivery)
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            var heard = new List<(string Sender, int Number)>();
            sessions[1].On<Numbered>((sender, message) => heard.Add((sender.Name, message.Number)));

            Assert.That(sessions[0].Send(sessions[0].Peers[0], new Numbered { Number = 42 }, delivery), Is.EqualTo(SendResult.Sent));
            world.Run(50);
            sessions[1].Poll();
            Assert.That(heard, Is.EqualTo(new[] { ("Ann", 42) }));
            Assert.That(sessions[0].Statistics.MessagesSent, Is.EqualTo(1));
            Assert.That(sessions[1].Statistics.MessagesReceived, Is.EqualTo(1));
        }

        [Test]
        public void AttributeNamesTheDelivery()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            world.Links.Loss = 1;
            sessions[0].Broadcast(new Moved { Tick = 1 });
            sessions[0].Broadcast(new Numbered { Number = 1 });
            world.Run(50);
            sessions[1].Poll();
            Assert.That(sessions[1].Statistics.Unhandled, Is.EqualTo(1), "the sequenced one was lost");
        }

        [Test]
        public void BroadcastReachesEverybodyOnce([Values(2, 5, 8)] int players)
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession(Enumerable.Range(0, players).Select(i => "P" + i).ToArray());
            var heard = new List<string>();
            foreach (Session session in sessions)
                session.On<Numbered>((sender, message) => heard.Add(sender.Name + ">" + session.Lobby.CurrentPlayer.Name + " " + message.Number));

            for (int i = 0; i < players; i++) sessions[i].Broadcast(new Numbered { Number = i });
            world.Run(50);
            foreach (Session session in sessions) session.Poll();
            var expected = from sender in Enumerable.Range(0, players)
                           from receiver in Enumerable.Range(0, players)
                           where sender != receiver
                           select "P" + sender + ">P" + receiver + " " + sender;
            Assert.That(heard, Is.EquivalentTo(expected));
        }

        [Test]
        public void ReliableMessagesArriveOnceAndInOrderOverALossyNetwork([Range(1, 10)] int seed)
        {
            using var world = new VirtualWorld((ulong)seed, trackLeaks: false);
            world.Links.Loss = 0.3;
            Session[] sessions = world.NewSession("Ann", "Bob", "Cid");
            var heard = new Dictionary<(int, string), List<int>>();
            for (int i = 0; i < sessions.Length; i++)
            {
                int receiver = i;
                sessions[i].On<Numbered>((sender, message) => List(heard, (receiver, sender.Name)).Add(message.Number));
            }

            for (int frame = 0; frame < 300; frame++)
            {
                foreach (Session session in sessions)
                {
                    session.Broadcast(new Numbered { Number = frame });
                    session.Broadcast(new Moved { Tick = frame });
                    session.Poll();
                }

                world.Run(1000.0 / 60);
            }

            world.Run(100);
            foreach (Session session in sessions) session.Poll();
            Assert.That(heard, Has.Count.EqualTo(6));
            foreach (List<int> numbers in heard.Values) Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, 300)), "seed " + seed);
        }

        [Test]
        public void SequencedMessagesNeverGoBack([Range(1, 5)] int seed)
        {
            using var world = new VirtualWorld((ulong)seed);
            world.Links.Latency = 40;
            world.Links.Loss = 0.1;
            Session[] sessions = world.NewSession("Ann", "Bob");
            var ticks = new List<int>();
            sessions[1].On((Peer _, in Moved moved) => ticks.Add(moved.Tick));
            for (int i = 0; i < 600; i++)
            {
                sessions[0].Broadcast(new Moved { Tick = i });
                world.Run(5);
                sessions[1].Poll();
            }

            world.Run(200);
            sessions[1].Poll();
            Assert.That(ticks, Is.Ordered.Ascending.And.Unique, "seed " + seed);
            Assert.That(sessions[1].Statistics.Overtaken, Is.GreaterThan(50));
            Assert.That(ticks.Count + sessions[1].Statistics.Overtaken, Is.InRange(480, 600));
        }

        [Test]
        public void BrokenMessagesAreCountedAndToldOnceAndNeverThrow([Range(1, 5)] int seed)
        {
            using var world = new VirtualWorld((ulong)seed, trackLeaks: false);
            Session[] sessions = world.NewSession("Ann", "Bob");
            var heard = new List<string>();
            sessions[1].MessageRejected += (peer, reason) => heard.Add(peer.Name);
            sessions[1].On<Numbered>((_, _) => { });
            sessions[1].On<Moved>((_, _) => { });
            FakePeerConnection link = world.Links.Connections.Single(c => c.Loop == world.LoopOf(1));

            for (int i = 0; i < 5000; i++)
            {
                var bytes = new byte[world.Random.Next(12)];
                world.Random.Fill(bytes);
                if (bytes.Length > 0 && world.Random.Next(2) == 0) bytes[0] = (byte)(41 + world.Random.Next(2));
                link.Inject(world.Random.Next(4), bytes, isString: world.Random.Next(20) == 0);
                sessions[1].Poll();
            }

            Assert.That(heard, Has.Count.InRange(1, 2), "once for headers, once for bodies");
            SessionStatistics statistics = sessions[1].Statistics;
            Assert.That(statistics.Malformed, Is.GreaterThan(500), "seed " + seed);
            long frames = statistics.IgnoredFrames + statistics.RequestsRefused + statistics.LateResponses;
            Assert.That(frames, Is.GreaterThan(100), "seed " + seed);
            Assert.That(statistics.Malformed + statistics.Unhandled + statistics.MessagesReceived + statistics.Overtaken + frames, Is.EqualTo(5000), "each of them is counted once");
            Assert.That(sessions[1].Peers[0].State, Is.EqualTo(PeerState.Connected), "the link goes on");
        }

        [Test]
        public void WhatWasSentBeforeLeavingArrives()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            int received = 0;
            sessions[1].On<Numbered>((_, _) => received++);
            world.Links.SendBufferLimit = 500;
            for (int i = 0; i < 1000; i++) sessions[0].Broadcast(new Numbered { Number = i });
            world.Complete(sessions[0].LeaveAsync());
            world.Run(100);
            sessions[1].Poll();
            Assert.That(received, Is.EqualTo(1000));
        }

        [Test]
        public void WithoutAutoFlushMessagesLeaveAtFlush()
        {
            using var world = new VirtualWorld();
            Session ann = world.Complete(world.NewClient("Ann", o => new P2PClientOptions { ServerUrl = o.ServerUrl, AutoFlush = false }).CreateLobbyAsync());
            Session bob = world.Complete(world.NewClient("Bob").JoinLobbyByCodeAsync("CODE1"));
            int received = 0;
            bob.On<Numbered>((_, _) => received++);
            world.Run(50);
            ann.Poll();
            ann.Broadcast(default(Numbered));
            world.Run(30);
            bob.Poll();
            Assert.That(received, Is.Zero);
            ann.Flush();
            world.Run(30);
            bob.Poll();
            Assert.That(received, Is.EqualTo(1));
        }

        [Test]
        public void SilenceMakesAPeerSuspectAndThenLost()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            var heard = new List<string>();
            sessions[0].PeerStateChanged += peer => heard.Add(peer.State.ToString());
            sessions[0].PeerDisconnected += (_, failure) => heard.Add("lost " + failure!.Stage);
            FakePeerConnection link = world.Links.Connections.Single(c => c.Loop == world.LoopOf(0));

            link.Cut(3000);
            world.Run(2000);
            sessions[0].Poll();
            Assert.That(sessions[0].Broadcast(default(Numbered)), Is.EqualTo(SendResult.Sent), "a suspect peer is sent to");
            world.Run(2000);
            sessions[0].Poll();
            link.Cut();
            world.Run(10_000);
            sessions[0].Poll();
            Assert.That(heard, Is.EqualTo(new[] { "Suspect", "Connected", "Suspect", "lost Established" }));
            Assert.That(sessions[0].Lobby.Players, Has.Count.EqualTo(2), "the player is still in the lobby");
            Assert.That(sessions[0].Broadcast(default(Numbered)), Is.EqualTo(SendResult.NotConnected));

            sessions[1].Poll();
            Assert.That(sessions[1].Peers[0].State, Is.EqualTo(PeerState.Disconnected), "the other side was told");
        }

        [Test]
        public void MisuseThrowsAtTheCall()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            Session other = world.NewSession("Cid", "Dan")[0];
            Peer peer = sessions[0].Peers[0];
            Assert.That((Action)(() => sessions[0].Send(null!, default(Numbered))), Throws.ArgumentNullException);
            Assert.That((Action)(() => sessions[0].Send(other.Peers[0], default(Numbered))), Throws.ArgumentException.With.Message.Contains("another session"));
            Assert.That((Action)(() => sessions[0].Send(peer, default(Numbered), (Delivery)7)), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That((Action)(() => sessions[0].Broadcast(DateTime.MinValue)), Throws.InvalidOperationException.With.Message.Contains("[Message]"));
            Assert.That((Action)(() => sessions[0].On<DateTime>((_, _) => { })), Throws.InvalidOperationException);
            Assert.That((Action)(() => sessions[0].Broadcast(new Numbered { Padding = new byte[262_144] })), Throws.ArgumentException.With.Message.Contains("in parts"));
        }

        [Test]
        public void StatisticsOfALinkAreKeptFresh()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            world.Run(200);
            Assert.That(sessions[0].Peers[0].RoundTripTime, Is.EqualTo(TimeSpan.FromMilliseconds(10)));
            Assert.That(sessions[0].Peers[0].Statistics.HasPath);
        }

        [Test]
        public void GamesThreadAllocatesNothingForAMessage()
        {
            using var world = new VirtualWorld(trackLeaks: false);
            Session[] sessions = world.NewSession("Ann", "Bob", "Cid");
            int received = 0;
            foreach (Session session in sessions)
            {
                session.On((Peer _, in Moved _) => received++);
                session.On((Peer _, in Numbered _) => received++);
            }

            long allocated = 0;
            for (int frame = 0; frame < 400; frame++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                foreach (Session session in sessions)
                {
                    session.Broadcast(new Moved { Tick = frame });
                    session.Broadcast(new Numbered { Number = frame });
                    session.Send(session.Peers[0], new Numbered { Number = frame }, Delivery.Unreliable);
                    session.Poll();
                }

                if (frame >= 200) allocated += GC.GetAllocatedBytesForCurrentThread() - before;
                world.Run(1000.0 / 60);
            }

            Assert.That(received, Is.GreaterThan(4000));
            Assert.That(allocated, Is.Zero);
        }

        private static List<int> List(Dictionary<(int, string), List<int>> lists, (int, string) key)
        {
            if (!lists.TryGetValue(key, out List<int>? list)) lists.Add(key, list = new List<int>());
            return list;
        }
    }
}
