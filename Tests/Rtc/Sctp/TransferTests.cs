using System;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Sctp;

namespace P2PNet.Tests.Rtc.Sctp
{
    internal sealed class TransferTests
    {
        private static readonly SctpOptions Large = new SctpOptions { MaxMessageSize = 1024 * 1024, SendBufferLimit = 8 * 1024 * 1024 };

        [TestCase(1)]
        [TestCase(3)]
        [TestCase(1160)]
        [TestCase(1161)]
        [TestCase(16384)]
        [TestCase(65536)]
        [TestCase(262144)]
        [TestCase(1024 * 1024)]
        public void AMessageOfAnySizeArrivesWhole(int length)
        {
            foreach (bool unordered in new[] { false, true })
            {
                SctpPair pair = new SctpPair(1, Large, Large).Established();
                pair.A.Association.PeerMaxMessageSize = 1024 * 1024;
                Assert.That(pair.Send(pair.A, 7, length, 5, Reliability.Reliable(unordered)), Is.EqualTo(SendStatus.Accepted));
                pair.RunUntil(() => pair.Z.Messages.Count == 1, TimeSpan.FromSeconds(30));
                PooledBuffer expected = pair.Payload(length, 5);
                Assert.That(pair.Z.Messages[0].Stream, Is.EqualTo(7));
                Assert.That(pair.Z.Messages[0].Payload.AsSpan().SequenceEqual(expected.Span), Is.True);
                pair.RunFor(TimeSpan.FromSeconds(1));
                Assert.That(pair.A.Association.BufferedAmount, Is.Zero);
                Assert.That(pair.A.Association.Counters.Retransmissions, Is.Zero);
                expected.Dispose();
                pair.AssertNoLeaks();
            }
        }

        [Test]
        public void ReliableMessagesArriveOnceAndInOrderWhateverTheNetworkDoes([Range(1, 200)] int seed)
        {
            // Leaks are found in every run; who rented is remembered in some, for that takes most of the time.
            var pair = new SctpPair((ulong)seed, trackLeaks: seed % 20 == 0)
            {
                Loss = 0.1,
                Duplication = 0.05,
                Jitter = TimeSpan.FromMilliseconds(15),
                Delay = TimeSpan.FromMilliseconds(20),
            };
            pair.Connect();
            const int messages = 60;
            for (int i = 0; i < messages; i++)
            {
                int length = 4 + pair.Random.Next(pair.Random.Next(10) == 0 ? 20000 : 1500);
                Assert.That(SendNumbered(pair, pair.A, (ushort)(i % 3), i, length), Is.EqualTo(SendStatus.Accepted));
                Assert.That(SendNumbered(pair, pair.Z, (ushort)(i % 3), i, length), Is.EqualTo(SendStatus.Accepted));
                pair.RunFor(TimeSpan.FromMilliseconds(pair.Random.Next(30)));
            }

            pair.RunUntil(() => pair.A.Messages.Count >= messages && pair.Z.Messages.Count >= messages, TimeSpan.FromSeconds(120));
            pair.RunFor(TimeSpan.FromSeconds(20));
            AssertInOrder(pair.A, messages, seed);
            AssertInOrder(pair.Z, messages, seed);
            Assert.That(pair.A.Association.BufferedAmount, Is.Zero, "Seed " + seed);
            Assert.That(pair.A.Failure, Is.Null, "Seed " + seed);
            pair.AssertNoLeaks();
        }

        private static SendStatus SendNumbered(SctpPair pair, SctpEnd from, ushort stream, int number, int length)
        {
            PooledBuffer payload = pair.Payload(length, number);
            payload.Span[0] = (byte)number;
            payload.Span[1] = (byte)(number >> 8);
            return from.Association.Send(pair.Now, new StreamId(stream), Ppid.Binary, payload, default);
        }

        private static void AssertInOrder(SctpEnd end, int messages, int seed)
        {
            Assert.That(end.Messages, Has.Count.EqualTo(messages), "Seed " + seed);
            var next = new[] { 0, 1, 2 };
            foreach ((ushort stream, byte[] payload) in end.Messages)
            {
                Assert.That(payload[0] | (payload[1] << 8), Is.EqualTo(next[stream]), "Seed " + seed);
                for (int i = 2; i < payload.Length; i++)
                {
                    if (payload[i] != (byte)((i * 31) + next[stream] + (i >> 8))) Assert.Fail("Seed " + seed + ": byte " + i + " differs.");
                }

                next[stream] += 3;
            }
        }
    }
}
