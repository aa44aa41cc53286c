using System;
using System.Collections.Generic;
using System.Text;
using P2PNet.Rtc;

namespace P2PNet.Tests.Network
{
    /// <summary>
    /// Hosts, NATs and the wires between them, in one thread and in virtual time: hours pass in milliseconds, and the same seed gives
    /// the same run. Every packet is in the <see cref="Trace"/>.
    /// </summary>
    internal sealed class VirtualNetwork
    {
        private const int HeaderLength = 28; // IPv4 and UDP
        private readonly SeededRandom _random;
        private readonly List<VirtualHost> _hosts = new List<VirtualHost>();
        private readonly List<PacketRecord> _trace = new List<PacketRecord>();
        private readonly SortedDictionary<(long Ticks, int Order), Action> _agenda = new SortedDictionary<(long Ticks, int Order), Action>();
        private readonly byte[] _buffer = new byte[2048];
        private int _order;
        private int _packets;

        public VirtualNetwork(ulong seed)
        {
            _random = new SeededRandom(seed);
            Internet = new NetworkSegment();
        }

        public ulong Seed => _random.Seed;

        public Timestamp Now { get; private set; } = Timestamp.FromMilliseconds(1000);

        public NetworkSegment Internet { get; }

        public IReadOnlyList<VirtualHost> Hosts => _hosts;

        public IReadOnlyList<PacketRecord> Trace => _trace;

        /// <summary>Switched off where a test sends so much that the trace would fill the memory.</summary>
        public bool KeepsTrace { get; set; } = true;

        /// <summary>The test's own reason to drop a packet, asked for each.</summary>
        public Predicate<PacketRecord>? Filter { get; set; }

        public VirtualHost AddHost(string name, NetworkSegment segment, INetworkNode node)
        {
            var host = new VirtualHost(name, segment, node);
            _hosts.Add(host);
            return host;
        }

        public Nat AddNat(string externalAddress, NatBehavior behavior, NetworkSegment? outside = null) => new Nat(outside ?? Internet, externalAddress, behavior);

        /// <summary>Does something later, such as a description that takes a while through the lobby server.</summary>
        public void After(TimeSpan delay, Action action) => _agenda.Add(((Now + delay).Ticks, _order++), action);

        /// <summary>Lets the network run until something is true. False where it is not after this time, or where nothing will ever happen again.</summary>
        public bool RunUntil(Func<bool> condition, TimeSpan limit)
        {
            Timestamp end = Now + limit;
            while (true)
            {
                foreach (VirtualHost host in _hosts) Drain(host);
                if (condition()) return true;
                Timestamp next = NextMoment();
                if (next > end)
                {
                    Now = end;
                    return false;
                }

                Now = Timestamp.Max(Now, next);
                RunAgenda();
                foreach (VirtualHost host in _hosts)
                {
                    if (host.Node.NextTimeout <= Now) host.Node.HandleTimeout(Now);
                }
            }
        }

        public void RunFor(TimeSpan time) => RunUntil(() => false, time);

        /// <summary>The last packets, a line each: what a failing test shows.</summary>
        public string Ladder(int last = 80)
        {
            var text = new StringBuilder("seed " + Seed + ", " + Now + "\n");
            for (int i = Math.Max(0, _trace.Count - last); i < _trace.Count; i++) text.Append(_trace[i]).Append('\n');
            return text.ToString();
        }

        /// <summary>Puts a datagram before a host as if it had come from there, whatever the network is like.</summary>
        public void Inject(VirtualHost to, TransportAddress from, ReadOnlySpan<byte> datagram)
        {
            byte[] copy = datagram.ToArray();
            to.Node.HandleDatagram(Now, new DatagramInfo(SocketId.For(from), from), copy);
            Drain(to);
        }

        private Timestamp NextMoment()
        {
            Timestamp next = Timestamp.Never;
            foreach (KeyValuePair<(long Ticks, int Order), Action> first in _agenda)
            {
                next = new Timestamp(first.Key.Ticks);
                break;
            }

            foreach (VirtualHost host in _hosts) next = Timestamp.Min(next, host.Node.NextTimeout);
            return next;
        }

        private void RunAgenda()
        {
            while (_agenda.Count > 0)
            {
                (long Ticks, int Order) key = default;
                Action? action = null;
                foreach (KeyValuePair<(long Ticks, int Order), Action> first in _agenda)
                {
                    key = first.Key;
                    action = first.Value;
                    break;
                }

                if (key.Ticks > Now.Ticks) return;
                _agenda.Remove(key);
                action!();
            }
        }

