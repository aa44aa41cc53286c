using System;
using System.Collections.Generic;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// Begins streams anew (RFC 6525): how a data channel closes (RFC 8831 §6.7). Outgoing streams are reset when everything accepted on
    /// them was delivered or given up; one request is out at a time.
    /// </summary>
    internal sealed class StreamReset
    {
        // They fit into one RE-CONFIG of a packet of any allowed size; more streams take another request.
        private const int MaxStreamsInRequest = 100;

        private readonly Tcb _tcb;
        private readonly DataSender _sender;
        private readonly IncomingResets _incoming;
        private readonly List<StreamId> _draining = new List<StreamId>();
        private readonly StreamId[] _requested = new StreamId[MaxStreamsInRequest];
        private int _requestedCount;
        private uint _requestNumber;
        private Tsn _requestTsn;
        private bool _isRequestDue;
        private bool _peerIsWorking;

        public StreamReset(Tcb tcb, DataSender sender, DataReceiver receiver)
        {
            _tcb = tcb;
            _sender = sender;
            _incoming = new IncomingResets(tcb, receiver);
            _requestNumber = tcb.LocalInitialTsn.Value - 1;
        }

        public void Start(Tsn peerInitialTsn) => _incoming.Start(peerInitialTsn);

        public void Request(ReadOnlySpan<StreamId> streams)
        {
            foreach (StreamId id in streams)
            {
                OutgoingStream stream = _sender.Queue.GetOrAdd(id);
                if (stream.Reset != ResetPhase.None) continue;
                stream.Reset = ResetPhase.Draining;
                _draining.Add(id);
            }
        }

        public void HandleReConfig(ReadOnlySpan<byte> chunk)
        {
            ReadOnlySpan<byte> parameters = chunk.Slice(ChunkHeader.Length);
            while (Parameter.TryRead(ref parameters, out Parameter parameter))
            {
                if (parameter.Type == ParameterType.ReconfigurationResponse)
                {
                    if (ReconfigurationResponse.TryParse(parameter, out ReconfigurationResponse response)) HandleResponse(response);
                    else _tcb.Counters.DroppedMalformedChunks++;
                }
                else if (!_incoming.TryHandle(parameter))
                {
                    // Malformed or unknown; RFC 6525 §4 says to stop.
                    _tcb.Counters.DroppedMalformedChunks++;
                    return;
                }
            }
        }

        /// <summary>A packet was handled: a reset of the peer's that waited for missing TSNs may be ready (RFC 6525 §5.2.2, E2).</summary>
        public void HandleEndOfPacket() => _incoming.HandleEndOfPacket();

        /// <summary>The Re-configuration Timer expired.</summary>
        public void HandleTimeout()
        {
            if (_requestedCount == 0) return;
            // RFC 6525 §5.2.7, H2: a peer that said "in progress" is there.
            if (!_peerIsWorking && !_tcb.CountError()) return;
            if (!_peerIsWorking) _tcb.Rto.BackOff();
            _isRequestDue = true;
        }

        public void Write(Timestamp now, ref PacketWriter packet)
        {
            _incoming.Write(ref packet);
            if (_requestedCount == 0 && _draining.Count > 0) PrepareRequest();
            if (!_isRequestDue) return;
            var streams = new ReadOnlySpan<StreamId>(_requested, 0, _requestedCount);
            int length = OutgoingSsnResetRequest.WriteChunk(packet.Free, _requestNumber, _incoming.LastRequestNumber, _requestTsn, streams);
            if (length == 0) return;
            packet.Commit(length);
            _isRequestDue = false;
            _tcb.StartTimer(SctpTimer.ReConfig, now, _tcb.Rto.Current);
        }

        private void PrepareRequest()
        {
            if (!_tcb.PeerSupportsReConfig)
            {
                // Both sides keep their SSNs, which is as good; the peer just hears nothing of it.
                foreach (StreamId id in _draining) Finish(id, false);
                _draining.Clear();
                return;
            }

            for (int i = 0; i < _draining.Count && _requestedCount < MaxStreamsInRequest;)
            {
                OutgoingStream stream = _sender.Queue.GetOrAdd(_draining[i]);
                if (stream.HeldMessages > 0)
                {
                    i++;
                    continue;
                }

                stream.Reset = ResetPhase.Requested;
                _requested[_requestedCount++] = stream.Id;
                _draining.RemoveAt(i);
            }

            if (_requestedCount == 0) return;
            _requestNumber++;
            // RFC 6525 §5.1.2, A3 wants the last TSN assigned. All that these streams carried is acknowledged, so this one says as much of them,
            // and no peer has to wait for other streams' data: of dcSCTP's versions each knows "in progress" in a way of its own, one never ends it.
            _requestTsn = _sender.Outstanding.CumulativeTsnAck;
            _isRequestDue = true;
            _peerIsWorking = false;
        }

        private void HandleResponse(in ReconfigurationResponse response)
        {
            if (_requestedCount == 0 || response.ResponseNumber != _requestNumber)
            {
                _tcb.Counters.DroppedUnexpectedChunks++;
                return;
            }

            _tcb.ClearErrors();
            if (response.Result == ReconfigurationResult.InProgress)
            {
                // The timer asks again, with the same number (RFC 6525 §5.2.7, H2).
                _peerIsWorking = true;
                return;
            }

            // Where the peer refused, both sides keep counting; the stream is usable either way.
            bool performed = response.Result == ReconfigurationResult.Performed || response.Result == ReconfigurationResult.NothingToDo;
            for (int i = 0; i < _requestedCount; i++) Finish(_requested[i], performed);
            _requestedCount = 0;
            _isRequestDue = false;
            _tcb.StopTimer(SctpTimer.ReConfig);
        }

        private void Finish(StreamId id, bool performed)
        {
            OutgoingStream stream = _sender.Queue.GetOrAdd(id);
            stream.Reset = ResetPhase.None;
            if (performed) stream.NextSsn = default;
            _tcb.Events.Add(SctpEvent.Of(SctpEventKind.OutgoingStreamReset, id));
        }
    }
}
