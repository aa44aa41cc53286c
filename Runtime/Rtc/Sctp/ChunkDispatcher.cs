using System;
using System.Text;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>Checks the verification tag of a packet (RFC 9260 §8.5) and passes its chunks to the procedures (§3.2).</summary>
    internal sealed class ChunkDispatcher
    {
        private const int LongestAbortReason = 128;

        private readonly Tcb _tcb;
        private readonly DataSender _sender;
        private readonly DataReceiver _receiver;
        private readonly Handshake _handshake;
        private readonly StreamReset _streamReset;
        private readonly ShutdownProcedure _shutdown;
        private readonly HeartbeatProcedure _heartbeat;
        private bool _hasData;

        public ChunkDispatcher(
            Tcb tcb, DataSender sender, DataReceiver receiver, Handshake handshake, StreamReset streamReset, ShutdownProcedure shutdown,
            HeartbeatProcedure heartbeat)
        {
            _tcb = tcb;
            _sender = sender;
            _receiver = receiver;
            _handshake = handshake;
            _streamReset = streamReset;
            _shutdown = shutdown;
            _heartbeat = heartbeat;
        }

        public void HandlePacket(Timestamp now, ref PacketReader packet)
        {
            ChunkType first = packet.NextType;
            if (_tcb.HasEnded)
            {
                HandleAfterEnd(packet, first);
                return;
            }

            if (!TagFits(packet, first))
            {
                _tcb.Counters.DroppedWrongTag++;
                return;
            }

            _heartbeat.HandlePacket(now);
            _hasData = false;
            bool goOn = true;
            while (goOn && !_tcb.HasEnded && packet.TryReadChunk(out ReadOnlySpan<byte> chunk)) goOn = HandleChunk(now, chunk, packet);
            if (packet.IsMalformed) _tcb.Counters.DroppedMalformedChunks++;
            if (_tcb.HasEnded) return;
            if (_hasData) _shutdown.HandleLateData(now);
            _receiver.HandleEndOfPacket(now);
            _streamReset.HandleEndOfPacket();
            _shutdown.Advance(now);
        }

        private bool TagFits(in PacketReader packet, ChunkType first)
        {
            switch (first)
            {
                case ChunkType.Init:
                    return packet.VerificationTag == 0;
                case ChunkType.Abort:
                case ChunkType.ShutdownComplete:
                    bool reflected = (packet.NextFlags & ChunkHeader.ReflectedTagFlag) != 0;
                    return reflected ? _tcb.PeerTag != 0 && packet.VerificationTag == _tcb.PeerTag : packet.VerificationTag == _tcb.LocalTag;
                case ChunkType.CookieEcho:
                    // The cookie itself says which tag it was made for.
                    return packet.VerificationTag != 0;
                case ChunkType.ShutdownAck when _tcb.State == SctpState.CookieWait || _tcb.State == SctpState.CookieEchoed:
                    return packet.VerificationTag != 0;
                default:
                    return packet.VerificationTag == _tcb.LocalTag;
            }
        }

        /// <summary>Returns whether the packet's further chunks count.</summary>
        private bool HandleChunk(Timestamp now, ReadOnlySpan<byte> chunk, in PacketReader packet)
        {
            switch ((ChunkType)chunk[0])
            {
                case ChunkType.Data:
                    return HandleData(now, chunk);
                case ChunkType.Sack:
                    HandleSack(now, chunk);
                    return true;
                case ChunkType.ForwardTsn:
                    HandleForwardTsn(chunk);
                    return true;
                case ChunkType.ReConfig:
                    if (RequiresEstablished()) _streamReset.HandleReConfig(chunk);
                    return true;
                case ChunkType.Heartbeat:
                    if (RequiresEstablished()) _heartbeat.HandleHeartbeat(chunk);
                    return true;
                case ChunkType.HeartbeatAck:
                    _heartbeat.HandleHeartbeatAck(now, chunk);
                    return true;
                case ChunkType.Init:
                case ChunkType.InitAck:
                    HandleInit(now, chunk, packet);
                    return false;
                case ChunkType.CookieEcho:
                    return HandleCookieEcho(now, chunk, packet);
                case ChunkType.CookieAck:
                    _handshake.HandleCookieAck(now);
                    return true;
                case ChunkType.Abort:
                    HandleAbort(chunk);
                    return false;
                case ChunkType.Error:
                    HandleError(now, chunk);
                    return true;
                case ChunkType.Shutdown:
                    if (ShutdownChunk.TryParse(chunk, out Tsn acknowledged)) _shutdown.HandleShutdown(now, acknowledged);
                    else _tcb.Counters.DroppedMalformedChunks++;
                    return true;
                case ChunkType.ShutdownAck:
                    _shutdown.HandleShutdownAck(packet.VerificationTag);
                    return false;
                case ChunkType.ShutdownComplete:
                    _shutdown.HandleShutdownComplete();
                    return false;
                default:
                    return HandleUnknown(chunk);
            }
        }

        private bool HandleData(Timestamp now, ReadOnlySpan<byte> chunk)
        {
            if (!DataChunk.TryParse(chunk, out DataChunk data))
            {
                _tcb.Counters.DroppedMalformedChunks++;
                return true;
            }

            if (!_tcb.ReceivesData)
            {
                _tcb.Counters.DroppedUnexpectedChunks++;
                return true;
            }

            if (data.Payload.IsEmpty)
            {
                // RFC 9260 §6.2.
                _tcb.Counters.DroppedMalformedChunks++;
                _tcb.Abort(ErrorCauseCode.NoUserData, "The peer sent a message without content, which the protocol forbids.");
                return false;
            }

            _hasData = true;
            _receiver.HandleData(now, data);
            return true;
        }

        private void HandleSack(Timestamp now, ReadOnlySpan<byte> chunk)
        {
            if (!SackChunk.TryParse(chunk, out SackChunk sack)) _tcb.Counters.DroppedMalformedChunks++;
            else if (!RequiresEstablished()) return;
            else _sender.HandleSack(now, sack);
        }

        private void HandleForwardTsn(ReadOnlySpan<byte> chunk)
        {
            if (!ForwardTsnChunk.TryParse(chunk, out ForwardTsnChunk forward))
            {
                _tcb.Counters.DroppedMalformedChunks++;
            }
            else if (!_tcb.ReceivesData)
            {
                _tcb.Counters.DroppedUnexpectedChunks++;
            }
            else
            {
                _hasData = true;
                _receiver.HandleForwardTsn(forward);
            }
        }

        private void HandleInit(Timestamp now, ReadOnlySpan<byte> chunk, in PacketReader packet)
        {
            if (!InitChunk.TryParse(chunk, out InitChunk init))
            {
                _tcb.Counters.DroppedMalformedChunks++;
            }
            else if (packet.HasMore || (init.Type == ChunkType.Init && packet.VerificationTag != 0))
            {
                // RFC 9260 §8.5.1, A: an INIT is alone.
                _tcb.Counters.DroppedUnexpectedChunks++;
            }
            else if (init.Type == ChunkType.InitAck)
            {
                _handshake.HandleInitAck(now, init);
            }
            else if (_tcb.State == SctpState.ShutdownAckSent)
            {
                _shutdown.RepeatAck(now);
            }
            else
            {
                _handshake.HandleInit(init);
            }
        }

        private bool HandleCookieEcho(Timestamp now, ReadOnlySpan<byte> chunk, in PacketReader packet)
        {
            if (_tcb.State != SctpState.ShutdownAckSent) return _handshake.HandleCookieEcho(now, chunk.Slice(ChunkHeader.Length), packet.VerificationTag);
            // RFC 9260 §5.2.4, A.
            _tcb.Controls.AddError(ErrorCauseCode.CookieReceivedWhileShuttingDown, default);
            _shutdown.RepeatAck(now);
            return false;
        }

        private void HandleAbort(ReadOnlySpan<byte> chunk)
        {
            ReadOnlySpan<byte> causes = chunk.Slice(ChunkHeader.Length);
            string reason = "The peer ended the connection.";
            bool isEndedByUser = false;
            while (ErrorCause.TryRead(ref causes, out ErrorCause cause))
            {
                isEndedByUser |= cause.Code == ErrorCauseCode.UserInitiatedAbort;
                if (cause.Code == ErrorCauseCode.UserInitiatedAbort || cause.Code == ErrorCauseCode.ProtocolViolation) reason = Describe(reason, cause.Value);
                else reason = "The peer ended the connection (cause " + (ushort)cause.Code + ").";
            }

            _tcb.Fail(reason, isEndedByUser);
        }

        private void HandleError(Timestamp now, ReadOnlySpan<byte> chunk)
        {
            ReadOnlySpan<byte> causes = chunk.Slice(ChunkHeader.Length);
            while (ErrorCause.TryRead(ref causes, out ErrorCause cause))
            {
                _tcb.Counters.ErrorsReceived++;
                if (cause.Code == ErrorCauseCode.StaleCookie) _handshake.HandleStaleCookie(now);
            }
        }

        /// <summary>RFC 9260 §3.2: the second bit asks for a report, the first for going on.</summary>
        private bool HandleUnknown(ReadOnlySpan<byte> chunk)
        {
            _tcb.Counters.DroppedUnknownChunks++;
            if ((chunk[0] & 0x40) != 0 && _tcb.PeerTag != 0) _tcb.Controls.AddError(ErrorCauseCode.UnrecognizedChunkType, chunk);
            return (chunk[0] & 0x80) != 0;
        }

        /// <summary>A packet after the end (RFC 9260 §8.4): whoever still waits for our last word hears it again.</summary>
        private void HandleAfterEnd(in PacketReader packet, ChunkType first)
        {
            _tcb.Counters.DroppedOutOfTheBlue++;
            if (packet.VerificationTag != _tcb.LocalTag || _tcb.Controls.Count > 0) return;
            if (first == ChunkType.ShutdownAck)
                _tcb.Controls.AddPacketOfHeader(packet.VerificationTag, ChunkType.ShutdownComplete, ChunkHeader.ReflectedTagFlag);
            else if (first != ChunkType.Abort && first != ChunkType.ShutdownComplete && first != ChunkType.CookieAck && first != ChunkType.Error)
                _tcb.Controls.AddPacketOfHeader(packet.VerificationTag, ChunkType.Abort, ChunkHeader.ReflectedTagFlag);
        }

        private bool RequiresEstablished()
        {
            if (_tcb.State != SctpState.Closed && _tcb.State != SctpState.CookieWait && _tcb.State != SctpState.CookieEchoed) return true;
            _tcb.Counters.DroppedUnexpectedChunks++;
            return false;
        }

        private static string Describe(string sentence, ReadOnlySpan<byte> text)
        {
            if (text.IsEmpty) return sentence;
            var result = new StringBuilder(sentence.Length + LongestAbortReason);
            result.Append("The peer ended the connection: ");
            // The text is the peer's: printable ASCII only, and not much of it.
            for (int i = 0; i < text.Length && i < LongestAbortReason; i++) result.Append(text[i] >= 0x20 && text[i] < 0x7F ? (char)text[i] : '?');
            return result.ToString();
        }
    }
}
