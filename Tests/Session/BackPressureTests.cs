using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet.Tests.Sessions
{
    /// <summary>A link that takes nothing for a while, and a game that does not poll: what waits is bounded, and what is dropped is counted.</summary>
    [TestFixture]
    internal sealed class BackPressureTests
    {
        [Test]
        public void ReliableSendsAnswerWouldBlockAndLoseNothing()
        {
            using var world = new VirtualWorld();
            Session ann = world.Complete(world.NewClient("Ann", o => new P2PClientOptions { ServerUrl = o.ServerUrl, MaxQueuedReliable = 100 }).CreateLobbyAsync());
            Session bob = world.Complete(world.NewClient("Bob").JoinLobbyByCodeAsync("CODE1"));
            var numbers = new List<int>();
            bob.On<Numbered>((_, message) => numbers.Add(message.Number));
            world.Run(50);
            ann.Poll();

            world.Links.SendBufferLimit = 1000;
            world.Links.Stall(true);
            int sent = 0;
            while (ann.Broadcast(new Numbered { Number = sent }) == SendResult.Sent)
            {
                sent++;
                world.Run(1);
                Assert.That(sent, Is.LessThan(10_000), "no end of it");
            }

            Assert.That(sent, Is.GreaterThan(100).And.LessThan(400));
            Assert.That(ann.Send(ann.Peers[0], new Numbered { Number = -1 }), Is.EqualTo(SendResult.WouldBlock));
            Assert.That(ann.Peers[0].QueuedBytes, Is.GreaterThan(0));

            world.Links.Stall(false);
            world.Run(200);
            Assert.That(ann.Broadcast(new Numbered { Number = sent++ }), Is.EqualTo(SendResult.Sent));
            world.Run(200);
            bob.Poll();
            Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, sent)));
            Assert.That(ann.Peers[0].QueuedBytes, Is.Zero);
        }

        [Test]
        public void BytesThatWaitAreBoundedToo()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            world.Links.Stall(true);
            var large = new Numbered { Padding = new byte[200_000] };
            int sent = 0;
            while (sessions[0].Broadcast(large) == SendResult.Sent) sent++;
            Assert.That(sent, Is.EqualTo((8 << 20) / 200_008));
        }

        [Test]
        public void UnreliableSendsDropTheOldestAndCount()
        {
            using var world = new VirtualWorld(trackLeaks: false);
            Session[] sessions = world.NewSession("Ann", "Bob");
            var numbers = new List<int>();
            sessions[1].On<Numbered>((_, message) => numbers.Add(message.Number));
            world.Links.SendBufferLimit = 1000;
            world.Links.Latency = 0;
            world.Links.Stall(true);
            for (int i = 0; i < 10_000; i++)
            {
                Assert.That(sessions[0].Broadcast(new Numbered { Number = i }, Delivery.Unreliable), Is.EqualTo(SendResult.Sent));
                if (i % 100 == 0) world.Run(1);
            }

            world.Links.Stall(false);
            world.Run(200);
            sessions[1].Poll();
            Assert.That(numbers, Has.Count.InRange(64, 500));
            Assert.That(numbers.Skip(numbers.Count - 60), Is.EqualTo(Enumerable.Range(9940, 60)), "the newest are there");
            Assert.That(sessions[0].Statistics.DroppedOutgoing, Is.EqualTo(10_000 - numbers.Count));
        }

        [Test]
        public void GameThatDoesNotPollKeepsTheNewestUnreliableMessages()
        {
            using var world = new VirtualWorld(trackLeaks: false);
            Session[] sessions = world.NewSession("Ann", "Bob");
            var ticks = new List<int>();
            sessions[1].On<Moved>((_, message) => ticks.Add(message.Tick));
            world.Links.Latency = 0;
            for (int i = 0; i < 6000; i++)
            {
                sessions[0].Broadcast(new Moved { Tick = i });
                world.Run(1);
            }

            sessions[1].Poll();
            Assert.That(ticks, Is.EqualTo(Enumerable.Range(6000 - 4096, 4096)));
            Assert.That(sessions[1].Statistics.DroppedIncoming, Is.EqualTo(6000 - 4096));
        }

        [Test]
        public void UnpolledUnreliableBytesAreBounded()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            int received = 0;
            sessions[1].On<Numbered>((_, _) => received++);
            for (int i = 0; i < 200; i++)
            {
                sessions[0].Broadcast(new Numbered { Padding = new byte[250_000] }, Delivery.Unreliable);
                world.Run(5);
            }

            world.Run(50);
            sessions[1].Poll();
            Assert.That(received, Is.EqualTo((16 << 20) / 250_008));
        }

        [Test]
        public void GameThatDoesNotPollLosesTheLinkRatherThanAReliableMessage()
        {
            using var world = new VirtualWorld(trackLeaks: false);
            Session[] sessions = world.NewSession("Ann", "Bob");
            var numbers = new List<int>();
            LinkFailure? failure = null;
            sessions[1].On<Numbered>((_, message) => numbers.Add(message.Number));
            sessions[1].PeerDisconnected += (_, f) => failure = f;
            for (int i = 0; i < 9000; i++)
            {
                sessions[0].Broadcast(new Numbered { Number = i });
                if (i % 50 == 0) world.Run(1);
            }

            world.Run(100);
            sessions[1].Poll();
            Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, 8192)), "what arrived before is delivered");
            Assert.That(failure!.Stage, Is.EqualTo(LinkStage.Established));
            Assert.That(failure.Reason, Does.Contain("Session.Poll"));
            sessions[0].Poll();
            Assert.That(sessions[0].Peers[0].State, Is.EqualTo(PeerState.Disconnected));
            Assert.That(sessions[0].Peers[0].QueuedBytes, Is.Zero);
        }

        [Test]
        public void LeavingAStalledLinkTakesNoLongerThanAllowed()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            world.Links.Stall(true);
            sessions[0].Broadcast(default(Numbered));
            Timestamp before = world.Now;
            world.Complete(sessions[0].LeaveAsync());
            Assert.That((world.Now - before).TotalSeconds, Is.InRange(0.9, 1.1));
        }
    }
}
