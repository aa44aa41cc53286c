using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;

namespace P2PNet.Tests.Native
{
    /// <summary>A <see cref="SimulatedLine"/> in virtual time, what went in and what came out. Checks at its end that every buffer came back.</summary>
    internal sealed class LineUnderTest : IDisposable
    {
        private readonly BufferPool _pool = new BufferPool(trackLeaks: false);
        private readonly List<Timestamp> _sentAt = new List<Timestamp>();
        private readonly ulong _seed;

        public LineUnderTest(NetworkConditions conditions, ulong seed)
        {
            _seed = seed;
            Line = new SimulatedLine(_pool);
            Line.SetConditions(conditions, seed);
        }

        public SimulatedLine Line { get; }

        public Timestamp Now { get; private set; } = Timestamp.FromMilliseconds(1000);

        public List<Arrival> Arrivals { get; } = new List<Arrival>();

        /// <summary>Bytes of each datagram.</summary>
        public int Size { get; set; } = 60;

        public bool IsIPv6 { get; set; }

        /// <summary>How many peers they go to, in turn.</summary>
        public int Remotes { get; set; } = 1;

        /// <summary>Whether arrived datagrams are overwritten, as decryption in place does.</summary>
        public bool ChangesWhatArrives { get; set; }

        public string Describe() => "seed " + _seed + ", " + Arrivals.Count + " of " + _sentAt.Count + " arrived";

        /// <summary>Sends one after the other, and then waits until all have arrived.</summary>
        public void Send(int count, TimeSpan interval, bool drain = true)
        {
            var bytes = new byte[Size];
            for (int i = 0; i < count; i++)
            {
                TakeUntil(Now + interval);
                BinaryPrimitives.WriteInt32BigEndian(bytes, _sentAt.Count);
                Line.Enter(Now, new DatagramInfo(IsIPv6 ? SocketId.IPv6 : SocketId.IPv4, Remote(_sentAt.Count % Remotes)), bytes);
                _sentAt.Add(Now);
                TakeUntil(Now);
            }

            while (drain && Line.Count > 0) TakeUntil(Line.NextTimeout);
        }

        /// <summary>For each datagram that arrived: how many of the same peer, sent later, arrived earlier.</summary>
        public int[] Overtakings()
        {
            var result = new int[Arrivals.Count];
            for (int i = 0; i < Arrivals.Count; i++)
            {
                for (int j = Math.Max(0, i - 100); j < i; j++)
                {
                    bool isSamePeer = Arrivals[j].Number % Remotes == Arrivals[i].Number % Remotes;
                    if (isSamePeer && Arrivals[j].Number > Arrivals[i].Number) result[i]++;
                }
            }

            return result;
        }

        public void Dispose()
        {
            Line.Dispose();
            Assert.That(_pool.Outstanding, Is.Zero);
        }

        private void TakeUntil(Timestamp until)
        {
            while (Line.NextTimeout <= until || Line.Count > 0)
            {
                if (Line.NextTimeout > Now && Line.NextTimeout <= until) Now = Line.NextTimeout;
                if (!Line.TryTake(Now, out DatagramInfo info, out PooledBuffer? bytes)) break;
                Take(info, bytes!);
            }

            if (until > Now) Now = until;
        }

        private void Take(in DatagramInfo info, PooledBuffer bytes)
        {
            using (bytes)
            {
                int number = BinaryPrimitives.ReadInt32BigEndian(bytes.Span);
                bool isIntact = bytes.Length == Size && bytes.Span.Slice(4).TrimEnd((byte)0).IsEmpty && info.Remote == Remote(number % Remotes);
                Arrivals.Add(new Arrival(number, Now, Now - _sentAt[number], isIntact));
                if (ChangesWhatArrives) bytes.Span.Fill(0xEE);
            }
        }

        private TransportAddress Remote(int number) => TransportAddress.FromBytes(new byte[IsIPv6 ? 16 : 4], (ushort)(5000 + number));

        /// <summary>A datagram that came out.</summary>
        internal readonly struct Arrival
        {
            public readonly int Number;
            public readonly Timestamp At;
            public readonly TimeSpan Delay;
            public readonly bool IsIntact;

            public Arrival(int number, Timestamp at, TimeSpan delay, bool isIntact)
            {
                Number = number;
                At = at;
                Delay = delay;
                IsIntact = isIntact;
            }
        }
    }
}
