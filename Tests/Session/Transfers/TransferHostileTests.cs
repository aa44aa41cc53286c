using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Rtc;

namespace P2PNet.Tests.Sessions
{
    /// <summary>A peer that breaks the rules of the bulk channel: it harms its own transfers and nothing else, and the memory that it can take is bounded.</summary>
    [TestFixture]
    internal sealed class TransferHostileTests
    {
        private static readonly BufferPool Pool = new BufferPool();

        [TestCase("offset ahead", 1000L, 10)]
        [TestCase("no content", 0L, 0)]
        [TestCase("beyond the length", 0L, 5001)]
        [TestCase("far away", (1L << 53) - 1, 10)]
        public void ChunkThatDoesNotFollowEndsTheTransfer(string what, long offset, int length)
        {
            using var scene = new TransferScene();
            Task receiving = Accept(scene, 1, 5000, out MemoryStream destination);
            Inject(scene, BulkFrameTests.Chunk(1, offset, new byte[length]));
            Assert.That(scene.Fails(receiving).Failure, Is.EqualTo(TransferFailure.Protocol), what);
            Assert.That(destination.Length, Is.Zero);
            AssertLinkWorks(scene);
        }

        [Test]
        public void OverlappingAndRepeatedChunksEndTheTransfer([Values(0L, 50L)] long offset)
        {
            using var scene = new TransferScene();
            Task receiving = Accept(scene, 1, 5000, out _);
            Inject(scene, BulkFrameTests.Chunk(1, 0, new byte[100]));
            Inject(scene, BulkFrameTests.Chunk(1, offset, new byte[100]));
            Assert.That(scene.Fails(receiving).Failure, Is.EqualTo(TransferFailure.Protocol));
            AssertLinkWorks(scene);
        }

        [Test]
        public void MoreThanTheCreditEndsTheTransfer()
        {
            using var scene = new TransferScene();
            Task? receiving = null;
            scene.Bob.TransferOffered += offer => receiving = offer.ReceiveToStreamAsync(new MemoryStream());
            Inject(scene, BulkFrames.Offer(Pool, 1, BulkContentType.File, 100_000_000, "x"));
            Assert.That(scene.PollUntil(() => receiving != null, 1000));
            scene.Run(50);
            // All at once, so that nothing can be written in between.
            for (int i = 0; i < 20; i++) Inject(scene, BulkFrameTests.Chunk(1, i * 60_000L, new byte[60_000]));
            Assert.That(Transfers(scene).Counters.BrokenTransfers, Is.EqualTo(1));
            Assert.That(scene.Fails(receiving!).Failure, Is.EqualTo(TransferFailure.Protocol));
            AssertLinkWorks(scene);
        }

        // The disk stalls: chunks of next to nothing, or of next to nothing in a large frame, wait in no more buffers than their content needs
        [TestCase(1, 0)]
        [TestCase(1, 200_000)]
        [TestCase(7, 500)]
        [TestCase(600, 0)]
        [TestCase(BulkFrames.ChunkLength, 0)]
        [TestCase(2040, 1)]
        public void ChunksThatWaitTakeLittleMoreMemoryThanTheirContent(int length, int behind)
        {
            using var scene = new TransferScene(trackLeaks: false);
            byte[] content = TransferScene.Bytes(12_000 / length * length);
            Task receiving = Accept(scene, 1, content.Length, out MemoryStream destination);
            BufferPool pool = scene.World.LoopOf(1).Pool;
            int before = pool.Outstanding, capacity = 0;
            for (int offset = 0; offset < content.Length; offset += length)
            {
                using PooledBuffer chunk = BulkFrameTests.Chunk(1, offset, content.AsSpan(offset, length).ToArray());
                chunk.Write(new byte[behind]);
                scene.NewestLinkOf(1).Inject(GameChannels.Bulk, chunk.Span.ToArray());
                using PooledBuffer alike = pool.Rent(chunk.Length);
                capacity = alike.Capacity;
            }

            Assert.That((long)(pool.Outstanding - before) * capacity, Is.LessThan((2 * content.Length) + capacity));
            Inject(scene, BulkFrames.End(Pool, 1, content.Length, SHA256.HashData(content)));
            scene.Complete(receiving);
            Assert.That(destination.ToArray(), Is.EqualTo(content));
            AssertLinkWorks(scene);
        }

