using System;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// Tells the peer what will not come (RFC 3758 §3.5): only where given-up chunks stand right after the cumulative TSN ack and so
    /// keep it from moving, once for each advance, and again after a round trip or a time-out without an answer.
    /// </summary>
    internal sealed class ForwardTsnSender
    {
        // What fits beside a SACK in a packet of ordinary size; the rest follows after the next SACK.
        private const int MaxSkippedStreams = 128;

        private readonly Tcb _tcb;
        private readonly RetransmissionQueue _outstanding;
        private readonly SkippedStream[] _skipped = new SkippedStream[MaxSkippedStreams];
        private Tsn? _lastSent;
        private Timestamp _sentAt;
        private bool _isDue;

        public ForwardTsnSender(Tcb tcb, RetransmissionQueue outstanding)
        {
            _tcb = tcb;
            _outstanding = outstanding;
        }

        public bool IsDue => _isDue;

        /// <summary>After the ordinary processing of a SACK (C1 to C3).</summary>
        public void OnSack(Timestamp now)
        {
            Tsn point = _outstanding.AdvancedPeerAckPoint;
            if (point <= _outstanding.CumulativeTsnAck)
            {
                _isDue = false;
                _lastSent = null;
                return;
            }

            // F2: a duplicate waits a round trip.
            _isDue |= _lastSent is not { } last || last < point || now >= _sentAt + _tcb.Rto.RoundTripTime;
        }

        /// <summary>After T3-rtx expired (A5).</summary>
        public void OnTimeout() => _isDue |= _outstanding.AdvancedPeerAckPoint > _outstanding.CumulativeTsnAck;

        public void Write(Timestamp now, ref PacketWriter packet)
        {
            if (!_isDue) return;
            int room = Math.Min((packet.Room - ForwardTsnChunk.FixedLength) / 4, MaxSkippedStreams);
            if (room <= 0) return;
            Tsn point = CollectSkipped(room, out int count);
            if (point <= _outstanding.CumulativeTsnAck)
            {
                _isDue = false;
                return;
            }

            packet.Commit(ForwardTsnChunk.Write(packet.Free, point, new ReadOnlySpan<SkippedStream>(_skipped, 0, count)));
            _isDue = false;
            _lastSent = point;
            _sentAt = now;
            _tcb.Counters.ForwardTsnsSent++;
        }

        /// <summary>C4: each stream once with its highest SSN. Where they do not all fit, the point falls back to the end of the last message that does.</summary>
        private Tsn CollectSkipped(int room, out int count)
        {
            count = 0;
            Tsn end = _outstanding.AdvancedPeerAckPoint;
            Tsn point = _outstanding.CumulativeTsnAck;
            OutgoingMessage? message = null;
            for (Tsn tsn = point.Next; tsn <= end; tsn = tsn.Next)
            {
                OutgoingMessage next = _outstanding[tsn].Message;
                // What has arrived is not skipped.
                if (next.IsAbandoned && !ReferenceEquals(next, message))
                {
                    if (!next.Reliability.IsUnordered && !TryAdd(next, room, ref count)) return point;
                    message = next;
                }

                point = tsn;
            }

            return point;
        }

        private bool TryAdd(OutgoingMessage message, int room, ref int count)
        {
            StreamId id = message.Stream!.Id;
            for (int i = 0; i < count; i++)
            {
                if (_skipped[i].Stream != id) continue;
                _skipped[i] = new SkippedStream(id, message.Ssn);
                return true;
            }

            if (count == room) return false;
            _skipped[count++] = new SkippedStream(id, message.Ssn);
            return true;
        }
    }
}
