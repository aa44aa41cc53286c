using System;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Ice
{
    /// <summary>The client side of connectivity checks (RFC 8445 §7.2): forms requests and authenticates what answers them.</summary>
    internal sealed class CheckSender
    {
        /// <summary>More than any check or answer of ours takes: the peer's username fragment has at most 256 bytes.</summary>
        public const int MaxMessageLength = 512;

        private static readonly StunAttributeType[] Understood =
        {
            StunAttributeType.XorMappedAddress, StunAttributeType.MappedAddress, StunAttributeType.ErrorCode, StunAttributeType.UnknownAttributes,
            StunAttributeType.Username, StunAttributeType.Realm, StunAttributeType.Nonce, StunAttributeType.Priority, StunAttributeType.UseCandidate,
        };

        private readonly IceAgentOptions _options;
        private readonly IceCredentials _credentials;
        private readonly RoleArbiter _roles;
        private readonly ICryptoProvider _crypto;
        private readonly IRandom _random;
        private readonly IceCounters _counters;

        public CheckSender(IceAgentOptions options, IceCredentials credentials, RoleArbiter roles, ICryptoProvider crypto, IRandom random, IceCounters counters)
        {
            _options = options;
            _credentials = credentials;
            _roles = roles;
            _crypto = crypto;
            _random = random;
            _counters = counters;
        }

        /// <summary>Starts a new check and writes it.</summary>
        /// <param name="now">The time.</param>
        /// <param name="pair">The pair to check.</param>
        /// <param name="active">Pairs that are checked or wait for it; the more, the longer the first time-out (RFC 8445 §14.3).</param>
        /// <param name="destination">Takes the message.</param>
        public Transmit Start(Timestamp now, CandidatePair pair, int active, Span<byte> destination)
        {
            if (pair.State != CandidatePairState.Succeeded) pair.State = CandidatePairState.InProgress;
            pair.IsDoubted = false;
            pair.Rto = active * _options.Pacing > _options.InitialRto ? active * _options.Pacing : _options.InitialRto;
            pair.RetransmitAt = now + pair.Rto;
            _counters.ChecksSent++;
            return WriteNew(now, pair, destination);
        }

        /// <summary>Writes a check that keeps a path in reserve open: a new transaction that is sent once.</summary>
        public Transmit StartStandby(Timestamp now, CandidatePair pair, Span<byte> destination)
        {
            _counters.StandbyChecksSent++;
            return WriteNew(now, pair, destination);
        }

        /// <summary>Writes a consent check: a new transaction that is sent once (RFC 7675 §5.1).</summary>
        public Transmit StartConsent(Timestamp now, CandidatePair pair, Span<byte> destination)
        {
            // It carries the nomination too, so a nomination that is still unanswered need not be sent again.
            pair.RetransmitAt = Timestamp.Never;
            _counters.ConsentChecksSent++;
            return WriteNew(now, pair, destination);
        }

        /// <summary>Sends the running check again (RFC 8489 §6.2.1).</summary>
        public Transmit Resend(Timestamp now, CandidatePair pair, Span<byte> destination)
        {
            TimeSpan doubled = pair.Rto * 2;
            pair.Rto = doubled < _options.MaxRto ? doubled : pair.Rto > _options.MaxRto ? pair.Rto : _options.MaxRto;
            pair.RetransmitAt = now + pair.Rto;
            pair.Latest.Transmissions++;
            _counters.Retransmissions++;
            return Write(pair, destination);
        }

        /// <summary>Whether a response is from the peer and can be understood.</summary>
        public bool IsAuthentic(in StunMessage response)
        {
            if (!MessageIntegrity.Matches(response, _crypto, _credentials.RemoteKey))
            {
                _counters.DroppedIntegrity++;
                return false;
            }

            Span<StunAttributeType> unknown = stackalloc StunAttributeType[1];
            if (response.FindUnknownRequired(Understood, unknown) == 0) return true;
            _counters.DroppedUnexpected++;
            return false;
        }

        private Transmit WriteNew(Timestamp now, CandidatePair pair, Span<byte> destination)
        {
            ref ConnectivityCheck check = ref pair.Begin(now, _random);
            check.Transmissions = 1;
            check.AsControlling = _roles.IsControlling;
            check.UseCandidate = pair.IsNominating && _roles.IsControlling;
            return Write(pair, destination);
        }

        private Transmit Write(CandidatePair pair, Span<byte> destination)
        {
            ref ConnectivityCheck check = ref pair.Latest;
            var writer = new StunWriter(destination, StunClass.Request, StunMethod.Binding, check.Id);
            TextAttribute.Username(_credentials.OutgoingUsername).AddTo(ref writer);
            PriorityAttribute.AddTo(ref writer, CandidatePriority.AsPeerReflexive(pair.Local.Best.Priority));
            _roles.Attribute.AddTo(ref writer);
            if (check.UseCandidate) UseCandidateAttribute.AddTo(ref writer);
            if (check.UseCandidate && pair.Nomination > 0) NominationAttribute.AddTo(ref writer, pair.Nomination);
            MessageIntegrity.AddTo(ref writer, _crypto, _credentials.RemoteKey);
            Fingerprint.AddTo(ref writer);
            return new Transmit(pair.Local.Socket, pair.Remote.Address, writer.Length);
        }
    }
}