        [Test]
        public void EndThatLiesEndsTheTransfer([Values(0L, 99L, 101L)] long length)
        {
            using var scene = new TransferScene();
            Task receiving = Accept(scene, 1, null, out _);
            Inject(scene, BulkFrameTests.Chunk(1, 0, new byte[100]));
            Inject(scene, BulkFrames.End(Pool, 1, length, new byte[32]));
            Assert.That(scene.Fails(receiving).Failure, Is.EqualTo(TransferFailure.Protocol));
        }

        [Test]
        public void WrongChecksumEndsTheTransferAndRemovesThePart()
        {
            using var scene = new TransferScene();
            Task? receiving = null;
            scene.Bob.TransferOffered += offer => receiving = offer.ReceiveToFileAsync(scene.PathOf("x"));
            Inject(scene, BulkFrames.Offer(Pool, 1, BulkContentType.File, 100, "x"));
            scene.Run(100);
            Inject(scene, BulkFrameTests.Chunk(1, 0, new byte[100]));
            Inject(scene, BulkFrames.End(Pool, 1, 100, new byte[32]));
            Assert.That(scene.Fails(receiving!).Failure, Is.EqualTo(TransferFailure.Corrupted));
            scene.Run(50);
            Assert.That(scene.End(), Is.Empty);
        }

        // Cid calls his file as Ann's is called while it is not complete
        [Test]
        public void FileOfOnePeerIsNeverThePartOfAnothers()
        {
            using var scene = new TransferScene(names: new[] { "Ann", "Bob", "Cid" });
            byte[] finished = TransferScene.Bytes(5000, 1), content = TransferScene.Bytes(200_000, 2);
            var receiving = new List<Task>();
            scene.Bob.TransferOffered += offer => receiving.Add(offer.ReceiveToFileAsync(scene.PathOf(offer.Name)));
            Peer bobOfCid = scene.Sessions[2].Peers.First(p => p.Name == "Bob");
            scene.Complete(scene.Sessions[2].SendStreamAsync(bobOfCid, new MemoryStream(finished), "map.bin.part"));
            scene.Complete(scene.Ann.SendStreamAsync(scene.Ann.Peers.First(p => p.Name == "Bob"), new MemoryStream(content), "map.bin"));
            scene.Complete(Task.WhenAll(receiving));
            Assert.That(File.ReadAllBytes(scene.PathOf("map.bin")), Is.EqualTo(content));
            Assert.That(File.ReadAllBytes(scene.PathOf("map.bin.part_")), Is.EqualTo(finished));
            Assert.That(scene.End(), Is.EqualTo(new[] { "map.bin", "map.bin.part_" }));
        }

        [Test]
        public void EndWithoutAChecksumIsNoEndOfAFile()
        {
            using var scene = new TransferScene();
            Task receiving = Accept(scene, 1, 10, out _);
            Inject(scene, BulkFrameTests.Chunk(1, 0, new byte[10]));
            Inject(scene, BulkFrames.End(Pool, 1, 10, default));
            Assert.That(scene.Fails(receiving).Failure, Is.EqualTo(TransferFailure.Protocol));
        }

        [Test]
        public void FloodOfOffersAsksTheGameEightTimes()
        {
            using var scene = new TransferScene(trackLeaks: false);
            int asked = 0;
            scene.Bob.TransferOffered += _ => asked++;
            for (uint i = 1; i <= 10_000; i++) Inject(scene, BulkFrames.Offer(Pool, i, BulkContentType.File, null, "x"));
            scene.Run(1000);
            Assert.That(asked, Is.EqualTo(OutgoingTransfers.MaxActive));
            Assert.That(Transfers(scene).Counters.RefusedOffers, Is.EqualTo(10_000 - OutgoingTransfers.MaxActive));
            AssertLinkWorks(scene);
        }

        // Offer, Withdraw, Offer, Withdraw, ... while the game does not poll: each pair leaves an event behind
        [Test]
        public void OffersThatAreTakenBackAtOnceDoNotFillTheQueueOfEvents()
        {
            using var scene = new TransferScene(trackLeaks: false);
            int asked = 0;
            scene.Bob.TransferOffered += _ => asked++;
            uint number = 0;
            for (int round = 1; round <= 2; round++)
            {
                for (int i = 0; i < 5000; i++)
                {
                    Inject(scene, BulkFrames.Offer(Pool, ++number, BulkContentType.File, null, "x"));
                    Inject(scene, BulkFrames.Ending(Pool, BulkFrameKind.Withdraw, number, TransferFailure.Cancelled, string.Empty));
                }

                Assert.That(Transfers(scene).Counters.RefusedOffers, Is.EqualTo(round * (5000 - LinkTransfers.MaxUnpolledOffers)), "polling makes room again");
                scene.Run(100);
            }

            Assert.That(asked, Is.Zero, "nothing is there to be decided");
            Inject(scene, BulkFrames.Offer(Pool, ++number, BulkContentType.File, null, "x"));
            scene.Run(100);
            Assert.That(asked, Is.EqualTo(1));
            AssertLinkWorks(scene);
        }

