using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Ice
{
    /// <summary>Finds the check that a response answers and reads what it says (RFC 8445 §7.2.5).</summary>
    internal sealed class AnswerReader
    {
        private readonly Checklist _checklist;
        private readonly CheckSender _sender;
        private readonly IceCounters _counters;

        public AnswerReader(Checklist checklist, CheckSender sender, IceCounters counters)
        {
            _checklist = checklist;
            _sender = sender;
            _counters = counters;
        }

        /// <summary>Whether a check with this id may still be answered.</summary>
        public bool Awaits(TransactionId id) => Find(id, out _) != null;

        /// <summary>False where it is dropped.</summary>
        public bool TryRead(in DatagramInfo info, in StunMessage response, out CheckAnswer answer)
        {
            answer = default;
            CandidatePair? pair = Find(response.TransactionId, out int index);
            if (pair == null)
            {
                _counters.DroppedUnknownTransaction++;
                return false;
            }

            if (!_sender.IsAuthentic(response)) return false;
            bool isLatest = pair.Latest.Id == response.TransactionId;
            if (!pair.Matches(info.Socket, info.Remote))
            {
                // Only the peer could sign it, but it went another way than the check came (RFC 8445 §7.2.5.2.1).
                _counters.DroppedAsymmetric++;
                answer = new CheckAnswer(CheckOutcome.Failed, pair, pair.Close(index), isLatest);
                return true;
            }

            _counters.ResponsesReceived++;
            if (response.Class == StunClass.ErrorResponse)
            {
                answer = new CheckAnswer(OutcomeOf(response), pair, pair.Close(index), isLatest);
                return true;
            }

            if (XorAddressAttribute.TryRead(response, StunAttributeType.XorMappedAddress, out TransportAddress mapped))
            {
                answer = new CheckAnswer(CheckOutcome.Succeeded, pair, pair.Close(index), isLatest, mapped);
                return true;
            }

            _counters.DroppedUnexpected++;
            return false;
        }

        private static CheckOutcome OutcomeOf(in StunMessage response)
        {
            if (!ErrorCodeAttribute.TryRead(response, out ErrorCodeAttribute error)) return CheckOutcome.Failed;
            return error.Code == StunErrorCode.RoleConflict ? CheckOutcome.RoleConflict
                : error.Code == StunErrorCode.Forbidden ? CheckOutcome.Forbidden
                : CheckOutcome.Failed;
        }

        private CandidatePair? Find(TransactionId id, out int index)
        {
            for (int i = 0; i < _checklist.Count; i++)
            {
                index = _checklist[i].IndexOf(id);
                if (index >= 0) return _checklist[i];
            }

            index = -1;
            return null;
        }
    }
}
