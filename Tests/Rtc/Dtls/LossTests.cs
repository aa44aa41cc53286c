using System;
using NUnit.Framework;

namespace P2PNet.Tests.Rtc.Dtls
{
    /// <summary>Whatever the path does to the handshake's datagrams, both sides connect.</summary>
    public sealed class LossTests
    {
        [Test]
        public void ConnectsWithEverySingleAndEveryPairOfDatagramsLost([Values(1200, 300)] int size)
        {
            var undisturbed = new DtlsPair(maxDatagramSize: size);
            undisturbed.Connect();
            int datagrams = undisturbed.Sent + 6; // repetitions among them
            for (int i = 0; i < datagrams; i++)
            {
                for (int j = i; j < datagrams; j++)
                {
                    int first = i;
                    int second = j;
                    var pair = new DtlsPair(maxDatagramSize: size) { Path = packet => packet.Copies = packet.Index == first || packet.Index == second ? 0 : 1 };
                    pair.Start();
                    Assert.That(pair.RunUntil(() => pair.BothConnected, 2000), Is.True, "lost " + i + " and " + j + " of " + datagrams);
                }
            }
        }

        [Test]
        public void ConnectsWithEveryDatagramTwice([Values(1200, 300)] int size)
        {
            var pair = new DtlsPair(maxDatagramSize: size) { Path = packet => packet.Copies = 2 };
            pair.Connect();
            Assert.That(pair.RunUntil(() => false, 1000), Is.False);
            Assert.That(pair.BothConnected, Is.True);
            Assert.That(pair.Client.Counters.FlightsRetransmittedByTimer + pair.Server.Counters.FlightsRetransmittedByTimer, Is.Zero);
        }

        [Test]
        public void ConnectsWithAnyDatagramDelayedBehindTheNextOnes([Values(1200, 300)] int size)
        {
            for (int i = 0; i < 16; i++)
            {
                int late = i;
                var pair = new DtlsPair(maxDatagramSize: size);
                pair.Path = packet => packet.ExtraDelay = TimeSpan.FromMilliseconds(packet.Index == late ? 25 : 0);
                pair.Start();
                Assert.That(pair.RunUntil(() => pair.BothConnected, 1000), Is.True, "late: " + i);
            }
        }

        [Test]
        public void ConnectsThroughLossDuplicationAndReordering([Values(1200, 300)] int size)
        {
            for (ulong seed = 1; seed <= 100; seed++)
            {
                var random = new SeededRandom(seed);
                var pair = new DtlsPair(maxDatagramSize: size);
                pair.Path = packet =>
                {
                    packet.Copies = random.NextDouble() < 0.2 ? 0 : random.NextDouble() < 0.2 ? 2 : 1;
                    packet.ExtraDelay = TimeSpan.FromMilliseconds(random.NextDouble() * 60);
                };
                pair.Start();
                Assert.That(pair.RunUntil(() => pair.BothConnected, 20_000), Is.True, "seed " + random.Seed);
                pair.Path = null;
                pair.Send(pair.Client, new byte[] { 1 });
                pair.Send(pair.Server, new byte[] { 2 });
                Assert.That(pair.RunUntil(() => pair.Client.Received.Count == 1 && pair.Server.Received.Count == 1, 1000), Is.True, "seed " + random.Seed);
            }
        }

        // Both sides stop: no exchange of last flights that feeds itself.
        [Test]
        public void FallsSilentOnceConnected()
        {
            var pair = new DtlsPair { Path = packet => packet.Copies = 3 };
            pair.Connect();
            pair.RunUntil(() => false, 500);
            int sent = pair.Sent;
            pair.RunUntil(() => false, 60_000);
            Assert.That(pair.Sent, Is.EqualTo(sent));
            Assert.That(sent, Is.LessThan(10));
        }
    }
}
