using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Dtls;
using P2PNet.Tests.Native.Crypto;

namespace P2PNet.Tests.Rtc.Dtls
{
    public sealed class HandshakeTests
    {
        // ClientHello -> / <- ServerHello … ServerHelloDone / Certificate … Finished -> / <- Finished
        [Test]
        public void ConnectsInTwoRoundTripsWithEitherProvider([Values] Provider client, [Values] Provider server)
        {
            var pair = new DtlsPair(client, server);
            double start = pair.Now.TotalMilliseconds;
            pair.Connect();
            Assert.That(pair.Now.TotalMilliseconds - start, Is.EqualTo(40).Within(0.01), "four datagrams of 10 ms");
            Assert.That(pair.Sent, Is.EqualTo(4));
            pair.Send(pair.Client, new byte[] { 1, 2, 3 });
            pair.Send(pair.Server, new byte[1100]);
            Assert.That(pair.RunUntil(() => pair.Client.Received.Count == 1 && pair.Server.Received.Count == 1), Is.True);
            Assert.That(pair.Server.Received[0], Is.EqualTo(new byte[] { 1, 2, 3 }));
            Assert.That(pair.Client.Received[0], Is.EqualTo(new byte[1100]));
            Assert.That(pair.Client.Endpoint.NextTimeout, Is.EqualTo(Timestamp.Never));
            Assert.That(pair.Server.Endpoint.NextTimeout, Is.EqualTo(Timestamp.Never));
        }

        [Test]
        public void ConnectsInSmallDatagrams([Values(300, 128)] int size)
        {
            var pair = new DtlsPair(maxDatagramSize: size);
            pair.Path = packet => Assert.That(packet.Bytes.Length, Is.LessThanOrEqualTo(size));
            pair.Connect();
            Assert.That(pair.Sent, Is.GreaterThan(6));
        }

        [Test]
        public void ServerStartsWhenTheClientIsEarlier()
        {
            var pair = new DtlsPair();
            pair.Client.Endpoint.Start(pair.Now);
            pair.Drain(pair.Client);
            Assert.That(pair.RunUntil(() => pair.BothConnected), Is.True);
        }

        [Test]
        public void ClientThatWasNotStartedTakesNothing()
        {
            var pair = new DtlsPair();
            pair.Inject(pair.Client, new byte[100]);
            Assert.That(pair.Client.Counters.DroppedInState, Is.EqualTo(1));
            Assert.That(pair.Client.Endpoint.State, Is.EqualTo(DtlsState.New));
        }

        [Test]
        public void MisuseThrowsAtTheCall()
        {
            var pair = new DtlsPair();
            Assert.That(Seal(100, 10), Is.TypeOf<InvalidOperationException>());
            pair.Connect();
            Assert.That(Seal(100, 63), Is.Null);
            Assert.That(Seal(100, 64), Is.TypeOf<ArgumentException>());
            Assert.That(Seal(20_000, 16_384), Is.Null);
            Assert.That(Seal(20_000, 16_385), Is.TypeOf<ArgumentException>());
            Assert.That(Seal(100, -1), Is.TypeOf<ArgumentException>());

            Exception? Seal(int room, int length)
            {
                try
                {
                    pair.Client.Endpoint.Seal(new byte[room], length);
                    return null;
                }
                catch (Exception e) when (e is InvalidOperationException || e is ArgumentException)
                {
                    return e;
                }
            }
        }

        // ClientHello -> x, again and again
        [Test]
        public void TimerStartsAtTwiceTheRoundTripAndDoublesUpToThreeSeconds()
        {
            var pair = new DtlsPair();
            double start = pair.Now.TotalMilliseconds;
            var sentAt = new List<double>();
            pair.Path = packet =>
            {
                packet.Copies = 0;
                if (packet.From == DtlsRole.Client) sentAt.Add(pair.Now.TotalMilliseconds - start);
            };
            pair.Start();
            pair.RunUntil(() => pair.BothEnded);
            Assert.That(sentAt.GetRange(0, 10), Is.EqualTo(new double[] { 0, 60, 180, 420, 900, 1860, 3780, 6780, 9780, 12780 }).Within(0.01));
            Assert.That(pair.Client.FailureReason, Does.Contain("did not begin").And.Contain("20 s"));
            Assert.That(pair.Client.Events, Is.EqualTo(new[] { DtlsEventKind.Failed }));
            Assert.That(pair.Now.TotalMilliseconds - start, Is.EqualTo(20_000).Within(0.01));
        }

        [TestCase(0, 50)]
        [TestCase(10, 50)]
        [TestCase(200, 400)]
        [TestCase(60_000, 3000)]
        public void TimerKeepsItsLimits(int roundTripMilliseconds, int expected)
        {
            var pair = new DtlsPair { Path = packet => packet.Copies = 0 };
            pair.Client.Endpoint.SetRoundTripTime(TimeSpan.FromMilliseconds(roundTripMilliseconds));
            pair.Start();
            Assert.That((pair.Client.Endpoint.NextTimeout - pair.Now).TotalMilliseconds, Is.EqualTo(expected).Within(0.01));
        }

