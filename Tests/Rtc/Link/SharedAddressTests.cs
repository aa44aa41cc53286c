using System;
using System.Linq;
using System.Text;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Link
{
    /// <summary>Two machines that meet in several lobbies at once: several links between the same two sockets.</summary>
    public sealed class SharedAddressTests
    {
        [Test]
        public void TwoLinksBetweenTheSameSocketsEachGetTheirOwn()
        {
            using var pair = new LinkPair(700);
            (IDataChannel firstA, IDataChannel _) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            Second(pair, out TestPeer a, out TestPeer b, out IDataChannel secondA);
            a.Connection.CreateOffer();
            pair.Expect(() => a.State == PeerConnectionState.Connected && b.State == PeerConnectionState.Connected, 5, "the second link stands");
            for (int i = 0; i < 50; i++)
            {
                pair.A.Send(firstA, "first " + i);
                a.Send(secondA, "second " + i);
                pair.RunFor(0.02);
            }

            pair.RunFor(5);
            Assert.That(pair.B.Messages.Select(m => Encoding.UTF8.GetString(m.Bytes)), Is.EqualTo(Enumerable.Range(0, 50).Select(i => "first " + i)));
            Assert.That(b.Messages.Select(m => Encoding.UTF8.GetString(m.Bytes)), Is.EqualTo(Enumerable.Range(0, 50).Select(i => "second " + i)));
            Assert.That(pair.IsConnected && a.State == PeerConnectionState.Connected, Is.True);
            Assert.That(pair.A.States.Concat(a.States), Has.None.EqualTo(PeerConnectionState.Disconnected));
        }

        [TestCase(true)]
        [TestCase(false)]
        public void TheEndOfOneLeavesTheOther(bool firstEnds)
        {
            using var pair = new LinkPair(701);
            (IDataChannel firstA, IDataChannel _) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            Second(pair, out TestPeer a, out TestPeer b, out IDataChannel secondA);
            a.Connection.CreateOffer();
            pair.Expect(() => b.State == PeerConnectionState.Connected, 5, "the second link stands");
            (firstEnds ? pair.A : a).Connection.Close();
            pair.Expect(() => (firstEnds ? pair.B : b).State == PeerConnectionState.Closed, 1, "the other end of it hears so");
            pair.RunFor(5);
            TestPeer left = firstEnds ? a : pair.A;
            TestPeer leftB = firstEnds ? b : pair.B;
            left.Send(firstEnds ? secondA : firstA, "still here");
            pair.Expect(() => leftB.Messages.Count == 1, 1, "the other link goes on");
        }

        // A -> two offers (or one each way) -> B; both links find the same path and shake hands on it, in any order and with losses
        [Test]
        public void LinksThatAreMadeAtTheSameMomentDoNotMixTheirHandshakes([Values] bool bothByA, [Values(0, 0.1)] double loss)
        {
            for (ulong seed = 710; seed < 725; seed++)
            {
                using var pair = new LinkPair(seed);
                pair.HostA.Conditions = pair.HostB.Conditions = new LinkConditions { Delay = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(20), Reordering = 0.2, Loss = loss };
                (IDataChannel firstA, IDataChannel _) = pair.Open(LinkPair.Reliable);
                Second(pair, out TestPeer a, out TestPeer b, out IDataChannel secondA);
                pair.Offer();
                pair.Network.After(TimeSpan.FromMilliseconds(seed % 5 * 10), () => (bothByA ? a : b).Connection.CreateOffer());
                pair.Expect(() => pair.IsConnected && a.State == PeerConnectionState.Connected && b.State == PeerConnectionState.Connected, 4, "both links stand, seed " + seed);
                pair.A.Send(firstA, "first");
                a.Send(secondA, "second");
                pair.Expect(() => pair.B.Messages.Count == 1 && b.Messages.Count == 1, 3, "messages, seed " + seed);
                Assert.That(Encoding.UTF8.GetString(pair.B.Messages[0].Bytes), Is.EqualTo("first"));
                Assert.That(Encoding.UTF8.GetString(b.Messages[0].Bytes), Is.EqualTo("second"));
            }
        }

        private static void Second(LinkPair pair, out TestPeer a, out TestPeer b, out IDataChannel channelA)
        {
            var options = new PeerConnectionOptions();
            a = new TestPeer("A2", pair.Network, pair.NodeA.Factory, options);
            b = new TestPeer("B2", pair.Network, pair.NodeB.Factory, options) { Other = a };
            a.Other = b;
            channelA = a.Connection.CreateDataChannel(LinkPair.Reliable);
            b.Connection.CreateDataChannel(LinkPair.Reliable);
        }
    }
}
