using System;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>Asks a silent peer whether it is there, and answers when it asks (RFC 9260 §8.3). ICE consent notices a dead path much sooner.</summary>
    internal sealed class HeartbeatProcedure
    {
        private readonly Tcb _tcb;
        private Timestamp _lastHeard;
        private ulong _nonce;
        private bool _isDue;
        private bool _isUnanswered;

        public HeartbeatProcedure(Tcb tcb) => _tcb = tcb;

        public void HandlePacket(Timestamp now) => _lastHeard = now;

        /// <summary>Carries the information back as it came.</summary>
        public void HandleHeartbeat(ReadOnlySpan<byte> chunk)
        {
            if (!HeartbeatChunk.TryParse(chunk, out _) || chunk.Length > (_tcb.Options.MaxPacketSize & ~3) - PacketWriter.HeaderLength)
            {
                _tcb.Counters.DroppedMalformedChunks++;
                return;
            }

            // The same bytes but for the type: an owned copy, since the packet is the caller's.
            using PooledBuffer answer = _tcb.Buffers.Rent(chunk.Length);
            answer.Write(chunk);
            ChunkHeader.Write(answer.Span, ChunkType.HeartbeatAck, 0, chunk.Length);
            _tcb.Controls.AddChunk(answer.Span);
        }

        public void HandleHeartbeatAck(Timestamp now, ReadOnlySpan<byte> chunk)
        {
            if (!HeartbeatChunk.TryParse(chunk, out HeartbeatChunk answer) || !answer.TryReadOwn(out ulong nonce, out Timestamp sentAt))
            {
                _tcb.Counters.DroppedMalformedChunks++;
                return;
            }

            if (!_isUnanswered || nonce != _nonce || sentAt > now)
            {
                _tcb.Counters.DroppedUnexpectedChunks++;
                return;
            }

            _isUnanswered = false;
            _tcb.ClearErrors();
            _tcb.Rto.Measure(now, now - sentAt);
        }

        /// <summary>The interval passed.</summary>
        public void HandleTimeout(Timestamp now)
        {
            Timestamp silentUntil = _lastHeard + _tcb.Options.HeartbeatInterval;
            if (silentUntil > now)
            {
                _isUnanswered = false;
                _tcb.Timers.Set((int)SctpTimer.Heartbeat, silentUntil);
                return;
            }

            if (_isUnanswered && !_tcb.CountError()) return;
            _isDue = true;
            _isUnanswered = true;
            _nonce = _tcb.Random.NextUInt64();
            _tcb.StartTimer(SctpTimer.Heartbeat, now, _tcb.Options.HeartbeatInterval);
        }

        public void Write(Timestamp now, ref PacketWriter packet)
        {
            if (!_isDue) return;
            _isDue = false;
            packet.Commit(HeartbeatChunk.WriteOwn(packet.Free, _nonce, now));
        }
    }
}
