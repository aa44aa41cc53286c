using System;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// Sends messages: fills packets with lost chunks first and new ones after, as far as congestion and the peer's window allow
    /// (RFC 9260 §6.1), and answers SACKs and time-outs (§6.2.1, §6.3).
    /// </summary>
    internal sealed class DataSender
    {
        // Below this much room, the beginning of a larger message waits for the next packet instead of being cut small.
        private const int SmallestFragment = 256;

        private readonly Tcb _tcb;
        private readonly SendQueue _queue;
        private readonly RetransmissionQueue _outstanding;
        private readonly ForwardTsnSender _forward;
        private readonly ICongestionController _congestion;
        private readonly int _largestPayload;
        private uint _advertisedWindow;
        private Tsn? _recoveryExit;
        private bool _mayIgnoreWindows;
        private bool _mayProbe;
        private bool _isProbing;
        private bool _heardWhileProbing;

        public DataSender(Tcb tcb)
        {
            _tcb = tcb;
            _queue = new SendQueue(tcb);
            _outstanding = new RetransmissionQueue(tcb, _queue);
            _forward = new ForwardTsnSender(tcb, _outstanding);
            int packet = (tcb.Options.MaxPacketSize & ~3) - PacketWriter.HeaderLength;
            _largestPayload = packet - DataChunk.HeaderLength;
            _congestion = new NewRenoController(packet);
        }

        public SendQueue Queue => _queue;

        public RetransmissionQueue Outstanding => _outstanding;

        public ICongestionController Congestion => _congestion;

        /// <summary>Whether nothing waits and everything sent is acknowledged: what a shutdown waits for.</summary>
        public bool IsDone => _queue.IsEmpty && _outstanding.Count == 0;

        /// <summary>The handshake ended: this is the room that the peer has.</summary>
        public void Start(uint advertisedWindow)
        {
            _advertisedWindow = advertisedWindow;
            _queue.DropStreamsFrom(_tcb.OutgoingStreams);
        }

        public void HandleSack(Timestamp now, in SackChunk sack)
        {
            if (!_outstanding.HandleSack(now, sack, out SackOutcome outcome)) return;
            bool opened = sack.AdvertisedWindow > _advertisedWindow;
            _advertisedWindow = sack.AdvertisedWindow;
            _heardWhileProbing = true;
            HandleOutcome(now, outcome);
            if (_isProbing && opened && _outstanding.Count > 0)
            {
                // The probe met a closed window and was dropped there: no reason to wait for its time-out.
                _outstanding.LoseAll(now);
                _tcb.Rto.ResetBackoff();
            }

            if (_advertisedWindow >= _largestPayload) StopProbing();
        }

        /// <summary>A SHUTDOWN acknowledges as well (RFC 9260 §9.2).</summary>
        public void HandleCumulativeAck(Timestamp now, Tsn tsn)
        {
            if (_outstanding.HandleCumulativeAck(tsn, out SackOutcome outcome)) HandleOutcome(now, outcome);
        }

        /// <summary>T3-rtx expired (RFC 9260 §6.3.3). False where the association failed by it.</summary>
        public bool HandleTimeout(Timestamp now)
        {
            if (_outstanding.Count == 0) return true;
            _tcb.Counters.RetransmissionTimeouts++;
            _tcb.Rto.BackOff();
            // RFC 9260 §6.1, A: a peer that answers and keeps its window shut is not gone, and there is no congestion.
            bool closedByPeer = _isProbing && _heardWhileProbing;
            _heardWhileProbing = false;
            if (!closedByPeer)
            {
                if (!_tcb.CountError()) return false;
                _congestion.OnTimeout(now);
            }

            _recoveryExit = null;
            _outstanding.LoseAll(now);
            _forward.OnTimeout();
            // RFC 9260 §6.3.3, E3: one packet leaves whatever the window says.
            _mayIgnoreWindows = true;
            RestartT3(now);
            return true;
        }

        /// <summary>The window stayed shut for an RTO: one chunk may ask whether it still is (RFC 9260 §6.1, A).</summary>
        public void HandleProbeTimeout() => _mayProbe = true;

        /// <summary>Whether a packet would carry something of ours, so that a SACK has company.</summary>
        public bool WantsToSend(Timestamp now) => _forward.IsDue || (_mayIgnoreWindows && _outstanding.LostCount > 0) || CanSendMore(now);

        /// <summary>Adds what may leave now. <paramref name="alone"/>: the packet carries a COOKIE ECHO, and there is just this one.</summary>
        public void WriteChunks(Timestamp now, ref PacketWriter packet, bool alone = false)
        {
            _forward.Write(now, ref packet);
            if (_outstanding.LostCount > 0 || !_queue.IsEmpty) WriteData(now, ref packet);
            if (packet.HasData && (alone || !CanSendMore(now))) packet.AskForImmediateSack();
            if (_outstanding.Count > 0 && !_tcb.IsRunning(SctpTimer.T3)) RestartT3(now);
        }

        public void Clear()
        {
            _queue.ForgetBlocked();
            _outstanding.Clear();
            _queue.Clear();
        }

        private void HandleOutcome(Timestamp now, in SackOutcome outcome)
        {
            if (outcome.CumulativeMoved || outcome.NewlyAckedBytes > 0) _tcb.ClearErrors();
            if (outcome.NewlyAckedBytes > 0)
                _congestion.OnAcked(now, outcome.NewlyAckedBytes, outcome.FlightBefore, _recoveryExit != null);
            if (outcome.MeasurableSentAt is { } sentAt) _tcb.Rto.Measure(now, now - sentAt);
            if (outcome.CumulativeMoved) _tcb.Rto.ResetBackoff();
            if (_recoveryExit is { } exit && _outstanding.CumulativeTsnAck >= exit) _recoveryExit = null;

            if (_outstanding.CountMissing(now, outcome, _recoveryExit != null) && _recoveryExit == null)
            {
                _congestion.OnLoss(now);
                _recoveryExit = _outstanding.NextTsn.Previous;
                // RFC 9260 §7.2.4, 3): the first packet of a fast retransmission does not wait for the window.
                _mayIgnoreWindows = true;
            }

            _forward.OnSack(now);
            // RFC 9260 §6.3.2, R2 and R3.
            if (_outstanding.Count == 0) _tcb.StopTimer(SctpTimer.T3);
            else if (outcome.CumulativeMoved) RestartT3(now);
        }

        private void WriteData(Timestamp now, ref PacketWriter packet)
        {
            int flightBefore = _outstanding.FlightSize;
            // The permission is for what was lost alone; where all of that was given up there is nothing left to use it on.
            if (_outstanding.LostCount == 0) _mayIgnoreWindows = false;
            if (flightBefore >= _congestion.Window && !_mayIgnoreWindows) return;
            WriteLost(now, ref packet);
            // What found no room beside a SACK has the next packet to itself.
            if (packet.HasData) _mayIgnoreWindows = false;
            while (_outstanding.LostCount == 0 && WriteNew(now, ref packet))
            {
            }

            if (_outstanding.FlightSize > flightBefore) _congestion.OnSent(now, _outstanding.FlightSize - flightBefore, _outstanding.FlightSize);
        }

        private void WriteLost(Timestamp now, ref PacketWriter packet)
        {
            while (_outstanding.TryFindLost(out Tsn tsn))
            {
                if (_outstanding.AbandonIfExpired(tsn, now))
                {
                    _forward.OnSack(now);
                    continue;
                }

                ref OutstandingChunk chunk = ref _outstanding[tsn];
                if (DataChunk.HeaderLength + chunk.Length > packet.Room) return;
                WriteChunk(ref packet, chunk, tsn);
                _outstanding.Resend(tsn, now);
                _tcb.Counters.Retransmissions++;
                // RFC 9260 §6.1: the timer belongs to the earliest chunk.
                if (tsn == _outstanding.CumulativeTsnAck.Next) RestartT3(now);
            }
        }

        private bool WriteNew(Timestamp now, ref PacketWriter packet)
        {
            _queue.DropExpired(now);
            if (!(_queue.Current is { } message) || _outstanding.IsFull) return false;
            if (message.Deadline <= now && _tcb.PeerSupportsForwardTsn)
            {
                _outstanding.AbandonCurrent(message);
                _forward.OnSack(now);
                return true;
            }

            int length = FragmentLength(message, packet);
            if (length == 0 || !WindowAllows(now, length)) return false;

            byte flags = message.Reliability.IsUnordered ? DataChunk.UnorderedFlag : (byte)0;
            if (message.Sent == 0)
            {
                flags |= DataChunk.BeginFlag;
                OutgoingStream stream = message.Stream!;
                if (!message.Reliability.IsUnordered)
                {
                    message.Ssn = stream.NextSsn;
                    stream.NextSsn = stream.NextSsn.Next;
                }
            }

            if (message.Sent + length == message.Length) flags |= DataChunk.EndFlag;
            Tsn tsn = _outstanding.Append(message, message.Sent, length, flags, now);
            WriteChunk(ref packet, _outstanding[tsn], tsn);
            _queue.Advance(message, length);
            _tcb.Counters.DataChunksSent++;
            return true;
        }

        private static void WriteChunk(ref PacketWriter packet, in OutstandingChunk chunk, Tsn tsn)
        {
            OutgoingMessage message = chunk.Message;
            ReadOnlySpan<byte> payload = message.Payload!.Span.Slice(chunk.Offset, chunk.Length);
            var data = new DataChunk(chunk.Flags, tsn, message.Stream!.Id, message.Ssn, message.Ppid, payload);
            packet.CommitData(data.Write(packet.Free));
        }

        /// <summary>How much of the message goes into this packet; 0 where it waits for the next one.</summary>
        private int FragmentLength(OutgoingMessage message, in PacketWriter packet)
        {
            int left = message.Length - message.Sent;
            int room = Math.Min(packet.Room - DataChunk.HeaderLength, _largestPayload);
            if (left <= room) return left;
            if (packet.IsEmpty) return room;
            // What fits a packet whole is not cut to share one with others; and a cut leaves pieces worth their header.
            bool fitsWhole = message.Sent == 0 && left <= _largestPayload;
            return fitsWhole || room < SmallestFragment ? 0 : room;
        }

        private bool WindowAllows(Timestamp now, int length)
        {
            if (_outstanding.FlightPayload + length <= _advertisedWindow) return true;
            // RFC 9260 §6.1, A: only with nothing outstanding is a shut window probed.
            if (_outstanding.Count > 0) return false;
            if (_mayProbe)
            {
                _mayProbe = false;
                _isProbing = true;
                _heardWhileProbing = true;
                _tcb.Counters.WindowProbes++;
                return true;
            }

            if (!_tcb.IsRunning(SctpTimer.WindowProbe)) _tcb.StartTimer(SctpTimer.WindowProbe, now, _tcb.Rto.Current);
            return false;
        }

        private bool CanSendMore(Timestamp now)
        {
            if (_outstanding.FlightSize >= _congestion.Window) return false;
            if (_outstanding.LostCount > 0) return true;
            _queue.DropExpired(now);
            if (!(_queue.Current is { } message) || _outstanding.IsFull) return false;
            int length = Math.Min(message.Length - message.Sent, _largestPayload);
            return _outstanding.FlightPayload + length <= _advertisedWindow;
        }

        private void StopProbing()
        {
            _mayProbe = false;
            _isProbing = false;
            _tcb.StopTimer(SctpTimer.WindowProbe);
        }

        private void RestartT3(Timestamp now) => _tcb.StartTimer(SctpTimer.T3, now, _tcb.Rto.Current);
    }
}
