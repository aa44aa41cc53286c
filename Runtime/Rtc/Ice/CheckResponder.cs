using System;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Ice
{
    /// <summary>
    /// The server side of connectivity checks (RFC 8445 §7.3): authenticates requests, settles the roles and answers. Needs no more
    /// than our own password, so requests that overtake the peer's answer are answered at once.
    /// </summary>
    internal sealed class CheckResponder
    {
        private static readonly StunAttributeType[] Understood =
        {
            StunAttributeType.Username, StunAttributeType.Priority, StunAttributeType.UseCandidate,
        };

        private readonly IceCredentials _credentials;
        private readonly RoleArbiter _roles;
        private readonly ICryptoProvider _crypto;
        private readonly IceCounters _counters;
        private readonly ResponseQueue _responses = new ResponseQueue();

        public CheckResponder(IceCredentials credentials, RoleArbiter roles, ICryptoProvider crypto, IceCounters counters)
        {
            _credentials = credentials;
            _roles = roles;
            _crypto = crypto;
            _counters = counters;
        }

        /// <summary>Checks a request and queues the answer. False where it was dropped or refused; then nothing is learnt from it.</summary>
        public bool TryAccept(in DatagramInfo info, in StunMessage request, out AcceptedCheck accepted)
        {
            accepted = default;
            if (!IsAuthentic(request)) return false;
            _counters.RequestsReceived++;

            Span<StunAttributeType> unknown = stackalloc StunAttributeType[4];
            int unknownCount = request.FindUnknownRequired(Understood, unknown);
            if (unknownCount > 0) return Refuse(info, request, StunErrorCode.UnknownAttribute, unknown.Slice(0, unknownCount));
            if (!PriorityAttribute.TryRead(request, out uint priority)) return Refuse(info, request, StunErrorCode.BadRequest);

            bool switched = false;
            if (IceRoleAttribute.TryRead(request, out IceRoleAttribute theirs) && !_roles.TryAgree(theirs, out switched))
            {
                _counters.RoleConflicts++;
                return Refuse(info, request, StunErrorCode.RoleConflict);
            }

            if (switched) _counters.RoleConflicts++;
            if (!_responses.TryAddSuccess(info, request.TransactionId)) _counters.DroppedResponseQueueFull++;
            uint nomination = NominationAttribute.Read(request);
            accepted = new AcceptedCheck(priority, nomination > 0 || UseCandidateAttribute.IsIn(request), nomination, switched);
            return true;
        }

        public bool TryPollTransmit(Span<byte> destination, out Transmit transmit)
        {
            if (!_responses.TryWrite(destination, _crypto, _credentials.LocalKey, out transmit)) return false;
            _counters.ResponsesSent++;
            return true;
        }

        public void Clear() => _responses.Clear();

        /// <summary>
        /// What does not prove that it knows our password is dropped without an answer: the peer never sends such a thing, and an
        /// answer would let anybody use us to send packets to somebody else.
        /// </summary>
        private bool IsAuthentic(in StunMessage request)
        {
            if (!TextAttribute.TryRead(request, StunAttributeType.Username, out TextAttribute username) || !_credentials.IsForUs(username.Utf8))
            {
                _counters.DroppedUsername++;
                return false;
            }

            if (MessageIntegrity.Matches(request, _crypto, _credentials.LocalKey)) return true;
            _counters.DroppedIntegrity++;
            return false;
        }

        private bool Refuse(in DatagramInfo info, in StunMessage request, StunErrorCode code, ReadOnlySpan<StunAttributeType> unknown = default)
        {
            if (!_responses.TryAddError(info, request.TransactionId, code, unknown)) _counters.DroppedResponseQueueFull++;
            return false;
        }
    }
}