        [Test]
        public void AnswersToWhoDoesNotListenAreBounded()
        {
            using var scene = new TransferScene(trackLeaks: false);
            scene.World.Links.Stall(true);
            int before = scene.World.LoopOf(1).Pool.Outstanding;
            for (uint i = 1; i <= 30_000; i++) Inject(scene, BulkFrames.Offer(Pool, i, BulkContentType.Message, 1L << 40, string.Empty));
            Assert.That(scene.World.LoopOf(1).Pool.Outstanding - before, Is.LessThan(10_000));
            Assert.That(Transfers(scene).Counters.DroppedAnswers, Is.GreaterThan(10_000));
            scene.World.Links.Stall(false);
            AssertLinkWorks(scene);
        }

        [Test]
        public void ClaimedMessagesTakeNoMemory()
        {
            using var scene = new TransferScene();
            for (uint i = 1; i <= 8; i++) Inject(scene, BulkFrames.Offer(Pool, i, BulkContentType.Message, 16 << 20, string.Empty));
            scene.Run(200);
            Assert.That(scene.World.LoopOf(1).Pool.Outstanding, Is.LessThanOrEqualTo(2), "one message has the room, and a first buffer");
            AssertLinkWorks(scene, largeToo: false);
        }

        [Test]
        public void LargeMessageThatIsNoneIsRejectedAndTold()
        {
            using var scene = new TransferScene();
            var rejected = new List<string>();
            scene.Bob.MessageRejected += (_, reason) => rejected.Add(reason);
            Inject(scene, BulkFrames.Offer(Pool, 1, BulkContentType.Message, 3, string.Empty));
            scene.Run(50);
            Inject(scene, BulkFrameTests.Chunk(1, 0, 0xc1, 0xc1, 0xc1));
            Inject(scene, BulkFrames.End(Pool, 1, 3, default));
            scene.Run(50);
            Assert.That(rejected, Has.Count.EqualTo(1));
            Assert.That(scene.Bob.Statistics.Malformed, Is.EqualTo(1));
            AssertLinkWorks(scene);
        }

        [Test]
        public void FramesOfUnknownTransfersAndKindsAreCountedAndDropped()
        {
            using var scene = new TransferScene();
            Inject(scene, BulkFrameTests.Chunk(7, 0, 1, 2, 3));
            Inject(scene, BulkFrames.End(Pool, 7, 3, default));
            Inject(scene, BulkFrames.Ending(Pool, BulkFrameKind.Withdraw, 7, TransferFailure.Cancelled, "x"));
            Inject(scene, BulkFrames.Room(Pool, BulkFrameKind.Accept, 7, 0, 100));
            Inject(scene, BulkFrames.Room(Pool, BulkFrameKind.Credit, 0, 0, 100));
            Inject(scene, BulkFrames.Done(Pool, 0));
            scene.NewestLinkOf(1).Inject(GameChannels.Bulk, BulkFrameTests.Bytes("91-63"));
            scene.NewestLinkOf(1).Inject(GameChannels.Bulk, BulkFrameTests.Bytes("C1"));
            scene.NewestLinkOf(1).Inject(GameChannels.Bulk, BulkFrameTests.Bytes("92-07-01"), isString: true);
            TransferCounters counters = Transfers(scene).Counters;
            Assert.That((counters.StrayFrames, counters.UnknownFrames, counters.MalformedFrames), Is.EqualTo((6L, 1L, 2L)));
            AssertLinkWorks(scene);
        }

        [TestCase("94-05-01-CE-7F-FF-FF-FF-CE-7F-FF-FF-FF", Description = "Accept beyond the end")]
        [TestCase("92-07-01", Description = "Done before the end")]
        public void ReceiverThatLiesEndsTheTransferAtTheSender(string frame)
        {
            using var scene = new TransferScene();
            scene.Bob.TransferOffered += _ => { };
            Task sending = scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(new byte[1000]), "x", 1000);
            scene.Run(100);
            scene.NewestLinkOf(0).Inject(GameChannels.Bulk, BulkFrameTests.Bytes(frame));
            Assert.That(scene.Fails(sending).Failure, Is.EqualTo(TransferFailure.Protocol));
            AssertLinkWorks(scene);
        }

