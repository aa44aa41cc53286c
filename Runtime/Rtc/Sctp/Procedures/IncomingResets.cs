using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// The peer's re-configuration requests (RFC 6525 §5.2). A reset of its outgoing streams is performed once everything before it
    /// arrived. Other requests are denied: WebRTC makes none (RFC 8831 §6.7).
    /// </summary>
    internal sealed class IncomingResets
    {
        // More would only mean that nobody polls: the peer has to ask again.
        private const int MostEvents = 4096;
        private const int MaxResponses = 4;

        private readonly Tcb _tcb;
        private readonly DataReceiver _receiver;
        private readonly ReconfigurationResponse[] _responses = new ReconfigurationResponse[MaxResponses];
        private int _responseCount;
        private ReconfigurationResult _lastResult;
        private byte[] _deferredStreams = Array.Empty<byte>();
        private int _deferredBytes;
        private Tsn _deferredTsn;
        private bool _isDeferred;
        private Tsn? _performedLate;

        public IncomingResets(Tcb tcb, DataReceiver receiver)
        {
            _tcb = tcb;
            _receiver = receiver;
        }

        /// <summary>Number of the last request that was taken.</summary>
        public uint LastRequestNumber { get; private set; }

        public void Start(Tsn peerInitialTsn)
        {
            // RFC 6525 §4.1: requests count from the initial TSN.
            LastRequestNumber = peerInitialTsn.Value - 1;
            _lastResult = ReconfigurationResult.NothingToDo;
            _isDeferred = false;
            _performedLate = null;
        }

        /// <summary>False where the parameter is malformed or not a request.</summary>
        public bool TryHandle(in Parameter parameter)
        {
            switch (parameter.Type)
            {
                case ParameterType.OutgoingSsnResetRequest:
                    if (!OutgoingSsnResetRequest.TryParse(parameter, out OutgoingSsnResetRequest request)) return false;
                    HandleOutgoingReset(request, parameter.Value.Slice(12));
                    break;
                case ParameterType.IncomingSsnResetRequest:
                case ParameterType.SsnTsnResetRequest:
                case ParameterType.AddOutgoingStreamsRequest:
                case ParameterType.AddIncomingStreamsRequest:
                    if (parameter.Value.Length < 4) return false;
                    uint number = BinaryPrimitives.ReadUInt32BigEndian(parameter.Value);
                    if (IsAcceptable(number, out bool isRepeated)) Answer(number, isRepeated ? _lastResult : ReconfigurationResult.Denied);
                    break;
                default:
                    return false;
            }

            // RFC 6525 §5.2.1: a SACK speeds the repair of what the reset waits for.
            _receiver.AskForSack();
            return true;
        }

        public void HandleEndOfPacket()
        {
            if (!_isDeferred || _receiver.CumulativeTsn < _deferredTsn) return;
            _isDeferred = false;
            Perform(new ReadOnlySpan<byte>(_deferredStreams, 0, _deferredBytes));
            _performedLate = _deferredTsn;
            Answer(LastRequestNumber, ReconfigurationResult.Performed);
        }

        public void Write(ref PacketWriter packet)
        {
            int written = 0;
            // RFC 6525 §3.1: at most two responses a chunk.
            while (written < _responseCount)
            {
                int count = Math.Min(2, _responseCount - written);
                int length = ReconfigurationResponse.WriteChunk(packet.Free, new ReadOnlySpan<ReconfigurationResponse>(_responses, written, count));
                if (length == 0) break;
                packet.Commit(length);
                written += count;
            }

            _responseCount -= written;
            Array.Copy(_responses, written, _responses, 0, _responseCount);
        }

        private void HandleOutgoingReset(in OutgoingSsnResetRequest request, ReadOnlySpan<byte> streams)
        {
            if (!IsAcceptable(request.RequestNumber, out bool isRepeated)) return;
            if (isRepeated && _lastResult != ReconfigurationResult.InProgress)
            {
                Answer(request.RequestNumber, _lastResult);
                return;
            }

            if (request.LastAssignedTsn > _receiver.CumulativeTsn || _tcb.Events.Count > MostEvents)
            {
                Defer(request.LastAssignedTsn, streams);
                Answer(request.RequestNumber, ReconfigurationResult.InProgress);
                return;
            }

            _isDeferred = false;
            // After "in progress" some peers ask again under a new number: what was performed meanwhile is the reset that they mean.
            if (_performedLate is not { } late || late != request.LastAssignedTsn) Perform(streams);
            _performedLate = null;
            Answer(request.RequestNumber, ReconfigurationResult.Performed);
        }

        /// <summary>A request is the next one or the last one again; everything else gets an error.</summary>
        private bool IsAcceptable(uint number, out bool isRepeated)
        {
            isRepeated = number == LastRequestNumber;
            if (isRepeated || number == LastRequestNumber + 1) return true;
            AddResponse(number, ReconfigurationResult.BadSequenceNumber);
            return false;
        }

        private void Answer(uint number, ReconfigurationResult result)
        {
            LastRequestNumber = number;
            _lastResult = result;
            AddResponse(number, result);
        }

        private void AddResponse(uint number, ReconfigurationResult result)
        {
            if (_responseCount == MaxResponses)
            {
                _tcb.Counters.DroppedAnswers++;
                return;
            }

            _responses[_responseCount++] = new ReconfigurationResponse(number, result);
        }

        private void Defer(Tsn lastAssignedTsn, ReadOnlySpan<byte> streams)
        {
            if (_deferredStreams.Length < streams.Length) _deferredStreams = new byte[streams.Length];
            streams.CopyTo(_deferredStreams);
            _deferredBytes = streams.Length;
            _deferredTsn = lastAssignedTsn;
            _isDeferred = true;
        }

        private void Perform(ReadOnlySpan<byte> streams)
        {
            // RFC 6525 §4.1: none listed means all.
            if (streams.IsEmpty) _receiver.Streams.ResetAll();
            for (int i = 0; i + 2 <= streams.Length; i += 2)
            {
                var id = new StreamId(BinaryPrimitives.ReadUInt16BigEndian(streams.Slice(i)));
                if (id.Value < _tcb.Options.IncomingStreams) _receiver.Streams.Reset(id);
            }
        }
    }
}
