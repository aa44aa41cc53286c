using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Link
{
    public sealed class LossTests
    {
        [Test]
        public void EveryPairOfDroppedPacketsDuringSetUpStillConnects()
        {
            int packets;
            using (var whole = new LinkPair(31))
            {
                whole.Connect();
                packets = whole.Network.Trace.Count;
            }

            int runs = 0;
            double slowest = 0;
            string slowestPair = string.Empty;
            for (int first = 0; first < packets; first++)
            {
                for (int second = first + 1; second < packets + 2; second++)
                {
                    using var pair = new LinkPair(31);
                    int a = first;
                    int b = second;
                    pair.Network.Filter = packet => packet.Index == a || packet.Index == b;
                    pair.Offer();
                    bool connected = pair.Network.RunUntil(() => pair.IsConnected, TimeSpan.FromSeconds(15));
                    Assert.That(connected, Is.True, () => "dropped " + a + " and " + b + ": " + pair.A + ", " + pair.B + "\n" + pair.Network.Ladder());
                    double taken = pair.Network.Now.TotalMilliseconds - 1000;
                    if (taken > slowest) (slowest, slowestPair) = (taken, a + " and " + b);
                    runs++;
                }
            }

            TestContext.Out.WriteLine(runs + " pairs of the first " + packets + " packets; slowest " + slowest + " ms (dropped " + slowestPair + ")");
            Assert.That(slowest, Is.LessThan(5000), "dropped " + slowestPair);
        }

        /// <summary>Ten in a hundred each way, jitter, reordering and duplicates: both reliable channels deliver everything once.</summary>
        [Test]
        public void TwoHundredSeedsOfTenPercentLossDeliverEveryReliableMessageOnceAndInOrder()
        {
            const int Messages = 40;
            for (ulong seed = 1; seed <= 200; seed++)
            {
                using var pair = new LinkPair(seed);
                pair.HostA.Conditions = pair.HostB.Conditions = new LinkConditions
                {
                    Loss = 0.1,
                    Jitter = TimeSpan.FromMilliseconds(10),
                    Reordering = 0.02,
                    Duplication = 0.02,
                };
                (IDataChannel orderedA, IDataChannel orderedB) = pair.Open(LinkPair.Reliable);
                (IDataChannel unorderedA, IDataChannel _) = pair.Open(LinkPair.Unordered);
                pair.Connect(15);
                for (int i = 0; i < Messages; i++)
                {
                    // Some in one piece, some in several.
                    Assert.That(pair.A.Send(orderedA, Message(i, i % 7 == 0 ? 5000 : 60)), Is.EqualTo(SendStatus.Accepted));
                    Assert.That(pair.B.Send(orderedB, Message(i, 60)), Is.EqualTo(SendStatus.Accepted));
                    Assert.That(pair.A.Send(unorderedA, Message(i, 60)), Is.EqualTo(SendStatus.Accepted));
                    pair.RunFor(0.016);
                }

                pair.Expect(() => pair.A.Messages.Count >= Messages && pair.B.Messages.Count >= Messages * 2, 60, "all messages arrive, seed " + seed);
                pair.RunFor(1);
                IEnumerable<int> wanted = Enumerable.Range(0, Messages);
                Assert.That(Numbers(pair.A, 0), Is.EqualTo(wanted), "B to A in order, seed " + seed);
                Assert.That(Numbers(pair.B, 0), Is.EqualTo(wanted), "A to B in order, seed " + seed);
                Assert.That(Numbers(pair.B, 1).OrderBy(n => n), Is.EqualTo(wanted), "A to B unordered, seed " + seed);
            }
        }

        private static byte[] Message(int number, int length)
        {
            var bytes = new byte[length];
            BitConverter.TryWriteBytes(bytes, number);
            return bytes;
        }

        private static IEnumerable<int> Numbers(TestPeer peer, int channel) =>
            peer.Messages.Where(m => m.Channel.Id == channel).Select(m => BitConverter.ToInt32(m.Bytes));
    }
}
