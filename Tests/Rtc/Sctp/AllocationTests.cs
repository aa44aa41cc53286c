using System;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Sctp;

namespace P2PNet.Tests.Rtc.Sctp
{
    internal sealed class AllocationTests
    {
        private readonly byte[] _packet = new byte[1200];

        [TestCase(40)]
        [TestCase(1000)]
        [TestCase(8000)]
        public void ASteadyStreamOfMessagesAllocatesNothing(int length)
        {
            var random = new SeededRandom(1);
            var buffers = new BufferPool();
            using var a = new SctpAssociation(new SctpOptions(), random, buffers);
            using var z = new SctpAssociation(new SctpOptions(), random, buffers);
            Timestamp now = Timestamp.FromMilliseconds(5);
            a.Connect(now);
            z.Connect(now);
            for (int i = 0; i < 10; i++) Exchange(now, a, z);
            Assert.That(a.State, Is.EqualTo(SctpState.Established));

            now = Run(now, 2000, length, a, z, buffers);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(now, 2000, length, a, z, buffers);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
            Assert.That(z.Counters.MessagesReceived, Is.GreaterThanOrEqualTo(7900));
        }

        private Timestamp Run(Timestamp now, int rounds, int length, SctpAssociation a, SctpAssociation z, BufferPool buffers)
        {
            for (int i = 0; i < rounds; i++)
            {
                now += TimeSpan.FromMilliseconds(16);
                Send(now, a, 0, length, default, buffers);
                Send(now, a, 1, length, Reliability.Retransmits(0, true), buffers);
                Send(now, z, 0, length, default, buffers);
                Exchange(now, a, z);
                if (a.NextTimeout <= now) a.HandleTimeout(now);
                if (z.NextTimeout <= now) z.HandleTimeout(now);
            }

            return now;
        }

        private static void Send(Timestamp now, SctpAssociation from, ushort stream, int length, in Reliability reliability, BufferPool buffers)
        {
            PooledBuffer payload = buffers.Rent(length);
            payload.Advance(length);
            if (from.Send(now, new StreamId(stream), Ppid.Binary, payload, reliability) != SendStatus.Accepted) payload.Dispose();
        }

        private void Exchange(Timestamp now, SctpAssociation a, SctpAssociation z)
        {
            bool moved = true;
            while (moved)
            {
                moved = Move(now, a, z);
                moved |= Move(now, z, a);
            }
        }

        private bool Move(Timestamp now, SctpAssociation from, SctpAssociation to)
        {
            bool moved = false;
            while (from.TryPollTransmit(now, _packet, out Transmit transmit))
            {
                moved = true;
                to.HandleDatagram(now, default, _packet.AsSpan(0, transmit.Length));
            }

            while (to.TryPollEvent(out SctpEvent e)) e.Payload?.Dispose();
            return moved;
        }
    }
}
