namespace P2PNet.Rtc.Sctp
{
    /// <summary>Ending in order (RFC 9260 §9.2).</summary>
    internal sealed class ShutdownProcedure
    {
        private readonly Tcb _tcb;
        private readonly DataSender _sender;
        private readonly DataReceiver _receiver;
        private bool _isShutdownDue;
        private bool _isAckDue;

        public ShutdownProcedure(Tcb tcb, DataSender sender, DataReceiver receiver)
        {
            _tcb = tcb;
            _sender = sender;
            _receiver = receiver;
        }

        /// <summary>Our side wants to end.</summary>
        public void Request(Timestamp now)
        {
            switch (_tcb.State)
            {
                case SctpState.Established:
                    _tcb.TransitionTo(SctpState.ShutdownPending);
                    Advance(now);
                    break;
                case SctpState.CookieEchoed:
                    _tcb.Controls.Clear();
                    _tcb.Controls.AddPacketWithCause(_tcb.PeerTag, ChunkType.Abort, ErrorCauseCode.UserInitiatedAbort, default);
                    _tcb.Close();
                    break;
                case SctpState.Closed:
                case SctpState.CookieWait:
                    _tcb.Close();
                    break;
            }
        }

        /// <summary>Goes on once everything of ours is acknowledged.</summary>
        public void Advance(Timestamp now)
        {
            if (!_sender.IsDone) return;
            if (_tcb.State == SctpState.ShutdownPending)
            {
                _tcb.TransitionTo(SctpState.ShutdownSent);
                SendShutdown(now);
            }
            else if (_tcb.State == SctpState.ShutdownReceived)
            {
                SendAck(now);
            }
        }

        public void HandleShutdown(Timestamp now, Tsn cumulativeTsnAck)
        {
            switch (_tcb.State)
            {
                case SctpState.Established:
                case SctpState.ShutdownPending:
                case SctpState.ShutdownReceived:
                    _tcb.TransitionTo(SctpState.ShutdownReceived);
                    _sender.HandleCumulativeAck(now, cumulativeTsnAck);
                    Advance(now);
                    break;
                case SctpState.ShutdownSent:
                case SctpState.ShutdownAckSent:
                    SendAck(now);
                    break;
                default:
                    _tcb.Counters.DroppedUnexpectedChunks++;
                    break;
            }
        }

        public void HandleShutdownAck(uint verificationTag)
        {
            switch (_tcb.State)
            {
                case SctpState.ShutdownSent:
                case SctpState.ShutdownAckSent:
                    _tcb.Controls.AddPacketOfHeader(_tcb.PeerTag, ChunkType.ShutdownComplete, 0);
                    _tcb.Close();
                    break;
                case SctpState.CookieWait:
                case SctpState.CookieEchoed:
                    // RFC 9260 §8.5.1, E: of an association before this one.
                    _tcb.Controls.AddPacketOfHeader(verificationTag, ChunkType.ShutdownComplete, ChunkHeader.ReflectedTagFlag);
                    break;
                default:
                    _tcb.Counters.DroppedUnexpectedChunks++;
                    break;
            }
        }

        public void HandleShutdownComplete()
        {
            if (_tcb.State == SctpState.ShutdownAckSent) _tcb.Close();
            else _tcb.Counters.DroppedUnexpectedChunks++;
        }

        /// <summary>An INIT or COOKIE ECHO while SHUTDOWN ACK is out: it got lost (RFC 9260 §9.2).</summary>
        public void RepeatAck(Timestamp now) => SendAck(now);

        /// <summary>DATA came while SHUTDOWN is out: each such packet is answered with SHUTDOWN (RFC 9260 §9.2).</summary>
        public void HandleLateData(Timestamp now)
        {
            if (_tcb.State != SctpState.ShutdownSent) return;
            _receiver.AskForSack();
            SendShutdown(now);
        }

        /// <summary>T2-shutdown expired.</summary>
        public void HandleTimeout(Timestamp now)
        {
            if (!_tcb.CountError()) return;
            _tcb.Rto.BackOff();
            if (_tcb.State == SctpState.ShutdownSent) SendShutdown(now);
            else if (_tcb.State == SctpState.ShutdownAckSent) SendAck(now);
        }

        public void Write(ref PacketWriter packet)
        {
            if (_isShutdownDue && _tcb.State == SctpState.ShutdownSent) packet.Commit(ShutdownChunk.Write(packet.Free, _receiver.CumulativeTsn));
            if (_isAckDue && _tcb.State == SctpState.ShutdownAckSent) packet.Commit(ChunkHeader.WriteAlone(packet.Free, ChunkType.ShutdownAck));
            _isShutdownDue = false;
            _isAckDue = false;
        }

        private void SendShutdown(Timestamp now)
        {
            _isShutdownDue = true;
            _tcb.StartTimer(SctpTimer.T2, now, _tcb.Rto.Current);
        }

        private void SendAck(Timestamp now)
        {
            _tcb.TransitionTo(SctpState.ShutdownAckSent);
            _isAckDue = true;
            _tcb.StartTimer(SctpTimer.T2, now, _tcb.Rto.Current);
        }
    }
}
