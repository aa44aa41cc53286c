using System;
using System.Collections.Generic;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Dtls;

namespace P2PNet.Tests.Rtc.Dtls
{
    /// <summary>What an association does with the records that reach it once it stands.</summary>
    public sealed class RecordTests
    {
        [Test]
        public void TakesNoRecordTwice()
        {
            DtlsPair pair = new DtlsPair().Connect();
            byte[] record = DtlsPair.Seal(pair.Client, new byte[] { 1, 2, 3 });
            pair.Inject(pair.Server, (byte[])record.Clone());
            pair.Inject(pair.Server, (byte[])record.Clone());
            Assert.That(pair.Server.Received, Has.Count.EqualTo(1));
            Assert.That(pair.Server.Counters.DroppedReplay, Is.EqualTo(1));
        }

        [Test]
        public void TakesReorderedRecordsWithinTheWindow()
        {
            DtlsPair pair = new DtlsPair().Connect();
            byte[][] records = new byte[70][];
            for (int i = 0; i < records.Length; i++) records[i] = DtlsPair.Seal(pair.Client, new[] { (byte)i });
            for (int i = records.Length - 1; i >= 0; i--) pair.Inject(pair.Server, records[i]);
            Assert.That(pair.Server.Received, Has.Count.EqualTo(64));
            Assert.That(pair.Server.Counters.DroppedReplay, Is.EqualTo(6));
        }

        [Test]
        public void TakesSeveralRecordsOfOneDatagram()
        {
            DtlsPair pair = new DtlsPair().Connect();
            byte[] first = DtlsPair.Seal(pair.Client, new byte[] { 1 });
            byte[] second = DtlsPair.Seal(pair.Client, new byte[] { 2, 2 });
            byte[] datagram = new byte[first.Length + second.Length + 5];
            first.CopyTo(datagram, 0);
            second.CopyTo(datagram, first.Length);
            pair.Inject(pair.Server, datagram);
            Assert.That(pair.Server.Received, Is.EqualTo(new[] { new byte[] { 1 }, new byte[] { 2, 2 } }));
            Assert.That(pair.Server.Counters.DroppedMalformedRecord, Is.EqualTo(1), "the five bytes behind");
        }

        [Test]
        public void DropsEveryRecordWithAFlippedBit()
        {
            DtlsPair pair = new DtlsPair().Connect();
            byte[] record = DtlsPair.Seal(pair.Client, new byte[] { 1, 2, 3 });
            for (int bit = 0; bit < record.Length * 8; bit++)
            {
                byte[] forged = (byte[])record.Clone();
                forged[bit >> 3] ^= (byte)(1 << (bit & 7));
                pair.Inject(pair.Server, forged);
            }

            Assert.That(pair.Server.Received, Is.Empty);
            Assert.That(pair.Server.IsConnected, Is.True);
            pair.Inject(pair.Server, record);
            Assert.That(pair.Server.Received, Has.Count.EqualTo(1), "the forgeries did not move the replay window");
            DtlsCounters counters = pair.Server.Counters;
            Assert.That(counters.DroppedBadRecord, Is.GreaterThan(0));
            Assert.That(counters.DroppedUnknownEpoch, Is.GreaterThan(0));
            Assert.That(counters.DroppedMalformedRecord, Is.GreaterThan(0));
        }

        [Test]
        public void DropsUnknownEpochsAndPlainData()
        {
            DtlsPair pair = new DtlsPair().Connect();
            pair.Inject(pair.Server, Datagrams.Record(ContentType.ApplicationData, 2, 0, new byte[40]));
            pair.Inject(pair.Server, Datagrams.Record(ContentType.ApplicationData, 0, 0, new byte[40]));
            pair.Inject(pair.Server, Datagrams.Record(ContentType.Handshake, 0, 0, new byte[40]));
            Assert.That(pair.Server.Received, Is.Empty);
            Assert.That(pair.Server.Counters.DroppedUnknownEpoch, Is.EqualTo(2));
            Assert.That(pair.Server.Counters.DroppedApplicationData, Is.EqualTo(1));
        }

        [Test]
        public void DoesNotBelieveAPlainAlertOnceConnected()
        {
            DtlsPair pair = new DtlsPair().Connect();
            pair.Inject(pair.Server, Datagrams.PlainAlert(AlertDescription.InternalError));
            pair.Inject(pair.Server, Datagrams.PlainAlert(AlertDescription.CloseNotify));
            pair.RunUntil(() => false, 10_000);
            Assert.That(pair.Server.IsConnected, Is.True);
            Assert.That(pair.Server.Counters.DroppedAlert, Is.EqualTo(2));
        }

