using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Link
{
    public sealed class DeliveryTests
    {
        private static readonly int[] Sizes = { 0, 1, 2, 100, 1170, 1171, 1200, 16 * 1024, 65535, 65536, 262143, 262144 };

        [Test]
        public void CarriesMessagesOfEverySizeBothWays([Values(true, false)] bool negotiated, [Values(true, false)] bool ordered)
        {
            using var pair = new LinkPair(21);
            var options = new DataChannelOptions { Label = "sizes", Ordered = ordered, NegotiatedId = negotiated ? 0 : (int?)null };
            IDataChannel a = pair.A.Connection.CreateDataChannel(options);
            IDataChannel b = negotiated ? pair.B.Connection.CreateDataChannel(options) : null!;
            pair.Connect();
            if (!negotiated)
            {
                pair.Expect(() => pair.B.Channels.Count == 1, 1, "B hears of the channel");
                b = pair.B.Channels[0];
                Assert.That((b.Options.Label, b.Options.Ordered), Is.EqualTo(("sizes", ordered)));
            }

            byte[][] sent = Sizes.Select(size => Filled(size, (byte)size)).ToArray();
            foreach (byte[] message in sent)
            {
                Assert.That(pair.A.Send(a, message), Is.EqualTo(SendStatus.Accepted));
                Assert.That(pair.B.Send(b, message, isString: true), Is.EqualTo(SendStatus.Accepted));
                pair.Expect(() => a.BufferedAmount + b.BufferedAmount == 0, 10, "what was sent leaves");
            }

            pair.Expect(() => pair.A.Messages.Count == sent.Length && pair.B.Messages.Count == sent.Length, 20, "all messages arrive");
            foreach (byte[] message in sent)
            {
                Assert.That(pair.B.Messages.Count(m => m.Bytes.AsSpan().SequenceEqual(message)), Is.EqualTo(1), message.Length + " bytes to B");
                Assert.That(pair.A.Messages.Count(m => m.Bytes.AsSpan().SequenceEqual(message)), Is.EqualTo(1), message.Length + " bytes to A");
            }

            if (ordered) Assert.That(pair.B.Messages.Select(m => m.Bytes.Length), Is.EqualTo(Sizes));
            Assert.That(pair.A.Messages.All(m => m.IsString) && pair.B.Messages.All(m => !m.IsString), Is.True);
        }

        [Test]
        public void RefusesWhatThePeerDoesNotTakeAndLeavesTheBufferToTheCaller()
        {
            using var pair = new LinkPair(22);
            pair.B.Rewrite = sdp => sdp.Replace("a=max-message-size:262144", "a=max-message-size:1000", StringComparison.Ordinal);
            (IDataChannel a, IDataChannel b) = pair.Open(LinkPair.Reliable);
            Assert.That(pair.A.Send(a, new byte[10]), Is.EqualTo(SendStatus.NotOpen));
            pair.Connect();
            Assert.That(pair.A.Send(a, new byte[1001]), Is.EqualTo(SendStatus.TooLarge));
            Assert.That(pair.A.Send(a, new byte[1000]), Is.EqualTo(SendStatus.Accepted));
            Assert.That(pair.B.Send(b, new byte[262145]), Is.EqualTo(SendStatus.TooLarge));
            pair.Expect(() => pair.B.Messages.Count == 1, 1, "the one that fits arrives");
        }

        [Test]
        public void SaysWhenTheBufferIsFullAndWhenThereIsRoomAgain()
        {
            using var pair = new LinkPair(23);
            (IDataChannel a, IDataChannel _) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            int accepted = 0;
            while (pair.A.Send(a, new byte[100_000]) == SendStatus.Accepted) accepted++;
            Assert.That(accepted, Is.GreaterThan(10));
            pair.Expect(() => pair.A.BufferedAmountLows > 0, 30, "room again");
            pair.Expect(() => pair.B.Messages.Count == accepted, 60, "everything accepted arrives");
        }

        [Test]
        public void UnreliableMessagesAreLostAndNeverLate()
        {
            using var pair = new LinkPair(24);
            (IDataChannel a, IDataChannel _) = pair.Open(LinkPair.Sequenced);
            pair.Connect();
            pair.HostA.Conditions = new LinkConditions { Loss = 0.2 };
            var late = new List<double>();
            for (int i = 0; i < 300; i++)
            {
                double sentAt = pair.Network.Now.TotalMilliseconds;
                int before = pair.B.Messages.Count;
                Assert.That(pair.A.Send(a, BitConverter.GetBytes(i)), Is.EqualTo(SendStatus.Accepted));
                pair.Network.RunUntil(() => pair.B.Messages.Count > before, TimeSpan.FromMilliseconds(16.6));
                if (pair.B.Messages.Count > before) late.Add(pair.Network.Now.TotalMilliseconds - sentAt);
                else pair.RunFor(0.001);
            }

            int[] received = pair.B.Messages.Select(m => BitConverter.ToInt32(m.Bytes)).ToArray();
            Assert.That(received.Length, Is.InRange(200, 280), "about four of five");
            Assert.That(received, Is.Ordered.Ascending.And.Unique);
            Assert.That(late.Max(), Is.LessThan(12), "nothing waits for what is lost");
        }

        // A -> RESET -> B, and back: then the id is free on both sides
        [Test]
        public void ClosesAChannelOnBothSidesAfterEverythingSentHasArrived()
        {
            using var pair = new LinkPair(25);
            IDataChannel a = pair.A.Connection.CreateDataChannel(new DataChannelOptions { Label = "first" });
            pair.Connect();
            pair.Expect(() => pair.B.Channels.Count == 1, 1, "open");
            pair.A.Send(a, new byte[50_000]);
            pair.A.Send(a, "last words");
            a.Close();
            pair.Expect(() => a.State == DataChannelState.Closed && pair.B.Channels[0].State == DataChannelState.Closed, 5, "closed on both sides");
            Assert.That(pair.B.Messages.Select(m => m.Bytes.Length), Is.EqualTo(new[] { 50_000, 10 }));
            Assert.That(pair.A.Send(a, "more"), Is.EqualTo(SendStatus.NotOpen));

            IDataChannel again = pair.A.Connection.CreateDataChannel(new DataChannelOptions { Label = "second" });
            Assert.That(again.Id, Is.EqualTo(a.Id));
            pair.A.Send(again, "new life");
            pair.Expect(() => pair.B.Messages.Count == 3, 2, "the id works anew");
            Assert.That(pair.B.Channels[1].Options.Label, Is.EqualTo("second"));
        }

        private static byte[] Filled(int length, byte seed)
        {
            var bytes = new byte[length];
            for (int i = 0; i < length; i++) bytes[i] = (byte)((i * 31) + seed + (i >> 8));
            return bytes;
        }
    }
}
