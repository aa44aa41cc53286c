using System;
using System.Collections.Generic;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Sctp;

namespace P2PNet.Tests.Rtc.Sctp
{
    /// <summary>Two associations joined by a link in virtual time. Every run is repeatable from its seed.</summary>
    internal sealed class SctpPair
    {
        private readonly PriorityQueue<Flight, (long, long)> _inTheAir = new PriorityQueue<Flight, (long, long)>();
        private readonly byte[] _packet = new byte[2048];
        private long _order;

        public SctpPair(ulong seed = 1, SctpOptions? a = null, SctpOptions? z = null, bool trackLeaks = true, IRandom? numbers = null)
        {
            Random = new SeededRandom(seed);
            Buffers = new BufferPool(trackLeaks);
            A = new SctpEnd("A", new SctpAssociation(a ?? new SctpOptions(), numbers ?? Random, Buffers));
            Z = new SctpEnd("Z", new SctpAssociation(z ?? new SctpOptions(), numbers ?? Random, Buffers));
            A.Peer = Z;
            Z.Peer = A;
        }

        public SeededRandom Random { get; }

        public BufferPool Buffers { get; }

        public SctpEnd A { get; }

        public SctpEnd Z { get; }

        public Timestamp Now { get; private set; } = Timestamp.FromMilliseconds(1000);

        /// <summary>One way.</summary>
        public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(10);

        public TimeSpan Jitter { get; set; }

        public double Loss { get; set; }

        public double Duplication { get; set; }

        /// <summary>Bits a second of each direction; 0 is without limit.</summary>
        public long Bandwidth { get; set; }

        /// <summary>Bytes that wait for the bottleneck before it drops.</summary>
        public int QueueLimit { get; set; } = 100_000;

        /// <summary>Asked for each packet; true loses it.</summary>
        public Func<SctpEnd, byte[], bool>? Drop { get; set; }

        public void Connect()
        {
            A.Association.Connect(Now);
            Z.Association.Connect(Now);
            Flush();
        }

        /// <summary>Connects and runs until both sides stand.</summary>
        public SctpPair Established()
        {
            Connect();
            RunUntil(() => A.IsConnected && Z.IsConnected, TimeSpan.FromSeconds(60));
            return this;
        }

        public PooledBuffer Payload(int length, int salt = 0)
        {
            PooledBuffer buffer = Buffers.Rent(length);
            Span<byte> at = buffer.GetSpan(length).Slice(0, length);
            for (int i = 0; i < length; i++) at[i] = (byte)((i * 31) + salt + (i >> 8));
            buffer.Advance(length);
            return buffer;
        }

        public SendStatus Send(SctpEnd from, ushort stream, int length, int salt = 0, Reliability reliability = default)
        {
            PooledBuffer payload = Payload(length, salt);
            SendStatus status = from.Association.Send(Now, new StreamId(stream), Ppid.Binary, payload, reliability);
            if (status != SendStatus.Accepted) payload.Dispose();
            return status;
        }

        /// <summary>Lets both sides send what they want to, and takes their events.</summary>
        public void Flush()
        {
            Drain(A);
            Drain(Z);
        }

        public void RunFor(TimeSpan duration)
        {
            Timestamp end = Now + duration;
            Flush();
            while (Step(end))
            {
            }

            Now = end;
        }

        public void RunUntil(Func<bool> condition, TimeSpan limit)
        {
            Timestamp end = Now + limit;
            Flush();
            while (!condition())
            {
                if (!Step(end)) Assert.Fail("It did not happen within " + limit + ", seed " + Random.Seed + ".");
            }
        }

        /// <summary>Ends both and checks that every buffer came back.</summary>
        public void AssertNoLeaks()
        {
            A.Dispose();
            Z.Dispose();
            Assert.That(Buffers.Outstanding, Is.Zero, () => "Seed " + Random.Seed + ": " + string.Join("\n", Buffers.DescribeLeaks()));
        }

        private bool Step(Timestamp end)
        {
            Timestamp next = Timestamp.Min(A.Association.NextTimeout, Z.Association.NextTimeout);
            bool arrives = _inTheAir.TryPeek(out _, out (long At, long) first) && first.At <= next.Ticks;
            if (arrives) next = new Timestamp(first.At);
            if (next > end) return false;
            Now = Timestamp.Max(Now, next);
            if (arrives)
            {
                Flight flight = _inTheAir.Dequeue();
                flight.To.Association.HandleDatagram(Now, default, flight.Packet);
            }
            else
            {
                if (A.Association.NextTimeout <= Now) A.Association.HandleTimeout(Now);
                if (Z.Association.NextTimeout <= Now) Z.Association.HandleTimeout(Now);
            }

            Flush();
            return true;
        }

        private void Drain(SctpEnd end)
        {
            while (end.Association.TryPollTransmit(Now, _packet, out Transmit transmit)) Transmit(end, _packet.AsSpan(0, transmit.Length).ToArray());
            if (!end.IsReading) return;
            end.TakeEvents();
            // Reading may open the window.
            while (end.Association.TryPollTransmit(Now, _packet, out Transmit transmit)) Transmit(end, _packet.AsSpan(0, transmit.Length).ToArray());
        }

        private void Transmit(SctpEnd from, byte[] packet)
        {
            from.Sent.Add(packet);
            if (Drop != null && Drop(from, packet)) return;
            if (Loss > 0 && Random.NextDouble() < Loss) return;
            Fly(from, packet);
            if (Duplication > 0 && Random.NextDouble() < Duplication) Fly(from, (byte[])packet.Clone());
        }

        private void Fly(SctpEnd from, byte[] packet)
        {
            long at = Now.Ticks;
            if (Bandwidth > 0)
            {
                long waiting = Math.Max(0, from.LinkFreeAt - at);
                if (waiting * Bandwidth / 8 / TimeSpan.TicksPerSecond > QueueLimit) return;
                at = Math.Max(at, from.LinkFreeAt) + (packet.Length * 8L * TimeSpan.TicksPerSecond / Bandwidth);
                from.LinkFreeAt = at;
            }

            at += Delay.Ticks;
            if (Jitter > TimeSpan.Zero) at += (long)(Random.NextDouble() * Jitter.Ticks);
            _inTheAir.Enqueue(new Flight(from.Peer, packet), (at, _order++));
        }

        private sealed class Flight
        {
            public Flight(SctpEnd to, byte[] packet)
            {
                To = to;
                Packet = packet;
            }

            public SctpEnd To { get; }

            public byte[] Packet { get; }
        }
    }
}
