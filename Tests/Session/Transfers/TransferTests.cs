using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace P2PNet.Tests.Sessions
{
    /// <summary>Large messages, files and streams between players, as a game sees them.</summary>
    [TestFixture]
    internal sealed class TransferTests
    {
        [TestCase(0)]
        [TestCase(1)]
        [TestCase(1200)]
        [TestCase(300_000)]
        [TestCase(5_000_000)]
        public void LargeMessageReachesTheHandlersOfItsType(int length)
        {
            using var scene = new TransferScene();
            byte[] padding = TransferScene.Bytes(length);
            var received = new List<Numbered>();
            scene.Bob.On<Numbered>((_, message) => received.Add(message));

            scene.Complete(scene.Ann.SendLargeAsync(scene.BobOfAnn, new Numbered { Number = 5, Padding = padding }));
            scene.Run(50);

            Assert.That(received.Single().Number, Is.EqualTo(5));
            Assert.That(received[0].Padding, Is.EqualTo(padding));
            Assert.That(scene.Bob.Statistics.MessagesReceived, Is.EqualTo(1));
        }

        [Test]
        public void MessageLargerThanThePeerTakesIsRefusedAtOnce()
        {
            using var scene = new TransferScene(change: o => new P2PClientOptions { PlayerName = o.PlayerName, ServerUrl = o.ServerUrl, MaxLargeMessageSize = 100_000 });
            TransferException e = scene.Fails(scene.Ann.SendLargeAsync(scene.BobOfAnn, new Numbered { Padding = new byte[100_001] }));
            Assert.That(e.Failure, Is.EqualTo(TransferFailure.TooLarge));
            Assert.That(e.Message, Does.Contain("100000"), "it says what is taken");
        }

        // Bob does not poll: one message fills his room, the other waits at Ann until he does
        [Test]
        public void MessagesWaitAtTheSenderWhileTheReceiverHasNoRoom()
        {
            using var scene = new TransferScene(change: o => new P2PClientOptions { PlayerName = o.PlayerName, ServerUrl = o.ServerUrl, MaxLargeMessageSize = 1_000_000 });
            var received = new List<int>();
            scene.Bob.On<Numbered>((_, message) => received.Add(message.Number));
            Task first = scene.Ann.SendLargeAsync(scene.BobOfAnn, new Numbered { Number = 1, Padding = new byte[700_000] });
            Task second = scene.Ann.SendLargeAsync(scene.BobOfAnn, new Numbered { Number = 2, Padding = new byte[700_000] });
            for (int i = 0; i < 300; i++)
            {
                scene.World.Run(10);
                scene.Ann.Poll();
            }

            Assert.That((first.IsCompletedSuccessfully, second.IsCompleted), Is.EqualTo((true, false)));
            scene.Complete(second);
            scene.Run(50);
            Assert.That(received, Is.EqualTo(new[] { 1, 2 }));
        }

        [TestCase(0)]
        [TestCase(1)]
        [TestCase(BulkFrames.ChunkLength)]
        [TestCase(BulkFrames.ChunkLength + 1)]
        [TestCase(1_000_000)]
        public void FileArrivesInItsPlace(int length)
        {
            using var scene = new TransferScene();
            byte[] content = TransferScene.Bytes(length);
            string source = scene.WriteFile("map.bin", content);
            Task? receiving = null;
            TransferOffer? offered = null;
            var heard = new TransferScene.Recorder();
            scene.Bob.TransferOffered += offer =>
            {
                offered = offer;
                receiving = offer.ReceiveToFileAsync(scene.PathOf("received.bin"), new ReceiveOptions { Progress = heard });
            };

            var told = new TransferScene.Recorder();
            scene.Complete(scene.Ann.SendFileAsync(scene.BobOfAnn, source, progress: told));
            scene.Complete(receiving!);

            Assert.That((offered!.Peer.Name, offered.Name, offered.Length, offered.IsOpen), Is.EqualTo(("Ann", "map.bin", (long?)length, false)));
            Assert.That(File.ReadAllBytes(scene.PathOf("received.bin")), Is.EqualTo(content));
            foreach (TransferScene.Recorder recorder in new[] { heard, told }.Where(_ => length > 0))
            {
                Assert.That(recorder.Reports[recorder.Reports.Count - 1].Bytes, Is.EqualTo(length));
                Assert.That(recorder.Reports.Select(r => r.Bytes), Is.Ordered.Ascending);
                Assert.That(recorder.Reports.All(r => r.Total == length));
                Assert.That(recorder.Thread, Is.EqualTo(Environment.CurrentManagedThreadId));
            }

            Assert.That(scene.End(), Is.EqualTo(new[] { "map.bin", "received.bin" }), "no .part is left");
        }

        [Test]
        public void StreamOfUnknownLengthArrives()
        {
            using var scene = new TransferScene();
            byte[] content = TransferScene.Bytes(200_000);
            var destination = new MemoryStream();
            TransferOffer? offered = null;
            Task? receiving = null;
            scene.Bob.TransferOffered += offer =>
            {
                offered = offer;
                receiving = offer.ReceiveToStreamAsync(destination);
            };
            scene.Complete(scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(content), "replay"));
            scene.Complete(receiving!);
            Assert.That(offered!.Length, Is.Null);
            Assert.That(destination.ToArray(), Is.EqualTo(content));
            Assert.That(destination.CanWrite, "the stream stays the game's");
        }

        [Test]
        public void StreamThatEndsBeforeItsLengthFailsOnBothSides()
        {
            using var scene = new TransferScene();
            Task? receiving = null;
            scene.Bob.TransferOffered += offer => receiving = offer.ReceiveToFileAsync(scene.PathOf("replay"));
            Task sending = scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(new byte[1000]), "replay", length: 2000);
            Assert.That(scene.Fails(sending).Failure, Is.EqualTo(TransferFailure.SourceChanged));
            Assert.That(scene.Fails(receiving!).Failure, Is.EqualTo(TransferFailure.SourceChanged));
            Assert.That(scene.End(), Is.Empty);
        }

        [Test]
        public void FileThatIsNotThereFailsWithTheSystemsReason()
        {
            using var scene = new TransferScene();
            TransferException e = scene.Fails(scene.Ann.SendFileAsync(scene.BobOfAnn, scene.PathOf("nothing")));
            Assert.That(e.Failure, Is.EqualTo(TransferFailure.SourceFailed));
            Assert.That(e.InnerException, Is.InstanceOf<FileNotFoundException>());
        }

        [Test]
        public void FileThatChangesMeanwhileFailsClearly()
        {
            using var scene = new TransferScene();
            string source = scene.WriteFile("map.bin", new byte[3_000_000]);
            Task? receiving = null;
            scene.Bob.TransferOffered += offer => receiving = offer.ReceiveToFileAsync(scene.PathOf("received.bin"));
            var told = new TransferScene.Recorder();
            Task sending = scene.Ann.SendFileAsync(scene.BobOfAnn, source, progress: told);
            Assert.That(scene.PollUntil(() => told.Reports.Count > 0));
            File.SetLastWriteTimeUtc(source, DateTime.UtcNow.AddSeconds(5));

            Assert.That(scene.Fails(sending).Failure, Is.EqualTo(TransferFailure.SourceChanged));
            TransferException e = scene.Fails(receiving!);
            Assert.That((e.Failure, e.Message), Is.EqualTo((TransferFailure.SourceChanged, "The file changed while it was being sent. Send it again.")));
            Assert.That(scene.End(), Is.EqualTo(new[] { "map.bin" }));
        }

        [Test]
        public void NothingComesBeforeTheGameAccepts()
        {
            using var scene = new TransferScene();
            string source = scene.WriteFile("map.bin", new byte[100_000]);
            TransferOffer? offered = null;
            scene.Bob.TransferOffered += offer => offered = offer;
            var told = new TransferScene.Recorder();
            Task sending = scene.Ann.SendFileAsync(scene.BobOfAnn, source, progress: told);
            scene.Run(5000);
            Assert.That(told.Reports, Is.Empty);
            Assert.That(Directory.GetFiles(scene.Folder), Has.Length.EqualTo(1));
            Assert.That(offered!.IsOpen);

            Task receiving = offered.ReceiveToFileAsync(scene.PathOf("later.bin"));
            scene.Complete(sending);
            scene.Complete(receiving);
            Assert.That(new Action(() => offered.ReceiveToFileAsync(scene.PathOf("twice.bin"))), Throws.InvalidOperationException);
        }

        [Test]
        public void RefusalTellsTheSenderWhy()
        {
            using var scene = new TransferScene();
            scene.Bob.TransferOffered += offer => offer.Refuse("I have that map.");
            TransferException e = scene.Fails(scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(new byte[10]), "map"));
            Assert.That((e.Failure, e.Message), Is.EqualTo((TransferFailure.Refused, "I have that map.")));
        }

        [Test]
        public void GameThatTakesNoTransfersRefusesThem()
        {
            using var scene = new TransferScene();
            Assert.That(scene.Fails(scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(new byte[10]), "map")).Failure, Is.EqualTo(TransferFailure.Refused));
        }

        [TestCase(true)]
        [TestCase(false)]
        public void CancellationEndsBothSidesAndRemovesThePart(bool bySender)
        {
            using var scene = new TransferScene();
            string source = scene.WriteFile("map.bin", new byte[5_000_000]);
            using var cancellation = new CancellationTokenSource();
            Task? receiving = null;
            scene.Bob.TransferOffered += offer => receiving = offer.ReceiveToFileAsync(scene.PathOf("received.bin"), null, bySender ? default : cancellation.Token);
            var told = new TransferScene.Recorder();
            Task sending = scene.Ann.SendFileAsync(scene.BobOfAnn, source, progress: told, cancellationToken: bySender ? cancellation.Token : default);
            Assert.That(scene.PollUntil(() => told.Reports.Count > 3));
            Assert.That(File.Exists(scene.PathOf("received.bin.part")));
            cancellation.Cancel();

            Task mine = bySender ? sending : receiving!;
            Assert.That(scene.Fails(bySender ? receiving! : sending).Failure, Is.EqualTo(TransferFailure.Cancelled));
            Assert.That(scene.PollUntil(() => mine.IsCompleted));
            Assert.That(mine.IsCanceled);
            scene.Run(50);
            Assert.That(scene.End(), Is.EqualTo(new[] { "map.bin" }));
        }

        [Test]
        public void TokenThatWasCancelledBeforeSendsNothing()
        {
            using var scene = new TransferScene();
            bool asked = false;
            scene.Bob.TransferOffered += _ => asked = true;
            Task sending = scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(new byte[10]), "map", cancellationToken: new CancellationToken(true));
            scene.PollUntil(() => sending.IsCompleted, 1000);
            Assert.That((sending.IsCanceled, asked), Is.EqualTo((true, false)));
        }

        [Test]
        public void OfferThatWasTakenBackCannotBeAccepted()
        {
            using var scene = new TransferScene();
            TransferOffer? offered = null;
            scene.Bob.TransferOffered += offer => offered = offer;
            using var cancellation = new CancellationTokenSource();
            Task sending = scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(new byte[10]), "map", cancellationToken: cancellation.Token);
            Assert.That(scene.PollUntil(() => offered != null));
            cancellation.Cancel();
            Assert.That(scene.PollUntil(() => !offered!.IsOpen));
            Assert.That(scene.Fails(offered!.ReceiveToFileAsync(scene.PathOf("map"))).Failure, Is.EqualTo(TransferFailure.Cancelled));
            Assert.That(sending.IsCanceled);
        }

        [TestCase(2000L)]
        [TestCase(null)]
        public void MaximumLengthEndsWhatIsLonger(long? announced)
        {
            using var scene = new TransferScene();
            Task? receiving = null;
            var destination = new MemoryStream();
            scene.Bob.TransferOffered += offer => receiving = offer.ReceiveToStreamAsync(destination, new ReceiveOptions { MaxLength = 1500 });
            Task sending = scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(new byte[2000]), "map", announced);
            Assert.That(scene.Fails(sending).Failure, Is.EqualTo(TransferFailure.TooLarge));
            Assert.That(scene.Fails(receiving!).Failure, Is.EqualTo(TransferFailure.TooLarge));
            Assert.That(destination.Length, Is.LessThanOrEqualTo(1500));
        }

        [Test]
        public void FileThatIsTooLargeLeavesAnEarlierPartAlone()
        {
            using var scene = new TransferScene();
            scene.WriteFile("map.bin.part", new byte[10]);
            Task? receiving = null;
            scene.Bob.TransferOffered += offer => receiving = offer.ReceiveToFileAsync(scene.PathOf("map.bin"), new ReceiveOptions { MaxLength = 1500 });
            Task sending = scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(new byte[2000]), "map", 2000);
            Assert.That(scene.Fails(sending).Failure, Is.EqualTo(TransferFailure.TooLarge));
            Assert.That(scene.Fails(receiving!).Failure, Is.EqualTo(TransferFailure.TooLarge));
            scene.Run(50);
            Assert.That(File.ReadAllBytes(scene.PathOf("map.bin.part")), Has.Length.EqualTo(10));
        }

        [Test]
        public void FileThatIsThereIsReplacedOnlyWhereAsked()
        {
            using var scene = new TransferScene();
            byte[] content = TransferScene.Bytes(5000);
            scene.WriteFile("there.bin", new byte[3]);
            bool overwrite = false;
            var receiving = new List<Task>();
            scene.Bob.TransferOffered += offer => receiving.Add(offer.ReceiveToFileAsync(scene.PathOf("there.bin"), new ReceiveOptions { Overwrite = overwrite }));
            Task sending = scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(content), "there.bin");
            TransferException e = scene.Fails(sending);
            Assert.That(e.Failure, Is.EqualTo(TransferFailure.StorageFailed));
            Assert.That(e.Message, Does.Not.Contain(scene.Folder), "places on the receiver's machine are nobody's business");
            Assert.That(scene.Fails(receiving[0]).InnerException, Is.InstanceOf<IOException>());
            Assert.That(File.ReadAllBytes(scene.PathOf("there.bin")), Is.EqualTo(new byte[3]));

            overwrite = true;
            scene.Complete(scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(content), "there.bin"));
            Assert.That(File.ReadAllBytes(scene.PathOf("there.bin")), Is.EqualTo(content));
            Assert.That(scene.End(), Is.EqualTo(new[] { "there.bin" }));
        }

        [Test]
        public void StorageThatFailsEndsBothSides()
        {
            using var scene = new TransferScene();
            Task? receiving = null;
            scene.Bob.TransferOffered += offer => receiving = offer.ReceiveToStreamAsync(new FullDisk(50_000));
            Task sending = scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(new byte[500_000]), "map");
            Assert.That(scene.Fails(sending).Failure, Is.EqualTo(TransferFailure.StorageFailed));
            Assert.That(scene.Fails(receiving!).InnerException, Is.InstanceOf<IOException>());
        }

        [Test]
        public void StorageThatCannotEvenBeLetGoHarmsNothingElse()
        {
            using var scene = new TransferScene();
            var disk = new StuckDisk();
            var writer = new ContentWriter(disk, 10, hasChecksum: true, scene.World.LoopOf(0));
            writer.Open();
            scene.Run(50);
            writer.Stop(keep: false);
            scene.Run(50);
            Assert.That((writer.State, disk.Abandoned), Is.EqualTo((ContentWriterState.Open, 1)));
        }

        [Test]
        public void ManyTransfersGoSideBySideAndAllArrive()
        {
            using var scene = new TransferScene(names: new[] { "Ann", "Bob", "Cid" });
            var received = new Dictionary<string, MemoryStream>();
            foreach (Session session in scene.Sessions)
            {
                session.TransferOffered += offer =>
                {
                    var destination = new MemoryStream();
                    received.Add(session.Lobby.CurrentPlayer.Name + " " + offer.Name, destination);
                    offer.ReceiveToStreamAsync(destination);
                };
            }

            // More than may be active, to each of two players.
            var sending = new List<Task>();
            var finished = new List<int>();
            for (int i = 0; i < 12; i++)
            {
                foreach (Peer peer in scene.Ann.Peers) sending.Add(scene.Ann.SendStreamAsync(peer, new MemoryStream(TransferScene.Bytes(100_000, (ulong)i)), "map" + i));
            }

            scene.Complete(Task.WhenAll(sending));
            Assert.That(received, Has.Count.EqualTo(24));
            foreach (string name in new[] { "Bob", "Cid" })
                for (int i = 0; i < 12; i++)
                    Assert.That(received[name + " map" + i].ToArray(), Is.EqualTo(TransferScene.Bytes(100_000, (ulong)i)));
        }

        [Test]
        public void TransfersToOnePeerShareTheLinkEvenly()
        {
            using var scene = new TransferScene();
            scene.Bob.TransferOffered += offer => offer.ReceiveToStreamAsync(new MemoryStream());
            var told = new[] { new TransferScene.Recorder(), new TransferScene.Recorder(), new TransferScene.Recorder() };
            foreach (TransferScene.Recorder recorder in told) _ = scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(new byte[20_000_000]), "map", progress: recorder);
            Assert.That(scene.PollUntil(() => told.All(t => t.Reports.Count > 20)));
            long[] bytes = told.Select(t => t.Reports[t.Reports.Count - 1].Bytes).ToArray();
            Assert.That(bytes.Max() - bytes.Min(), Is.LessThan(bytes.Max() / 5));
        }

        [Test]
        public void SmallMessagesGoOnMeanwhile()
        {
            using var scene = new TransferScene();
            scene.Bob.TransferOffered += offer => offer.ReceiveToStreamAsync(new MemoryStream());
            var numbers = new List<int>();
            scene.Bob.On<Numbered>((_, message) => numbers.Add(message.Number));
            Task sending = scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(new byte[3_000_000]), "map");
            int sent = 0;
            while (!sending.IsCompleted && sent < 10_000)
            {
                Assert.That(scene.Ann.Send(scene.BobOfAnn, new Numbered { Number = sent++ }), Is.EqualTo(SendResult.Sent));
                scene.Run(10);
            }

            scene.Run(100);
            Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, sent)));
            Assert.That(sending.IsCompletedSuccessfully);
        }

        [Test]
        public void LeavingEndsTransfersWithoutAnotherPoll()
        {
            using var scene = new TransferScene();
            Task? receiving = null;
            scene.Bob.TransferOffered += offer => receiving = offer.ReceiveToFileAsync(scene.PathOf("received.bin"));
            var told = new TransferScene.Recorder();
            Task sending = scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(new byte[20_000_000]), "map", progress: told);
            Assert.That(scene.PollUntil(() => told.Reports.Count > 2));
            scene.World.Complete(scene.Ann.LeaveAsync());

            Assert.That(TransferScene.FailureOf(sending).Failure, Is.EqualTo(TransferFailure.SessionEnded));
            TransferException e = scene.Fails(receiving!);
            Assert.That((e.Failure, e.Message), Is.EqualTo((TransferFailure.LinkLost, "Ann left.")));
            Assert.That(scene.End(), Is.EqualTo(new[] { "received.bin.part" }), "what is there may be of use");
        }

        [Test]
        public void TransferWithoutALinkFailsAtOnce()
        {
            using var scene = new TransferScene();
            Peer bob = scene.BobOfAnn;
            scene.World.Complete(scene.Bob.LeaveAsync());
            scene.Run(100);
            Task sending = scene.Ann.SendLargeAsync(bob, new Numbered { Number = 1 });
            Assert.That(TransferScene.FailureOf(sending).Failure, Is.EqualTo(TransferFailure.LinkLost));
        }

        [Test]
        public void ExceptionOfAProgressIsReportedLikeAHandlers()
        {
            using var scene = new TransferScene();
            var failures = new List<Exception>();
            scene.Ann.HandlerFailed += failures.Add;
            scene.Bob.TransferOffered += offer => offer.ReceiveToStreamAsync(new MemoryStream());
            scene.Complete(scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(new byte[100_000]), "map", progress: new Throwing()));
            Assert.That(failures, Is.Not.Empty.And.All.InstanceOf<NotSupportedException>());
        }

        private sealed class Throwing : IProgress<TransferProgress>
        {
            public void Report(TransferProgress value) => throw new NotSupportedException();
        }

        private sealed class StuckDisk : ITransferSink
        {
            public int Abandoned { get; private set; }

            public long Open(long? length, IncrementalHash? checksum) => 0;

            public void Write(ReadOnlySpan<byte> bytes)
            {
            }

            public void Commit()
            {
            }

            public void Abandon(bool keep)
            {
                Abandoned++;
                throw new ArgumentOutOfRangeException(nameof(keep));
            }
        }

        private sealed class FullDisk : MemoryStream
        {
            private readonly long _capacity;

            public FullDisk(long capacity) => _capacity = capacity;

            public override void Write(ReadOnlySpan<byte> buffer)
            {
                if (Length + buffer.Length > _capacity) throw new IOException("There is not enough space on the disk.");
                base.Write(buffer);
            }
        }
    }
}
