namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// The chunks between the cumulative TSN ack and the newest TSN, in a ring by TSN: what is in flight, lost, acknowledged by a gap
    /// block or given up (RFC 9260 §6.2.1, §7.2.4; RFC 3758 §3.5).
    /// </summary>
    internal sealed class RetransmissionQueue
    {
        /// <summary>
        /// TSNs outstanding at a time. 8192 full packets are 9 MiB in flight; and gap ack blocks reach only 65535 above the cumulative TSN.
        /// </summary>
        public const int MaxOutstanding = 8192;
        private const int MissingReportsThatMeanLoss = 3;

        private readonly Tcb _tcb;
        private readonly SendQueue _queue;
        private OutstandingChunk[] _ring = new OutstandingChunk[64];
        private Tsn _first;
        private int _gapAcked;
        private Tsn _lostFrom;

        public RetransmissionQueue(Tcb tcb, SendQueue queue)
        {
            _tcb = tcb;
            _queue = queue;
            _first = tcb.LocalInitialTsn;
            NextTsn = _first;
        }

        /// <summary>The TSN that the next new chunk gets.</summary>
        public Tsn NextTsn { get; private set; }

        public Tsn CumulativeTsnAck => _first.Previous;

        /// <summary>Chunks that the peer has not acknowledged cumulatively.</summary>
        public int Count => NextTsn - _first;

        public bool IsFull => Count >= MaxOutstanding;

        /// <summary>Bytes in flight with chunk headers and padding: what the congestion window limits.</summary>
        public int FlightSize { get; private set; }

        /// <summary>Payload bytes in flight: what the peer's window limits.</summary>
        public long FlightPayload { get; private set; }

        /// <summary>Chunks that wait to be sent again.</summary>
        public int LostCount { get; private set; }

        public ref OutstandingChunk this[Tsn tsn] => ref _ring[(int)(tsn.Value & (uint)(_ring.Length - 1))];

        /// <summary>Takes a new chunk and sends it off.</summary>
        public Tsn Append(OutgoingMessage message, int offset, int length, byte flags, Timestamp now)
        {
            Tsn tsn = AppendEntry(message, offset, length, flags);
            ref OutstandingChunk chunk = ref this[tsn];
            chunk.SentAt = now;
            chunk.Transmissions = 1;
            TakeOff(ref chunk);
            return tsn;
        }

        /// <summary>The lowest lost chunk.</summary>
        public bool TryFindLost(out Tsn tsn)
        {
            tsn = _lostFrom;
            if (LostCount == 0) return false;
            while (this[tsn].State != ChunkState.Lost) tsn = tsn.Next;
            _lostFrom = tsn;
            return true;
        }

        /// <summary>A lost chunk was sent again.</summary>
        public void Resend(Tsn tsn, Timestamp now)
        {
            ref OutstandingChunk chunk = ref this[tsn];
            LostCount--;
            chunk.SentAt = now;
            if (chunk.Transmissions < ushort.MaxValue) chunk.Transmissions++;
            TakeOff(ref chunk);
        }

        /// <summary>Takes what a SACK says. False where it is older than another one or acknowledges what was never sent.</summary>
        public bool HandleSack(Timestamp now, in SackChunk sack, out SackOutcome outcome)
        {
            outcome = default;
            if (sack.CumulativeTsnAck < CumulativeTsnAck)
            {
                _tcb.Counters.DroppedOldSacks++;
                return false;
            }

            if (sack.CumulativeTsnAck >= NextTsn)
            {
                _tcb.Counters.DroppedBadSacks++;
                return false;
            }

            outcome.FlightBefore = FlightSize;
            AcknowledgeUpTo(sack.CumulativeTsnAck, ref outcome);
            if (sack.GapBlockCount > 0 || _gapAcked > 0) AcknowledgeGaps(sack, ref outcome);
            return true;
        }

        /// <summary>A SHUTDOWN or COOKIE exchange acknowledges cumulatively only.</summary>
        public bool HandleCumulativeAck(Tsn tsn, out SackOutcome outcome)
        {
            outcome = default;
            if (tsn < CumulativeTsnAck || tsn >= NextTsn) return false;
            outcome.FlightBefore = FlightSize;
            AcknowledgeUpTo(tsn, ref outcome);
            return true;
        }

        /// <summary>
        /// Counts a missing report for each chunk below the highest TSN newly acknowledged (HTNA), and takes those with three for lost.
        /// Within fast recovery every report counts where the cumulative TSN moved (RFC 9260 §7.2.4). True where one became lost.
        /// </summary>
        public bool CountMissing(Timestamp now, in SackOutcome outcome, bool inFastRecovery)
        {
            Tsn end = inFastRecovery && outcome.CumulativeMoved ? outcome.HighestReported : outcome.HighestNewlyAcked;
            if (!outcome.HasGaps || end <= _first) return false;
            bool lost = false;
            for (Tsn tsn = _first; tsn < end; tsn = tsn.Next)
            {
                ref OutstandingChunk chunk = ref this[tsn];
                if (chunk.State != ChunkState.InFlight || chunk.WasFastRetransmitted) continue;
                if (++chunk.MissingReports < MissingReportsThatMeanLoss) continue;
                chunk.WasFastRetransmitted = true;
                lost = true;
                Lose(tsn, now);
                if (this[tsn].State == ChunkState.Lost) _tcb.Counters.FastRetransmissions++;
            }

            return lost;
        }

        /// <summary>T3-rtx expired: everything in flight counts as lost (RFC 9260 §6.3.3).</summary>
        public void LoseAll(Timestamp now)
        {
            // Giving a message up may add one TSN for its missing end: that one is abandoned already.
            for (Tsn tsn = _first; tsn < NextTsn; tsn = tsn.Next)
            {
                if (this[tsn].State == ChunkState.InFlight) Lose(tsn, now);
            }
        }

        /// <summary>A lost chunk whose message's lifetime passed while it waited is not sent again (RFC 3758 §4.1).</summary>
        public bool AbandonIfExpired(Tsn tsn, Timestamp now)
        {
            if (this[tsn].Message.Deadline > now || !_tcb.PeerSupportsForwardTsn) return false;
            Abandon(tsn);
            return true;
        }

        /// <summary>Gives up the message whose turn it is and that was sent in part; its chunks are the newest.</summary>
        public void AbandonCurrent(OutgoingMessage message)
        {
            if (message.Outstanding > 0)
            {
                Abandon(NextTsn.Previous);
                return;
            }

            _tcb.Counters.MessagesAbandoned++;
            message.IsAbandoned = true;
            AbandonEnd(message);
            _queue.GiveBackPayload(message);
        }

        /// <summary>
        /// How far a FORWARD TSN may go: to the last abandoned chunk before one that has yet to arrive (RFC 3758 §3.5, C2). It passes over chunks that
        /// gap blocks acknowledge: after an outage these alternate with the abandoned ones, and each step would take a round trip.
        /// </summary>
        public Tsn AdvancedPeerAckPoint
        {
            get
            {
                Tsn point = CumulativeTsnAck;
                for (Tsn tsn = _first; tsn < NextTsn; tsn = tsn.Next)
                {
                    ChunkState state = this[tsn].State;
                    if (state == ChunkState.Abandoned) point = tsn;
                    else if (state != ChunkState.GapAcked) break;
                }

                return point;
            }
        }

        /// <summary>Returns the payloads of everything outstanding.</summary>
        public void Clear()
        {
            var ignored = default(SackOutcome);
            AcknowledgeUpTo(NextTsn.Previous, ref ignored);
        }

        private Tsn AppendEntry(OutgoingMessage message, int offset, int length, byte flags)
        {
            if (Count == _ring.Length) Grow();
            Tsn tsn = NextTsn;
            NextTsn = tsn.Next;
            this[tsn] = new OutstandingChunk { Message = message, Offset = offset, Length = (ushort)length, Flags = flags };
            message.Outstanding++;
            return tsn;
        }

        private void TakeOff(ref OutstandingChunk chunk)
        {
            chunk.State = ChunkState.InFlight;
            chunk.MissingReports = 0;
            FlightSize += chunk.WireLength;
            FlightPayload += chunk.Length;
        }

        private void Land(ref OutstandingChunk chunk)
        {
            FlightSize -= chunk.WireLength;
            FlightPayload -= chunk.Length;
        }

        private void AcknowledgeUpTo(Tsn cumulative, ref SackOutcome outcome)
        {
            outcome.CumulativeMoved = cumulative > CumulativeTsnAck;
            outcome.HighestNewlyAcked = CumulativeTsnAck;
            outcome.HighestReported = cumulative;
            while (_first <= cumulative)
            {
                ref OutstandingChunk chunk = ref this[_first];
                if (chunk.State == ChunkState.GapAcked) _gapAcked--;
                else Acknowledge(ref chunk, _first, ref outcome);

                OutgoingMessage message = chunk.Message;
                chunk.Message = null!;
                _first = _first.Next;
                if (--message.Outstanding > 0 || !message.IsWhollySent) continue;
                _queue.GiveBackPayload(message);
                _queue.Recycle(message);
            }

            if (_lostFrom < _first || LostCount == 0) _lostFrom = _first;
        }

        private void AcknowledgeGaps(in SackChunk sack, ref SackOutcome outcome)
        {
            Tsn tsn = _first;
            for (int i = 0; i < sack.GapBlockCount; i++)
            {
                TsnRange block = sack.GapBlock(i);
                // Blocks stand in order (RFC 9260 §6.7). What does not is a mistake or a lie; the walk over the ring stays linear.
                if (block.First < tsn || block.Last < block.First || block.Last >= NextTsn) break;
                for (; tsn < block.First; tsn = tsn.Next) TakeBack(ref this[tsn]);
                for (; tsn <= block.Last; tsn = tsn.Next) AcknowledgeByGap(tsn, ref outcome);
                outcome.HighestReported = block.Last;
                outcome.HasGaps = true;
            }

            if (_gapAcked == 0) return;
            for (; tsn < NextTsn; tsn = tsn.Next) TakeBack(ref this[tsn]);
        }

        private void AcknowledgeByGap(Tsn tsn, ref SackOutcome outcome)
        {
            ref OutstandingChunk chunk = ref this[tsn];
            if (chunk.State == ChunkState.GapAcked || chunk.State == ChunkState.Abandoned) return;
            Acknowledge(ref chunk, tsn, ref outcome);
            chunk.State = ChunkState.GapAcked;
            _gapAcked++;
        }

        private void Acknowledge(ref OutstandingChunk chunk, Tsn tsn, ref SackOutcome outcome)
        {
            if (chunk.State == ChunkState.Abandoned) return;
            if (chunk.State == ChunkState.Lost) LostCount--;
            else Land(ref chunk);
            outcome.NewlyAckedBytes += chunk.WireLength;
            outcome.HighestNewlyAcked = tsn;
            if (chunk.Transmissions == 1) outcome.MeasurableSentAt = chunk.SentAt;
        }

        /// <summary>The peer reneged on a chunk (RFC 9260 §6.2.1, D iii): it is in flight again, with one missing report.</summary>
        private void TakeBack(ref OutstandingChunk chunk)
        {
            if (chunk.State != ChunkState.GapAcked) return;
            _gapAcked--;
            TakeOff(ref chunk);
            chunk.MissingReports = 1;
        }

        private void Lose(Tsn tsn, Timestamp now)
        {
            ref OutstandingChunk chunk = ref this[tsn];
            OutgoingMessage message = chunk.Message;
            bool expired = message.Deadline <= now || (message.Reliability.MaxRetransmits is int allowed && chunk.Transmissions > allowed);
            if (expired && _tcb.PeerSupportsForwardTsn)
            {
                Abandon(tsn);
                return;
            }

            Land(ref chunk);
            chunk.State = ChunkState.Lost;
            chunk.MissingReports = 0;
            if (LostCount++ == 0 || tsn < _lostFrom) _lostFrom = tsn;
        }

        /// <summary>Gives up the whole message that the chunk belongs to (RFC 3758 §3.5, A3).</summary>
        private void Abandon(Tsn tsn)
        {
            OutgoingMessage message = this[tsn].Message;
            _tcb.Counters.MessagesAbandoned++;
            message.IsAbandoned = true;
            Tsn first = tsn;
            while (first > _first && ReferenceEquals(this[first.Previous].Message, message)) first = first.Previous;
            for (Tsn t = first; t < NextTsn && ReferenceEquals(this[t].Message, message); t = t.Next) AbandonChunk(ref this[t]);

            if (!message.IsWhollySent) AbandonEnd(message);
            _queue.GiveBackPayload(message);
        }

        /// <summary>The peer may hold the beginning: a TSN for the end, which never leaves, lets the FORWARD TSN end where the message ends.</summary>
        private void AbandonEnd(OutgoingMessage message)
        {
            _queue.CutOff(message);
            byte unordered = message.Reliability.IsUnordered ? DataChunk.UnorderedFlag : (byte)0;
            this[AppendEntry(message, message.Length, 0, (byte)(DataChunk.EndFlag | unordered))].State = ChunkState.Abandoned;
        }

        private void AbandonChunk(ref OutstandingChunk chunk)
        {
            switch (chunk.State)
            {
                case ChunkState.InFlight:
                    Land(ref chunk);
                    break;
                case ChunkState.Lost:
                    LostCount--;
                    break;
                case ChunkState.GapAcked:
                    _gapAcked--;
                    break;
            }

            chunk.State = ChunkState.Abandoned;
        }

        private void Grow()
        {
            var grown = new OutstandingChunk[_ring.Length * 2];
            for (Tsn tsn = _first; tsn < NextTsn; tsn = tsn.Next) grown[(int)(tsn.Value & (uint)(grown.Length - 1))] = this[tsn];
            _ring = grown;
        }
    }
}