        // ClientHello -> / <- forged alert / <- ServerHello … -> connected all the same
        [Test]
        public void AForgedAlertDoesNotEndAHandshake([Values(0, 15, 25, 35)] int milliseconds)
        {
            DtlsPair pair = new DtlsPair().Start();
            pair.RunUntil(() => false, milliseconds);
            pair.Inject(pair.Client, Datagrams.PlainAlert(AlertDescription.HandshakeFailure));
            pair.Inject(pair.Server, Datagrams.PlainAlert(AlertDescription.HandshakeFailure));
            Assert.That(pair.RunUntil(() => pair.BothConnected), Is.True);
            Assert.That(pair.Client.Counters.DroppedAlert, Is.EqualTo(1));
            pair.RunUntil(() => false, 10_000);
            Assert.That(pair.BothConnected, Is.True);
        }

        // close -> / <- close_notify
        [Test]
        public void ClosesInOrder()
        {
            DtlsPair pair = new DtlsPair().Connect();
            pair.Server.Endpoint.Close(pair.Now);
            pair.Drain(pair.Server);
            Assert.That(pair.RunUntil(() => pair.BothEnded), Is.True);
            Assert.That(pair.Client.Endpoint.State, Is.EqualTo(DtlsState.Closed));
            Assert.That(pair.Client.Events, Is.EqualTo(new[] { DtlsEventKind.Connected, DtlsEventKind.Closed }));
            Assert.That(pair.Server.Events, Is.EqualTo(new[] { DtlsEventKind.Connected }), "who closes needs no telling");
            Assert.That(pair.Sent, Is.EqualTo(6), "answered by one close_notify and no more");
            Assert.That(pair.Client.Endpoint.NextTimeout, Is.EqualTo(Timestamp.Never));
        }

        [Test]
        public void TakesNothingOnceClosed()
        {
            DtlsPair pair = new DtlsPair().Connect();
            byte[] record = DtlsPair.Seal(pair.Client, new byte[] { 1 });
            pair.Server.Endpoint.Close(pair.Now);
            pair.Inject(pair.Server, record);
            Assert.That(pair.Server.Received, Is.Empty);
            Assert.That(pair.Server.Counters.DroppedInState, Is.EqualTo(1));
        }

        [Test]
        public void EndsWhereTheSequenceNumbersEnd()
        {
            DtlsPair pair = new DtlsPair().Connect();
            pair.Client.Endpoint.Records.SkipTo(RecordLayer.LastApplicationSequence);
            pair.Send(pair.Client, new byte[] { 1 });
            Assert.That(DtlsPair.Seal(pair.Client, new byte[] { 2 }), Is.Empty);
            pair.Drain(pair.Client);
            Assert.That(pair.Client.FailureReason, Does.Contain("all the records that it can number"));
            Assert.That(pair.RunUntil(() => pair.BothEnded), Is.True);
            Assert.That(pair.Server.Received, Has.Count.EqualTo(1));
            Assert.That(pair.Server.FailureReason, Does.Contain("InternalError"), "the alert had a number left");
        }

        [Test]
        public void NoNonceComesTwice()
        {
            DtlsPair pair = new DtlsPair().Connect();
            var nonces = new HashSet<string>();
            for (int i = 0; i < 1000; i++)
            {
                byte[] record = DtlsPair.Seal(pair.Client, new byte[] { 1 });
                Assert.That(nonces.Add(BitConverter.ToString(record, RecordHeader.Size, RecordProtection.ExplicitNonceLength)), Is.True);
                Assert.That(record.AsSpan(RecordHeader.Size, 8).SequenceEqual(record.AsSpan(3, 8)), Is.True, "epoch and sequence number");
            }
        }

#if NET
        [Test]
        public void SteadyStateAllocatesNothing()
        {
            DtlsPair pair = new DtlsPair().Connect();
            DtlsEndpoint client = pair.Client.Endpoint;
            DtlsEndpoint server = pair.Server.Endpoint;
            byte[] record = new byte[1200];
            int received = 0;
            for (int i = 0; i < 200; i++) Exchange();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++) Exchange();
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.That(received, Is.EqualTo(1200));
            Assert.That(allocated, Is.Zero);

            void Exchange()
            {
                int length = client.Seal(record, 1000);
                server.HandleDatagram(pair.Now, default, record.AsSpan(0, length));
                while (server.TryPollTransmit(pair.Now, record, out _)) received += 1_000_000;
                while (server.TryPollEvent(out DtlsEvent e)) received += e.Length / 1000;
                received += server.NextTimeout == Timestamp.Never ? 0 : 1_000_000;
            }
        }
#endif
    }
}