        [Test]
        public void AnswersAMissingLastFlightAlsoOnceConnected()
        {
            var pair = new DtlsPair();
            pair.Path = packet => packet.Copies = packet.Index == 3 ? 0 : 1; // the server's Finished
            pair.Start();
            Assert.That(pair.RunUntil(() => pair.Server.IsConnected), Is.True);
            Assert.That(pair.Client.IsConnected, Is.False);
            Assert.That(pair.RunUntil(() => pair.BothConnected), Is.True);
            Assert.That(pair.Client.Counters.FlightsRetransmittedByTimer, Is.EqualTo(1));
            Assert.That(pair.Server.Counters.FlightsRetransmittedByPeer, Is.EqualTo(1));
        }

        [Test]
        public void DoesNotAnswerAStormOfRepetitionsWithAStormOfFlights()
        {
            var pair = new DtlsPair();
            pair.Path = packet => packet.Copies = packet.From == DtlsRole.Client ? 1 : 0;
            pair.Start();
            pair.RunUntil(() => false, 15);
            int sent = pair.Sent;
            for (int i = 0; i < 100; i++) pair.Inject(pair.Server, (byte[])pair.Packets[0].Bytes.Clone());
            Assert.That(pair.Sent, Is.EqualTo(sent), "all within 20 ms of the flight");
            Assert.That(pair.Server.Counters.DroppedOldMessage, Is.EqualTo(100));
        }

        [Test]
        public void FinishedThatOvertakesTheRestOfItsFlightWaits()
        {
            var pair = new DtlsPair(maxDatagramSize: 300);
            // The client's second flight takes several datagrams; all but its last are slow.
            pair.Path = packet =>
            {
                bool last = Datagrams.Contains(packet.Bytes, ContentType.Handshake, RecordLayer.ProtectedEpoch);
                if (packet.From == DtlsRole.Client && packet.Index > 0 && !last) packet.ExtraDelay = TimeSpan.FromMilliseconds(15);
            };
            pair.Connect();
            Assert.That(pair.Client.Counters.FlightsRetransmittedByTimer, Is.Zero);
            Assert.That(pair.Server.Counters.DroppedEarlyRecord, Is.Zero);
        }

        // S -> Finished (slow) -> C; S -> data -> C
        [Test]
        public void DataThatOvertakesFinishedWaits()
        {
            var pair = new DtlsPair();
            pair.Path = packet =>
            {
                if (packet.From == DtlsRole.Server && Datagrams.Contains(packet.Bytes, ContentType.Handshake, RecordLayer.ProtectedEpoch)) packet.ExtraDelay = TimeSpan.FromMilliseconds(15);
            };
            pair.Start();
            Assert.That(pair.RunUntil(() => pair.Server.IsConnected), Is.True);
            for (byte i = 0; i < 10; i++) pair.Send(pair.Server, new[] { i });
            byte[] twice = pair.Packets[pair.Packets.Count - 1].Bytes;
            Assert.That(pair.RunUntil(() => pair.BothConnected), Is.True);
            pair.RunUntil(() => false, 50);
            Assert.That(pair.Client.Received.Select(r => r[0]), Is.EqualTo(Enumerable.Range(0, 8)));
            Assert.That(pair.Client.Counters.DroppedEarlyRecord, Is.EqualTo(2), "eight may wait");
            Assert.That(pair.Client.Events[0], Is.EqualTo(DtlsEventKind.Connected));
            pair.Inject(pair.Client, (byte[])twice.Clone());
            Assert.That(pair.Client.Received, Has.Count.EqualTo(9), "one that found no room is welcome later");
        }

        [Test]
        public void DataThatWaitsIsOpenedOnce()
        {
            var pair = new DtlsPair();
            pair.Path = packet =>
            {
                if (packet.From != DtlsRole.Server) return;
                if (Datagrams.Contains(packet.Bytes, ContentType.Handshake, RecordLayer.ProtectedEpoch)) packet.ExtraDelay = TimeSpan.FromMilliseconds(15);
                else if (Datagrams.Contains(packet.Bytes, ContentType.ApplicationData, RecordLayer.ProtectedEpoch)) packet.Copies = 3;
            };
            pair.Start();
            Assert.That(pair.RunUntil(() => pair.Server.IsConnected), Is.True);
            pair.Send(pair.Server, new byte[] { 1, 2, 3 });
            Assert.That(pair.RunUntil(() => pair.BothConnected), Is.True);
            pair.RunUntil(() => false, 50);
            Assert.That(pair.Client.Received, Has.Count.EqualTo(1));
            Assert.That(pair.Client.Counters.DroppedReplay, Is.EqualTo(2));
        }

        [Test]
        public void LosingEveryChangeCipherSpecDoesNoHarm()
        {
            var pair = new DtlsPair();
            pair.Path = packet => packet.Bytes = Datagrams.Without(packet.Bytes, ContentType.ChangeCipherSpec);
            pair.Connect();
            Assert.That(pair.Sent, Is.EqualTo(4));
        }
    }
}