        private void Drain(VirtualHost host)
        {
            do
            {
                while (host.Node.TryPollTransmit(Now, _buffer, out Transmit transmit)) Send(host, transmit);
            }
            while (host.Node.DispatchEvents(Now));
        }

        private void Send(VirtualHost host, in Transmit transmit)
        {
            if (transmit.Socket.IsStream)
            {
                host.SendToStream?.Invoke(transmit.Socket, _buffer.AsSpan(transmit.Offset, transmit.Length).ToArray());
                return;
            }

            if (!host.TryGetSource(transmit.Socket, out TransportAddress source)) return;
            var packet = new PacketRecord(_packets++, Now, host, source, transmit.Remote, _buffer.AsSpan(transmit.Offset, transmit.Length).ToArray());
            if (KeepsTrace) _trace.Add(packet);
            // The sender's NATs see it before anything can happen to it on the long way, the receiver's when it is there.
            TransportAddress seenSource = source;
            NetworkSegment? meeting = host.Segment.Ascend(Now, transmit.Remote, ref seenSource);
            VirtualHost? receiver = meeting?.Find(Now, seenSource, transmit.Remote);
            packet.To = receiver;
            packet.Fate = receiver != null ? PacketFate.Delivered : meeting != null ? PacketFate.RefusedByNat : PacketFate.Unreachable;
            if (receiver == null) return;
            LinkConditions conditions = host.Conditions;
            if (!host.IsOnline || !receiver.IsOnline) packet.Fate = PacketFate.Unreachable;
            else if (Filter != null && Filter(packet)) packet.Fate = PacketFate.Filtered;
            else if (conditions.Loss > 0 && _random.NextDouble() < conditions.Loss) packet.Fate = PacketFate.Lost;
            else if (!TryEnqueue(host, packet.Bytes.Length, out Timestamp leavesAt)) packet.Fate = PacketFate.QueueFull;
            else Carry(host, receiver, meeting!, packet, seenSource, leavesAt);
        }

        /// <summary>The wire takes one packet after the other, as fast as its bandwidth allows.</summary>
        private bool TryEnqueue(VirtualHost host, int length, out Timestamp leavesAt)
        {
            leavesAt = Now;
            long bandwidth = host.Conditions.Bandwidth;
            if (bandwidth == 0) return true;
            Timestamp start = Timestamp.Max(Now, host.LineFreeAt);
            double waiting = (start - Now).TotalSeconds * bandwidth;
            if (waiting + length + HeaderLength > host.Conditions.QueueLimit) return false;
            leavesAt = start + TimeSpan.FromSeconds((double)(length + HeaderLength) / bandwidth);
            host.LineFreeAt = leavesAt;
            return true;
        }

        private void Carry(VirtualHost host, VirtualHost receiver, NetworkSegment meeting, PacketRecord packet, TransportAddress source, Timestamp leavesAt)
        {
            LinkConditions conditions = host.Conditions;
            Timestamp arrival = leavesAt + conditions.Delay + TimeSpan.FromTicks((long)(conditions.Jitter.Ticks * _random.NextDouble()));
            if (conditions.Reordering > 0 && _random.NextDouble() < conditions.Reordering)
            {
                arrival += conditions.Delay + conditions.Jitter;
            }
            else
            {
                arrival = Timestamp.Max(arrival, host.LastArrival);
                host.LastArrival = arrival;
            }

            arrival += receiver.InboundDelay;
            Deliver(meeting, packet, source, arrival);
            if (conditions.Duplication > 0 && _random.NextDouble() < conditions.Duplication) Deliver(meeting, packet, source, arrival + TimeSpan.FromMilliseconds(1));
        }

        private void Deliver(NetworkSegment meeting, PacketRecord packet, TransportAddress source, Timestamp arrival)
        {
            _agenda.Add((arrival.Ticks, _order++), () =>
            {
                packet.Fate = meeting.Descend(Now, source, packet.Destination, out VirtualHost? receiver);
                if (packet.Fate != PacketFate.Delivered || !receiver!.IsOnline) return;
                byte[] copy = (byte[])packet.Bytes.Clone(); // the engine may decrypt in place
                receiver.Node.HandleDatagram(Now, new DatagramInfo(receiver.SocketOf(packet.Destination), source), copy);
            });
        }
    }
}
