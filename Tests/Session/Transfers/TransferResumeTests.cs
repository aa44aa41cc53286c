using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Sessions
{
    /// <summary>Links that are lost in the middle of transfers, and made again.</summary>
    [TestFixture]
    internal sealed class TransferResumeTests
    {
        [Test]
        public void FileGoesOnOverTheNextLinkFromWhereItWas()
        {
            using var scene = new TransferScene();
            byte[] content = TransferScene.Bytes(4_000_000);
            string source = scene.WriteFile("map.bin", content);
            Task? receiving = null;
            scene.Bob.TransferOffered += offer => receiving = offer.ReceiveToFileAsync(scene.PathOf("received.bin"));
            var told = new TransferScene.Recorder();
            Task sending = scene.Ann.SendFileAsync(scene.BobOfAnn, source, progress: told);
            Assert.That(scene.PollUntil(() => told.Reports.Count > 0 && told.Reports[told.Reports.Count - 1].Bytes > 1_000_000));
            long before = told.Reports[told.Reports.Count - 1].Bytes;
            int links = scene.World.Links.Connections.Count;
            Cut(scene);
            Assert.That(scene.PollUntil(() => scene.BobOfAnn.State == PeerState.Disconnected));
            told.Reports.Clear();

            scene.Complete(sending);
            scene.Complete(receiving!);
            Assert.That(scene.World.Links.Connections, Has.Count.EqualTo(links + 2), "one more link");
            Assert.That(told.Reports[0].Bytes, Is.GreaterThanOrEqualTo(before), "nothing was sent from the beginning");
            Assert.That(File.ReadAllBytes(scene.PathOf("received.bin")), Is.EqualTo(content));
            Assert.That(scene.BobOfAnn.State, Is.EqualTo(PeerState.Connected));
        }

        // Links cut at random points, each side's end noticed at its own time; whatever is lost, it arrives once and is equal
        [Test]
        public void EverythingArrivesOnceWhereverLinksAreCut([Range(1, 40)] int seed)
        {
            using var scene = new TransferScene((ulong)seed, trackLeaks: false, change: o => new P2PClientOptions
            {
                PlayerName = o.PlayerName,
                ServerUrl = o.ServerUrl,
                LostAfter = System.TimeSpan.FromSeconds(2),
            });
            SeededRandom random = scene.World.Random;
            byte[][] contents = Enumerable.Range(0, 4).Select(i => TransferScene.Bytes(random.Next(1_500_000), (ulong)(seed + i))).ToArray();
            var files = new Dictionary<string, int>();
            var messages = new List<int>();
            var receiving = new List<Task>();
            foreach (Session session in scene.Sessions)
            {
                session.On<Numbered>((_, message) => messages.Add(message.Padding!.Length));
                session.TransferOffered += offer =>
                {
                    files[offer.Name] = files.TryGetValue(offer.Name, out int n) ? n + 1 : 1;
                    receiving.Add(offer.ReceiveToFileAsync(scene.PathOf("r" + offer.Name)));
                };
            }

            var sending = new List<Task>();
            for (int i = 0; i < contents.Length; i++)
            {
                Session from = scene.Sessions[i % 2];
                sending.Add(from.SendFileAsync(from.Peers[0], scene.WriteFile("f" + i, contents[i])));
                sending.Add(from.SendLargeAsync(from.Peers[0], new Numbered { Padding = contents[i] }));
            }

            for (int cut = 0; cut < 4; cut++)
            {
                scene.Run(random.Next(700));
                // One side may lose what is on its way first: frames of either direction are missing, also Accept, End and Done.
                scene.NewestLinkOf(random.Next(2)).Break();
            }

            Assert.That(scene.PollUntil(() => sending.All(t => t.IsCompleted) && receiving.All(t => t.IsCompleted), 120_000), "seed " + seed);
            scene.Run(100);
            foreach (Task task in sending.Concat(receiving)) Assert.That(task.Exception?.InnerException, Is.Null, "seed " + seed);
            Assert.That(files.OrderBy(f => f.Key).Select(f => f.Key + " " + f.Value), Is.EqualTo(new[] { "f0 1", "f1 1", "f2 1", "f3 1" }), "seed " + seed);
            Assert.That(messages, Is.EquivalentTo(contents.Select(c => c.Length)), "seed " + seed);
            for (int i = 0; i < contents.Length; i++) Assert.That(File.ReadAllBytes(scene.PathOf("rf" + i)), Is.EqualTo(contents[i]), "seed " + seed);
        }

        [Test]
        public void TransferWhoseLinkDoesNotComeBackFailsInTime()
        {
            using var scene = new TransferScene(change: o => new P2PClientOptions
            {
                PlayerName = o.PlayerName,
                ServerUrl = o.ServerUrl,
                TransferResumeTimeout = System.TimeSpan.FromSeconds(20),
            });
            Task? receiving = null;
            scene.Bob.TransferOffered += offer => receiving = offer.ReceiveToFileAsync(scene.PathOf("received.bin"));
            var told = new TransferScene.Recorder();
            Task sending = scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(new byte[20_000_000]), "map", progress: told);
            Assert.That(scene.PollUntil(() => told.Reports.Count > 2));
            scene.World.Links.FailingStage = LinkStage.Ice;
            Cut(scene);
            Assert.That(scene.PollUntil(() => scene.BobOfAnn.State == PeerState.Disconnected));
            Timestamp lost = scene.World.Now;
            Assert.That(scene.Fails(sending).Failure, Is.EqualTo(TransferFailure.LinkLost));
            Assert.That(scene.Fails(receiving!).Failure, Is.EqualTo(TransferFailure.LinkLost));
            Assert.That((scene.World.Now - lost).TotalSeconds, Is.InRange(19, 21.5));
            scene.Run(50);
            Assert.That(scene.End(), Is.EqualTo(new[] { "received.bin.part" }), "what is there may be of use");
        }

        // Real links over a lossy network, whose line is dead for longer than a link lives, at random points and on either side
        [Test]
        public void FilesArriveOverRealLinksThatAreLost([Range(1, 6)] int seed)
        {
            using var scene = new TransferScene((ulong)seed, realEngine: true, trackLeaks: false, change: o => new P2PClientOptions
            {
                PlayerName = o.PlayerName,
                ServerUrl = o.ServerUrl,
                LostAfter = System.TimeSpan.FromSeconds(2),
            });
            foreach (VirtualHost host in scene.World.Network.Hosts) host.Conditions = new LinkConditions { Loss = 0.02, Bandwidth = 2_500_000 };
            byte[] content = TransferScene.Bytes(3_000_000, (ulong)seed);
            string source = scene.WriteFile("map.bin", content);
            var receiving = new List<Task>();
            int lost = 0;
            foreach (Session session in scene.Sessions)
            {
                session.PeerDisconnected += (_, _) => lost++;
                session.TransferOffered += offer => receiving.Add(offer.ReceiveToFileAsync(scene.PathOf(session.Lobby.CurrentPlayer.Name)));
            }

            Task[] sending = scene.Sessions.Select(s => s.SendFileAsync(s.Peers[0], source)).ToArray();
            for (int cut = 0; cut < 2; cut++)
            {
                scene.Run(100 + scene.World.Random.Next(800));
                VirtualHost host = scene.World.LoopOf(scene.World.Random.Next(2)).Host;
                host.IsOnline = false;
                scene.Run(3000);
                host.IsOnline = true;
                scene.PollUntil(() => scene.BobOfAnn.IsConnected && scene.Bob.Peers[0].IsConnected, 40_000);
            }

            Assert.That(scene.PollUntil(() => sending.Concat(receiving).All(t => t.IsCompleted), 120_000), "seed " + seed);
            foreach (Task task in sending.Concat(receiving)) Assert.That(task.Exception?.InnerException, Is.Null, "seed " + seed);
            Assert.That((receiving.Count, lost), Is.EqualTo((2, 4)).Or.EqualTo((2, 2)), "seed " + seed);
            foreach (string name in new[] { "Ann", "Bob" }) Assert.That(File.ReadAllBytes(scene.PathOf(name)), Is.EqualTo(content), "seed " + seed);
        }

        // Ann's offer waits for Bob's player; it is Bob who offers links to Ann
        [Test]
        public void OfferThatIsNotDecidedOutlivesItsLink([Values(0, 1)] int sender)
        {
            using var scene = new TransferScene();
            Session from = scene.Sessions[sender], to = scene.Sessions[1 - sender];
            TransferOffer? offered = null;
            int asked = 0;
            to.TransferOffered += offer =>
            {
                offered = offer;
                asked++;
            };
            Task sending = from.SendStreamAsync(from.Peers[0], new MemoryStream(new byte[5000]), "map");
            Assert.That(scene.PollUntil(() => offered != null));
            Cut(scene);
            Assert.That(scene.PollUntil(() => from.Peers[0].State == PeerState.Disconnected));
            Assert.That(scene.PollUntil(() => from.Peers[0].State == PeerState.Connected, 5000));
            scene.Run(1000);
            var destination = new MemoryStream();
            scene.Complete(offered!.ReceiveToStreamAsync(destination));
            scene.Complete(sending);
            Assert.That((asked, destination.Length), Is.EqualTo((1, 5000L)));
        }

        // Slow is asked for first and open only after the link was lost. Over the next one: 1 to 8 again, which have Ann's places; Slow when one of them is over
        [TestCase(true)]
        [TestCase(false, Description = "and the offers of 1 to 8 were lost with the link")]
        public void FilesThatWereOfferedGoBeforeThoseThatWereNot(bool wereHeard)
        {
            using var scene = new TransferScene();
            Peer ann = scene.Bob.Peers[0];
            var offers = new List<TransferOffer>();
            scene.Ann.TransferOffered += offers.Add;
            byte[][] contents = Enumerable.Range(0, 9).Select(i => TransferScene.Bytes(5000, (ulong)i)).ToArray();
            var disk = new SlowDisk(scene.World.LoopOf(1));
            var slow = new OutgoingTransfer(new TransferTicket(disk, null, default), new StreamSource(new MemoryStream(contents[0]), 5000), BulkContentType.File, "0", disk);
            Assert.That(ann.Link!.Transfers.TryStart(slow));
            Task[] sending = Enumerable.Range(1, 8).Select(i => scene.Bob.SendStreamAsync(ann, new MemoryStream(contents[i]), i.ToString(), 5000)).ToArray();
            scene.World.Links.Stall(!wereHeard);
            scene.Run(100);
            Assert.That(offers, Has.Count.EqualTo(wereHeard ? 8 : 0));
            Cut(scene);
            Assert.That(scene.PollUntil(() => ann.State == PeerState.Disconnected));
            scene.World.Links.Stall(false);
            disk.GoOn();
            Assert.That(scene.PollUntil(() => ann.State == PeerState.Connected, 5000));
            scene.Run(500);

            var received = new SortedDictionary<string, MemoryStream>();
            scene.PollUntil(
                () =>
                {
                    foreach (TransferOffer offer in offers.Where(o => o.IsOpen)) offer.ReceiveToStreamAsync(received[offer.Name] = new MemoryStream());
                    return received.Count == 9 && received.Values.All(r => r.Length == 5000);
                },
                5000);
            scene.Run(100);
            foreach (Task task in sending) Assert.That(task.IsCompletedSuccessfully, () => task.Exception?.InnerException?.ToString() ?? "it does not end");
            Assert.That(received.Values.Select(r => r.ToArray()), Is.EqualTo(contents));
            Assert.That(offers, Has.Count.EqualTo(9), "each is offered to the game once");
        }

        // The link is cut at each point of a message's way, also where all of it is there and not yet put together
        [Test]
        public void MessageThatItsSenderKnowsAsReceivedWasReceived([Values(0, 1)] int sender)
        {
            for (double cut = 0; cut < 30; cut += 0.25)
            {
                using var scene = new TransferScene(trackLeaks: false);
                Session from = scene.Sessions[sender], to = scene.Sessions[1 - sender];
                var received = new List<int>();
                to.On<Numbered>((_, message) => received.Add(message.Padding!.Length));
                Task sending = from.SendLargeAsync(from.Peers[0], new Numbered { Padding = new byte[2000] });
                scene.World.Run(cut);
                Cut(scene);
                scene.PollUntil(() => sending.IsCompleted, 90_000);
                scene.Run(100);
                // Ann cannot ask for another link, and Bob does not where he has not heard of the message, or has all of it.
                if (sender == 1) Assert.That(sending.IsCompletedSuccessfully, "cut after " + cut + " ms, it ends with " + sending.Exception?.InnerException);
                if (sending.IsCompletedSuccessfully) Assert.That(received, Is.EqualTo(new[] { 2000 }), "cut after " + cut + " ms");
                else Assert.That(TransferScene.FailureOf(sending).Failure, Is.EqualTo(TransferFailure.LinkLost));
            }
        }

        // Bob's end of the channel is closed, as that of a client that has no use for it, while the link stands
        [Test]
        public void LargeMessageToWhoIsSilentOnTheChannelFailsInTime()
        {
            using var scene = new TransferScene();
            scene.Bob.Peers[0].Link!.Transfers.OnLinkLost(scene.World.Now);
            Timestamp begin = scene.World.Now;
            Task sending = scene.Ann.SendLargeAsync(scene.BobOfAnn, new Numbered { Number = 1 });
            TransferException e = scene.Fails(sending);
            Assert.That((e.Failure, scene.BobOfAnn.State), Is.EqualTo((TransferFailure.LinkLost, PeerState.Connected)));
            Assert.That(e.Message, Does.Contain("does not answer"));
            Assert.That((scene.World.Now - begin).TotalSeconds, Is.InRange(59, 61.5));
        }

        // The first message is answered, and the second waits for its room for longer than silence may last
        [Test]
        public void LargeMessageThatWaitsForRoomDoesNotFail()
        {
            using var scene = new TransferScene(change: o => new P2PClientOptions { PlayerName = o.PlayerName, ServerUrl = o.ServerUrl, MaxLargeMessageSize = 10_000 });
            var received = new List<int>();
            scene.Bob.On<Numbered>((_, message) => received.Add(message.Number));
            Task[] sending = Enumerable.Range(1, 2).Select(i => scene.Ann.SendLargeAsync(scene.BobOfAnn, new Numbered { Number = i, Padding = new byte[8000] })).ToArray();
            for (int i = 0; i < 100; i++)
            {
                scene.World.Run(1000);
                scene.Ann.Poll();
            }

            Assert.That((sending[0].IsCompletedSuccessfully, sending[1].IsCompleted), Is.EqualTo((true, false)));
            scene.Complete(sending[1]);
            scene.Run(100);
            Assert.That(received, Is.EqualTo(new[] { 1, 2 }));
        }

        [Test]
        public void LinkWithoutTransfersIsNotMadeAgain()
        {
            using var scene = new TransferScene();
            int links = scene.World.Links.Connections.Count;
            Cut(scene);
            scene.Run(30_000);
            Assert.That(scene.World.Links.Connections, Has.Count.EqualTo(links));
        }

        [Test]
        public void PartOfAnEarlierSessionIsGoneOnFrom()
        {
            byte[] content = TransferScene.Bytes(2_000_000);
            using var scene = new TransferScene();
            string source = scene.WriteFile("map.bin", content);
            scene.WriteFile("received.bin.part", content.Take(1_234_567).ToArray());
            Task? receiving = null;
            scene.Bob.TransferOffered += offer => receiving = offer.ReceiveToFileAsync(scene.PathOf("received.bin"), new ReceiveOptions { Resume = true });
            var told = new TransferScene.Recorder();
            scene.Complete(scene.Ann.SendFileAsync(scene.BobOfAnn, source, progress: told));
            scene.Complete(receiving!);
            Assert.That(told.Reports[0].Bytes, Is.GreaterThan(1_234_567));
            Assert.That(File.ReadAllBytes(scene.PathOf("received.bin")), Is.EqualTo(content));
            Assert.That(scene.End(), Is.EqualTo(new[] { "map.bin", "received.bin" }));
        }

        [TestCase(100)]
        [TestCase(3000)]
        public void PartOfAnotherFileIsFoundOut(int length)
        {
            using var scene = new TransferScene();
            byte[] content = TransferScene.Bytes(2000);
            scene.WriteFile("received.bin.part", TransferScene.Bytes(length, seed: 99));
            Task? receiving = null;
            scene.Bob.TransferOffered += offer => receiving = offer.ReceiveToFileAsync(scene.PathOf("received.bin"), new ReceiveOptions { Resume = true });
            Task sending = scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(content), "map", 2000);
            if (length > content.Length)
            {
                // It cannot be of this file, and is written anew.
                scene.Complete(sending);
                Assert.That(File.ReadAllBytes(scene.PathOf("received.bin")), Is.EqualTo(content));
                return;
            }

            Assert.That(scene.Fails(sending).Failure, Is.EqualTo(TransferFailure.Corrupted));
            Assert.That(scene.Fails(receiving!).Failure, Is.EqualTo(TransferFailure.Corrupted));
            scene.Run(50);
            Assert.That(scene.End(), Is.Empty, "the next attempt begins anew");
        }

        [Test]
        public void CancellationWithoutALinkEndsTheSenderAtOnceAndTheReceiverInTime()
        {
            using var scene = new TransferScene();
            Task? receiving = null;
            scene.Bob.TransferOffered += offer => receiving = offer.ReceiveToStreamAsync(new MemoryStream());
            using var cancellation = new CancellationTokenSource();
            var told = new TransferScene.Recorder();
            Task sending = scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(new byte[20_000_000]), "map", progress: told, cancellationToken: cancellation.Token);
            Assert.That(scene.PollUntil(() => told.Reports.Count > 2));
            Cut(scene);
            Assert.That(scene.PollUntil(() => scene.BobOfAnn.State == PeerState.Disconnected));
            cancellation.Cancel();
            Assert.That(scene.PollUntil(() => sending.IsCompleted, 100));
            Assert.That(scene.Fails(receiving!).Failure, Is.EqualTo(TransferFailure.Cancelled).Or.EqualTo(TransferFailure.LinkLost));
        }

        private static void Cut(TransferScene scene)
        {
            scene.NewestLinkOf(0).Break();
            scene.NewestLinkOf(1).Break();
        }

        /// <summary>A loop whose background waits until it is let go.</summary>
        private sealed class SlowDisk : ISessionLoop
        {
            private readonly ISessionLoop _loop;
            private readonly List<IBackgroundWork> _waiting = new List<IBackgroundWork>();
            private bool _isQuick;

            public SlowDisk(ISessionLoop loop) => _loop = loop;

            public IPeerConnectionFactory PeerConnections => _loop.PeerConnections;

            public Timestamp Now => _loop.Now;

            public IRandom Random => _loop.Random;

            public SimulationSwitch? Simulation => _loop.Simulation;

            public Timestamp ReadClock() => _loop.ReadClock();

            public ISignalingSocket OpenSocket(System.Uri url, ISignalingSocketObserver observer, IReadOnlyList<byte[]>? opening = null) => _loop.OpenSocket(url, observer, opening);

            public void Wake() => _loop.Wake();

            public void RunInBackground(IBackgroundWork work)
            {
                if (_isQuick) _loop.RunInBackground(work);
                else _waiting.Add(work);
            }

            public void GoOn()
            {
                _isQuick = true;
                foreach (IBackgroundWork work in _waiting) _loop.RunInBackground(work);
            }

            public void Dispose() => _loop.Dispose();
        }
    }
}
