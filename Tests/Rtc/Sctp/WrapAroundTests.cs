using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Sctp;

namespace P2PNet.Tests.Rtc.Sctp
{
    /// <summary>What a session of hours does: TSNs, SSNs and request numbers pass the end of their circles.</summary>
    internal sealed class WrapAroundTests
    {
        // The first TSN and the first request number are 0xFFFFFFF0.
        [Test]
        public void TsnsAndRequestNumbersWrapUnderLoss([Range(1, 10)] int seed)
        {
            var pair = new SctpPair((ulong)seed, trackLeaks: false, numbers: new NearTheEnd())
            {
                Loss = 0.1,
                Duplication = 0.05,
                Jitter = TimeSpan.FromMilliseconds(15),
            };
            pair.Established();
            Assert.That(pair.A.Association.Sender.Outstanding.NextTsn, Is.EqualTo(new Tsn(0xFFFF_FFF0)));
            for (int round = 1; round <= 20; round++)
            {
                int expected = round;
                pair.RunUntil(() => pair.Send(pair.A, 1, 5000, expected) == SendStatus.Accepted, TimeSpan.FromSeconds(30));
                for (int i = 0; i < 5; i++) pair.Send(pair.A, 2, 1500, i, Reliability.Retransmits(0, i % 2 == 0));
                pair.A.Association.ResetStreams(pair.Now, new[] { new StreamId(1) });
                pair.RunUntil(() => pair.A.Events.Count(e => e.Kind == SctpEventKind.OutgoingStreamReset) == expected, TimeSpan.FromSeconds(60));
            }

            pair.Loss = 0;
            pair.RunFor(TimeSpan.FromSeconds(15));
            Assert.That(pair.Z.Messages.Where(m => m.Stream == 1).Select(m => (int)m.Payload[0]), Is.EqualTo(Enumerable.Range(1, 20)), "Seed " + seed);
            Assert.That(pair.Z.Events.Count(e => e.Kind == SctpEventKind.IncomingStreamReset), Is.EqualTo(20), "Seed " + seed);
            Assert.That(pair.A.Association.BufferedAmount, Is.Zero, "Seed " + seed);
            Assert.That(pair.A.Association.Sender.Outstanding.NextTsn.Value, Is.LessThan(1000));
            pair.AssertNoLeaks();
        }

        // 70 000 ordered messages each on a reliable stream and on one that gives up what is lost.
        [Test]
        public void SsnsWrapUnderLoss()
        {
            const int Messages = 70_000;
            var pair = new SctpPair(7, trackLeaks: false, numbers: new NearTheEnd()) { Loss = 0.02, Jitter = TimeSpan.FromMilliseconds(5) };
            pair.Established();
            for (int i = 0; i < Messages;)
            {
                for (int burst = 0; burst < 40 && i < Messages; burst++, i++)
                {
                    int number = i;
                    pair.RunUntil(() => Send(pair, 1, number, default) == SendStatus.Accepted, TimeSpan.FromSeconds(10));
                    if (i == Messages - 1) pair.Loss = 0;
                    pair.RunUntil(() => Send(pair, 2, number, Reliability.Retransmits(0, false)) == SendStatus.Accepted, TimeSpan.FromSeconds(10));
                }

                pair.RunFor(TimeSpan.FromMilliseconds(10));
            }

            pair.RunFor(TimeSpan.FromSeconds(15));
            int[] reliable = pair.Z.Messages.Where(m => m.Stream == 1).Select(m => BitConverter.ToInt32(m.Payload, 0)).ToArray();
            int[] unreliable = pair.Z.Messages.Where(m => m.Stream == 2).Select(m => BitConverter.ToInt32(m.Payload, 0)).ToArray();
            Assert.That(reliable.SequenceEqual(Enumerable.Range(0, Messages)), Is.True);
            Assert.That(unreliable, Is.Ordered.And.Unique);
            Assert.That(unreliable.Length, Is.InRange(Messages * 9 / 10, Messages - 1));
            Assert.That(unreliable.Last(), Is.EqualTo(Messages - 1));
            pair.AssertNoLeaks();
        }

        private static SendStatus Send(SctpPair pair, ushort stream, int number, in Reliability reliability)
        {
            PooledBuffer payload = pair.Buffers.Rent(4);
            payload.Write(BitConverter.GetBytes(number));
            SendStatus status = pair.A.Association.Send(pair.Now, new StreamId(stream), Ppid.Binary, payload, reliability);
            if (status != SendStatus.Accepted) payload.Dispose();
            return status;
        }

        private sealed class NearTheEnd : IRandom
        {
            public void Fill(Span<byte> destination)
            {
                destination.Fill(0xFF);
                destination[destination.Length - 1] = 0xF0;
            }
        }
    }
}
