using System;
using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>
    /// One direction of a network that is simulated: datagrams go in and come out later, twice or never, as <see cref="NetworkConditions"/> describe. A state machine without
    /// I/O: time comes in with each call. After <see cref="Enter"/> and at <see cref="NextTimeout"/> the shell takes what has arrived.
    /// </summary>
    /// <remarks>
    /// The line itself is first in, first out. What is to be overtaken is pulled out of it and set aside until it has been. In the steady state nothing is allocated.
    /// </remarks>
    internal sealed class SimulatedLine : IDisposable
    {
        /// <summary>Datagrams under way at once; what is more is dropped and counted. At 20,000 a second it is 0.8 s of them.</summary>
        public const int MaxDatagrams = 16384;

        /// <summary>Bytes under way at once.</summary>
        public const int MaxBytes = 16 << 20;

        /// <summary>Datagrams set aside at once. More would only be in order again among themselves.</summary>
        public const int MaxAside = 16;

        private const int HeaderBytes = 20 + 8;
        private const int HeaderBytesIPv6 = 40 + 8;
        private const int MaxOvertakers = 3;

        // A game that sends 30 times a second has sent three more by then.
        private static readonly TimeSpan LongestAside = TimeSpan.FromMilliseconds(100);

        private readonly BufferPool _buffers;
        private readonly Queue<SimulatedDatagram> _line = new Queue<SimulatedDatagram>();
        private readonly SimulatedDatagram[] _aside = new SimulatedDatagram[MaxAside];
        private NetworkConditions? _conditions;
        private SimulationRandom _random;
        private Timestamp _bottleneckFreeAt;
        private Timestamp _lastDue;
        private int _asideCount;
        private int _bytes;
        private long _number;

        public SimulatedLine(BufferPool buffers) => _buffers = buffers;

        public LineCounters Counters { get; } = new LineCounters();

        /// <summary>Datagrams under way.</summary>
        public int Count => _line.Count + _asideCount;

        public Timestamp NextTimeout
        {
            get
            {
                Timestamp next = _line.Count > 0 ? _line.Peek().Due : Timestamp.Never;
                for (int i = 0; i < _asideCount; i++) next = Timestamp.Min(next, _aside[i].Due);
                return next;
            }
        }

        /// <summary>
        /// Other conditions, for what comes from now on. What is under way arrives when it would have, and before what comes later; where the conditions are null, at once.
        /// </summary>
        /// <param name="conditions">Valid ones, or null for a line that changes nothing.</param>
        /// <param name="seed">What the dice start from.</param>
        public void SetConditions(NetworkConditions? conditions, ulong seed)
        {
            _conditions = conditions;
            _random = new SimulationRandom(seed);
            _bottleneckFreeAt = Timestamp.Zero;
        }

        /// <summary>A datagram sets out. Its bytes are copied.</summary>
        public void Enter(Timestamp now, in DatagramInfo info, ReadOnlySpan<byte> datagram)
        {
            Counters.Entered++;
            if (_random.Happens(_conditions?.Loss ?? 0))
            {
                Counters.Lost++;
                return;
            }

            Carry(now, info, datagram);
            if (!_random.Happens(_conditions?.Duplicate ?? 0)) return;
            Counters.Duplicated++;
            Carry(now, info, datagram);
        }

        /// <summary>Gives what has arrived, one after the other. The caller owns the bytes and may change them.</summary>
        public bool TryTake(Timestamp now, out DatagramInfo info, out PooledBuffer? datagram)
        {
            int first = FirstAside();
            bool isFromLine = _line.Count > 0 && (first < 0 || _line.Peek().Due <= _aside[first].Due);
            if (!isFromLine && first < 0)
            {
                info = default;
                datagram = null;
                return false;
            }

            SimulatedDatagram taken = isFromLine ? _line.Peek() : _aside[first];
            info = taken.Info;
            datagram = taken.Bytes;
            if (taken.Due > now && _conditions != null) return false;
            if (isFromLine)
            {
                _line.Dequeue();
                CountOvertaking(taken);
            }
            else
            {
                _aside[first] = _aside[--_asideCount];
            }

            _bytes -= taken.Bytes.Length;
            Counters.Arrived++;
            return true;
        }

        /// <summary>Drops what is under way.</summary>
        public void Dispose()
        {
            while (_line.Count > 0) _line.Dequeue().Bytes.Dispose();
            while (_asideCount > 0) _aside[--_asideCount].Bytes.Dispose();
            _bytes = 0;
        }

        private void Carry(Timestamp now, in DatagramInfo info, ReadOnlySpan<byte> datagram)
        {
            if (Count >= MaxDatagrams || _bytes + datagram.Length > MaxBytes)
            {
                Counters.Overflowed++;
                return;
            }

            if (!TryPassBottleneck(now, info, datagram.Length, out Timestamp leaves)) return;
            PooledBuffer bytes = _buffers.Rent(datagram.Length);
            bytes.Write(datagram);
            _bytes += datagram.Length;
            var carried = new SimulatedDatagram { Info = info, Bytes = bytes, Due = leaves + TimeUnderWay(), Number = _number++ };
            if (_asideCount < MaxAside && _random.Happens(_conditions?.Reorder ?? 0))
            {
                Counters.Reordered++;
                carried.Overtakers = 1 + (int)(_random.NextDouble() * MaxOvertakers);
                carried.Due += LongestAside;
                _aside[_asideCount++] = carried;
                return;
            }

            if (_line.Count > 0) carried.Due = Timestamp.Max(carried.Due, _lastDue);
            _lastDue = carried.Due;
            _line.Enqueue(carried);
        }

        /// <summary>False: its queue is full.</summary>
        private bool TryPassBottleneck(Timestamp now, in DatagramInfo info, int length, out Timestamp leaves)
        {
            leaves = now;
            if (_conditions == null || _conditions.Bandwidth == 0) return true;
            leaves = Timestamp.Max(now, _bottleneckFreeAt);
            if (leaves - now > _conditions.MaxQueueDelay)
            {
                Counters.Dropped++;
                return false;
            }

            long bits = 8L * (length + (info.Remote.IsIPv6 ? HeaderBytesIPv6 : HeaderBytes));
            leaves += new TimeSpan(bits * TimeSpan.TicksPerSecond / _conditions.Bandwidth);
            _bottleneckFreeAt = leaves;
            return true;
        }

        private TimeSpan TimeUnderWay()
        {
            if (_conditions == null) return TimeSpan.Zero;
            if (_conditions.Jitter == TimeSpan.Zero) return _conditions.Latency;
            double offset = (_random.NextDouble() * 2) - 1;
            return _conditions.Latency + new TimeSpan((long)(_conditions.Jitter.Ticks * offset));
        }

        /// <summary>Which of those aside is due first, -1 where there is none.</summary>
        private int FirstAside()
        {
            int first = _asideCount - 1;
            for (int i = first - 1; i >= 0; i--)
            {
                if (_aside[i].Due <= _aside[first].Due) first = i;
            }

            return first;
        }

        /// <summary>Those that have been overtaken often enough arrive next.</summary>
        private void CountOvertaking(in SimulatedDatagram overtaker)
        {
            for (int i = 0; i < _asideCount; i++)
            {
                ref SimulatedDatagram overtaken = ref _aside[i];
                if (overtaken.Number > overtaker.Number || !overtaken.IsBesides(overtaker)) continue;
                if (--overtaken.Overtakers == 0) overtaken.Due = Timestamp.Zero;
            }
        }
    }
}