        [TestCase(500_000L)]
        [TestCase(1L)]
        public void CreditThatCannotBeEndsTheTransferAtTheSender(long offset)
        {
            using var scene = new TransferScene();
            scene.Bob.TransferOffered += offer => offer.ReceiveToStreamAsync(new MemoryStream());
            Task sending = scene.Ann.SendStreamAsync(scene.BobOfAnn, new MemoryStream(new byte[400_000]), "x");
            scene.Run(30);
            Inject(scene, BulkFrames.Room(Pool, BulkFrameKind.Credit, 1, offset, 1 << 30), toAnn: true);
            Assert.That(scene.Fails(sending).Failure, Is.EqualTo(TransferFailure.Protocol));
            AssertLinkWorks(scene);
        }

        [Test]
        public void RandomFramesHarmNothing([Range(1, 10)] int seed)
        {
            using var scene = new TransferScene((ulong)seed, trackLeaks: false);
            scene.Bob.TransferOffered += offer =>
            {
                if (scene.World.Random.Next(2) == 0) offer.ReceiveToStreamAsync(new MemoryStream());
                else offer.Refuse();
            };
            var random = new SeededRandom((ulong)seed);
            for (int i = 0; i < 3000; i++)
            {
                uint number = (uint)random.Next(40);
                long offset = random.Next(4) == 0 ? random.Next(5000) : 0;
                PooledBuffer frame = random.Next(6) switch
                {
                    0 => BulkFrames.Offer(Pool, number, (BulkContentType)random.Next(3), random.Next(2) == 0 ? (long?)null : random.Next(5000), "n"),
                    1 => BulkFrameTests.Chunk(number, offset, new byte[random.Next(2000)]),
                    2 => BulkFrames.End(Pool, number, offset, new byte[random.Next(2) * 32]),
                    3 => BulkFrames.Ending(Pool, (BulkFrameKind)(4 + (random.Next(2) * 4)), number, (TransferFailure)random.Next(10), "t"),
                    4 => BulkFrames.Room(Pool, (BulkFrameKind)(5 + random.Next(2)), number, offset, random.Next(100_000)),
                    _ => BulkFrames.Done(Pool, number),
                };
                if (random.Next(8) == 0) frame.Span[random.Next(frame.Length)] ^= (byte)(1 << random.Next(8));
                Inject(scene, frame, toAnn: random.Next(4) == 0);
                if (random.Next(10) == 0) scene.Run(17);
            }

            scene.Run(500);
            AssertLinkWorks(scene, largeToo: false);
        }

        /// <summary>Bob accepts what the hostile peer offers him.</summary>
        private static Task Accept(TransferScene scene, uint number, long? length, out MemoryStream destination)
        {
            Task? receiving = null;
            var stream = destination = new MemoryStream();
            scene.Bob.TransferOffered += offer => receiving ??= offer.ReceiveToStreamAsync(stream);
            Inject(scene, BulkFrames.Offer(Pool, number, BulkContentType.File, length, "x"));
            Assert.That(scene.PollUntil(() => receiving != null, 1000));
            scene.Run(50);
            return receiving!;
        }

        /// <summary>Transfers and messages of well-behaved code go on beside it.</summary>
        private static void AssertLinkWorks(TransferScene scene, bool largeToo = true)
        {
            var numbers = new List<int>();
            scene.Ann.On<Numbered>((_, message) => numbers.Add(message.Number));
            Assert.That(scene.Bob.Send(scene.Bob.Peers[0], new Numbered { Number = 1 }), Is.EqualTo(SendResult.Sent));
            if (largeToo) scene.Complete(scene.Bob.SendLargeAsync(scene.Bob.Peers[0], new Numbered { Number = 2, Padding = new byte[100_000] }));
            scene.Run(100);
            Assert.That(numbers, Is.EqualTo(largeToo ? new[] { 1, 2 } : new[] { 1 }));
        }

        private static LinkTransfers Transfers(TransferScene scene) => scene.Bob.Peers[0].Link!.Transfers;

        private static void Inject(TransferScene scene, PooledBuffer frame, bool toAnn = false)
        {
            using (frame) scene.NewestLinkOf(toAnn ? 0 : 1).Inject(GameChannels.Bulk, frame.Span.ToArray());
        }
    }
}
