using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Messages;

namespace P2PNet.Tests.Sessions
{
    /// <summary>Messages to players whose link does not stand yet.</summary>
    [TestFixture]
    internal sealed class WaitingTests
    {
        // Ann -message-> (no link) … link stands … -> Bob
        [Test]
        public void MessagesWaitForTheLinkAndLeaveInOrderBeforeLaterOnes()
        {
            using var world = new VirtualWorld();
            (Session ann, Task<Session> joining) = Join(world);
            Peer bob = ann.Peers[0];
            Assert.That(bob.State, Is.EqualTo(PeerState.Connecting));
            Assert.That(ann.Send(bob, new Numbered { Number = -1 }), Is.EqualTo(SendResult.NotConnected), "the default");
            for (int i = 0; i < 10; i++)
                Assert.That(ann.Send(bob, new Numbered { Number = i }, Delivery.ReliableOrdered, WhenNotConnected.Wait), Is.EqualTo(SendResult.Waiting));
            Assert.That(bob.QueuedBytes, Is.GreaterThan(0));
            Session other = world.Complete(joining);
            var numbers = new List<int>();
            other.On<Numbered>((_, message) => numbers.Add(message.Number));
            world.Run(100);
            // The loop knows of the link, the game does not yet.
            Assert.That(ann.Send(bob, new Numbered { Number = 10 }, Delivery.ReliableOrdered, WhenNotConnected.Wait), Is.EqualTo(SendResult.Waiting));
            ann.Poll();
            Assert.That(ann.Send(bob, new Numbered { Number = 11 }, Delivery.ReliableOrdered, WhenNotConnected.Wait), Is.EqualTo(SendResult.Sent));
            world.Run(50);
            other.Poll();
            Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, 12)));
            Assert.That(bob.QueuedBytes, Is.Zero);
            Assert.That(ann.Statistics.DroppedWaiting, Is.Zero);
        }

        [Test]
        public void OptionSaysWhatCallsDoNot()
        {
            using var world = new VirtualWorld();
            (Session ann, Task<Session> joining) = Join(world, new P2PClientOptions { ServerUrl = "http://lobby.test:5080", WhenNotConnected = WhenNotConnected.Wait });
            Peer bob = ann.Peers[0];
            Assert.That(ann.Send(bob, new Numbered { Number = 1 }), Is.EqualTo(SendResult.Waiting));
            Assert.That(ann.Send(bob, new Numbered { Number = 2 }, Delivery.ReliableUnordered), Is.EqualTo(SendResult.Waiting));
            Assert.That(ann.Broadcast(new Numbered { Number = 3 }), Is.EqualTo(SendResult.Waiting));
            Assert.That(ann.Send(bob, new Numbered { Number = 4 }, Delivery.ReliableOrdered, WhenNotConnected.Fail), Is.EqualTo(SendResult.NotConnected));
            Assert.That(ann.Send(bob, new Numbered { Number = 5 }, Delivery.Unreliable), Is.EqualTo(SendResult.NotConnected), "what is unreliable does not wait");
            Assert.That(ann.Send(bob, default(Moved)), Is.EqualTo(SendResult.NotConnected), "what is unreliable does not wait");
            Session other = world.Complete(joining);
            var numbers = new List<int>();
            other.On<Numbered>((_, message) => numbers.Add(message.Number));
            world.Run(100);
            other.Poll();
            Assert.That(numbers, Is.EquivalentTo(new[] { 1, 2, 3 }));
            Assert.That(ann.Statistics.MessagesSent, Is.EqualTo(3));
        }

        [Test]
        public void BroadcastGoesToTheConnectedNowAndToTheOthersLater()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            var numbers = new List<string>();
            sessions[1].On<Numbered>((_, message) => numbers.Add("Bob " + message.Number));
            world.Links.SetUpTime = 1000;
            Task<Session> joining = world.NewClient("Cid").JoinLobbyByCodeAsync("CODE1");
            world.Run(100);
            sessions[0].Poll();
            Assert.That(sessions[0].Peers, Has.Count.EqualTo(2));
            Assert.That(sessions[0].Broadcast(new Numbered { Number = 1 }, Delivery.ReliableOrdered, WhenNotConnected.Wait), Is.EqualTo(SendResult.Sent));
            Assert.That(sessions[0].Broadcast(new Numbered { Number = 2 }, Delivery.ReliableOrdered, WhenNotConnected.Fail), Is.EqualTo(SendResult.Sent));
            world.Run(50);
            sessions[1].Poll();
            Assert.That(numbers, Is.EqualTo(new[] { "Bob 1", "Bob 2" }));
            Session cid = world.Complete(joining);
            cid.On<Numbered>((_, message) => numbers.Add("Cid " + message.Number));
            world.Run(100);
            cid.Poll();
            Assert.That(numbers, Is.EqualTo(new[] { "Bob 1", "Bob 2", "Cid 1" }));
        }

        [Test]
        public void WhatWaitsIsBounded()
        {
            using var world = new VirtualWorld();
            (Session ann, Task<Session> joining) = Join(world, new P2PClientOptions { ServerUrl = "http://lobby.test:5080", MaxQueuedReliable = 50, MaxQueuedReliableBytes = 20_000 });
            Peer bob = ann.Peers[0];
            var large = new Numbered { Padding = new byte[5000] };
            for (int i = 0; i < 3; i++) Assert.That(ann.Send(bob, large, Delivery.ReliableOrdered, WhenNotConnected.Wait), Is.EqualTo(SendResult.Waiting));
            Assert.That(ann.Send(bob, large, Delivery.ReliableOrdered, WhenNotConnected.Wait), Is.EqualTo(SendResult.WouldBlock));
            Assert.That(ann.Broadcast(large, Delivery.ReliableOrdered, WhenNotConnected.Wait), Is.EqualTo(SendResult.WouldBlock));
            for (int i = 3; i < 50; i++)
            {
                Assert.That(ann.Send(bob, default(Numbered), Delivery.ReliableOrdered, WhenNotConnected.Wait), Is.EqualTo(SendResult.Waiting));
                world.Run(1);
            }

            Assert.That(ann.Send(bob, default(Numbered), Delivery.ReliableOrdered, WhenNotConnected.Wait), Is.EqualTo(SendResult.WouldBlock));
            Session other = world.Complete(joining);
            int received = 0;
            other.On<Numbered>((_, _) => received++);
            world.Run(100);
            ann.Poll();
            Assert.That(ann.Send(bob, default(Numbered)), Is.EqualTo(SendResult.Sent), "there is room again");
            world.Run(50);
            other.Poll();
            Assert.That(received, Is.EqualTo(51));
        }

        // Ann -broadcast-> Bob, who hears all of them; Cid's link fails and is never offered again: 10 wait for it, and no more
        [Test]
        public void PlayerWhoseLinkNeverStandsKeepsNobodyFromHearingBroadcasts()
        {
            using var world = new VirtualWorld();
            var options = new P2PClientOptions { ServerUrl = "http://lobby.test:5080", PlayerName = "Ann", WhenNotConnected = WhenNotConnected.Wait, MaxQueuedReliable = 10 };
            Session ann = world.Complete(world.NewClient("Ann", _ => options).CreateLobbyAsync());
            Session bob = world.Complete(world.NewClient("Bob").JoinLobbyByCodeAsync("CODE1"));
            var numbers = new List<int>();
            bob.On<Numbered>((_, message) => numbers.Add(message.Number));
            // Cid reaches Bob alone.
            world.Server.DropsSignal = (from, to, _) => (from, to) is ("p3", "p1") or ("p1", "p3");
            world.Complete(world.NewClient("Cid").JoinLobbyByCodeAsync("CODE1", new JoinLobbyOptions { AllowUnreachablePeers = true }));
            world.Run(30_000);
            ann.Poll();
            Peer cid = ann.Peers[1];
            Assert.That((cid.Name, cid.IsConnected, cid.MayConnect), Is.EqualTo(("Cid", false, true)));

            var disk = new SlowStream();
            SessionRecorder recorder = SessionRecorder.Start(ann, disk, "match", new SessionRecorderOptions());
            for (int i = 0; i < 100; i++)
            {
                Assert.That(ann.Broadcast(new Numbered { Number = i }), Is.EqualTo(SendResult.Sent), "broadcast " + i);
                world.Run(20);
                bob.Poll();
            }

            recorder.Dispose();
            world.Run(100);
            bob.Poll();
            Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, 100)));
            Assert.That(ann.Statistics.DroppedWaiting, Is.EqualTo(90));
            Assert.That(ann.Send(cid, default(Numbered)), Is.EqualTo(SendResult.WouldBlock), "to it alone the answer stays the same");
            Assert.That(ReceiverCounts(disk.Taken), Is.EqualTo(Enumerable.Repeat(2, 10).Concat(Enumerable.Repeat(1, 90))), "as recorded");

            // Who is connected and has no room still holds the others back.
            world.Links.SendBufferLimit = 1;
            world.Links.Stall(true);
            for (int i = 0; i < 11; i++)
            {
                ann.Send(ann.Peers[0], default(Numbered));
                world.Run(5);
            }

            Assert.That(ann.Broadcast(default(Numbered)), Is.EqualTo(SendResult.WouldBlock));
            Assert.That(ann.Statistics.DroppedWaiting, Is.EqualTo(90), "nothing was sent, so nothing was dropped");
        }

        [Test]
        public void WhatWaitsIsDroppedAndCountedWhenThePlayerLeaves()
        {
            using var world = new VirtualWorld();
            world.Links.SetUpTime = 60_000;
            Session ann = world.Complete(world.NewClient("Ann").CreateLobbyAsync());
            P2PClient client = world.NewClient("Bob");
            _ = client.JoinLobbyByCodeAsync("CODE1").ContinueWith(t => _ = t.Exception, TaskScheduler.Default);
            world.Run(100);
            ann.Poll();
            Peer bob = ann.Peers[0];
            for (int i = 0; i < 5; i++) ann.Send(bob, default(Numbered), Delivery.ReliableOrdered, WhenNotConnected.Wait);
            world.Run(10);
            client.Dispose();
            world.Run(1000);
            // Still unknown to the game, which goes on sending.
            Assert.That(ann.Send(bob, default(Numbered), Delivery.ReliableOrdered, WhenNotConnected.Wait), Is.EqualTo(SendResult.Waiting));
            world.Run(10);
            ann.Poll();
            Assert.That(ann.Statistics.DroppedWaiting, Is.EqualTo(6));
            Assert.That(bob.QueuedBytes, Is.Zero);
            Assert.That(ann.Send(bob, default(Numbered), Delivery.ReliableOrdered, WhenNotConnected.Wait), Is.EqualTo(SendResult.NotConnected));
        }

        [Test]
        public void WhatWaitsIsDroppedAndCountedWhenThisClientLeaves()
        {
            using var world = new VirtualWorld();
            (Session ann, Task<Session> _) = Join(world);
            for (int i = 0; i < 5; i++) ann.Send(ann.Peers[0], default(Numbered), Delivery.ReliableOrdered, WhenNotConnected.Wait);
            world.Run(10);
            world.Complete(ann.LeaveAsync());
            Assert.That(ann.Statistics.DroppedWaiting, Is.EqualTo(5));
        }

        // Ann is out of touch; Cid offers, in vain … Ann is back; Cid offers again … link stands
        [Test]
        public void MessagesOutliveAnAttemptThatFailed()
        {
            using var world = new VirtualWorld();
            world.Server.Grace = 60_000;
            Session ann = world.NewSession("Ann", "Bob")[0];
            VirtualLoop loop = world.LoopOf(0);
            world.Server.IsCutOff = l => l == loop;
            world.Server.OnGone(world.Server.Sockets[0]);
            Session cid = world.Complete(world.NewClient("Cid").JoinLobbyByCodeAsync("CODE1"), 2000);
            var numbers = new List<int>();
            ann.On<Numbered>((_, message) => numbers.Add(message.Number));
            Peer peer = cid.Peers[0];
            Assert.That(peer.ToString(), Is.EqualTo("Ann (Connecting)"));
            Send(0);
            world.Run(16_000);
            cid.Poll();
            Assert.That(peer.State, Is.EqualTo(PeerState.Disconnected), "nobody answered the offer");
            Assert.That(peer.Failure, Is.Not.Null);
            Send(1);
            world.Server.IsCutOff = null;
            world.Run(15_000);
            Send(2);
            world.Run(100);
            ann.Poll();
            cid.Poll();
            Assert.That(peer.State, Is.EqualTo(PeerState.Connected));
            Send(3, SendResult.Sent);
            world.Run(100);
            ann.Poll();
            Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, 4)));

            void Send(int number, SendResult expected = SendResult.Waiting) =>
                Assert.That(cid.Send(peer, new Numbered { Number = number }, Delivery.ReliableOrdered, WhenNotConnected.Wait), Is.EqualTo(expected));
        }

        [Test]
        public void WhatWentOverALinkThatEndsIsNotSentOverTheNext()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            world.Links.SendBufferLimit = 10;
            world.Links.Stall(true);
            for (int i = 0; i < 100; i++) sessions[0].Send(sessions[0].Peers[0], default(Numbered), Delivery.ReliableOrdered, WhenNotConnected.Wait);
            world.Run(10);
            world.Links.Connections.Single(c => c.Loop == world.LoopOf(0)).Cut();
            world.Run(10_000);
            sessions[0].Poll();
            Assert.That(sessions[0].Peers[0].QueuedBytes, Is.Zero);
            Assert.That(sessions[0].Statistics.DroppedWaiting, Is.Zero, "they did not wait for a link");
        }

        [Test]
        public void RequestsWaitToo()
        {
            using var world = new VirtualWorld();
            (Session ann, Task<Session> joining) = Join(world, new P2PClientOptions { ServerUrl = "http://lobby.test:5080", WhenNotConnected = WhenNotConnected.Wait });
            Task<Reply> task = ann.RequestAsync<Question, Reply>(ann.Peers[0], new Question { Number = 8 }).AsTask();
            Session bob = world.Complete(joining);
            bob.OnRequest<Question, Reply>((_, question) => new Reply { Number = question.Number });
            for (int i = 0; i < 10 && !task.IsCompleted; i++)
            {
                world.Run(20);
                bob.Poll();
                ann.Poll();
            }

            Assert.That(task.IsCompletedSuccessfully);
            Assert.That(task.GetAwaiter().GetResult().Number, Is.EqualTo(8));
        }

        /// <summary>To how many each message of a recording was sent.</summary>
        private static List<int> ReceiverCounts(byte[] recording)
        {
            var counts = new List<int>();
            using RecordingReader reader = Recordings.Reader(recording);
            while (reader.Read())
                if (reader.Kind == RecordedKind.Sent)
                    counts.Add(reader.Receivers.Count);
            return counts;
        }

        /// <summary>Ann's session with Bob in the lobby, whose link takes its time.</summary>
        private static (Session Ann, Task<Session> Bob) Join(VirtualWorld world, P2PClientOptions? options = null)
        {
            Session ann = world.Complete(world.NewClient("Ann", o => options ?? o).CreateLobbyAsync());
            world.Links.SetUpTime = 1000;
            Task<Session> joining = world.NewClient("Bob").JoinLobbyByCodeAsync("CODE1");
            world.Run(200);
            ann.Poll();
            return (ann, joining);
        }
    }
}
