using System;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>What the answers to a <see cref="TurnClient"/>'s requests, or their absence, lead to (RFC 8656 §7.3, §7.4, §8.3, §10.3, §12.3).</summary>
    internal sealed class TurnResponses
    {
        private static readonly StunAttributeType[] Understood =
        {
            StunAttributeType.XorRelayedAddress, StunAttributeType.XorMappedAddress, StunAttributeType.MappedAddress, StunAttributeType.Lifetime,
            StunAttributeType.ReservationToken, StunAttributeType.ErrorCode, StunAttributeType.UnknownAttributes, StunAttributeType.Realm,
            StunAttributeType.Nonce, StunAttributeType.Username, StunAttributeType.PasswordAlgorithm, StunAttributeType.RequestedTransport,
            StunAttributeType.XorPeerAddress, StunAttributeType.ChannelNumber, StunAttributeType.RequestedAddressFamily,
        };

        // A request is begun anew so many times, be it for nonces that run out at once or for a server in trouble.
        private const int MaxAttempts = 3;
        private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromSeconds(10);
        private static readonly TimeSpan PauseAfterServerError = TimeSpan.FromMilliseconds(500);

        // Servers behind one address that do not know each other's allocations give and deny them in turns.
        private static readonly TimeSpan PauseAfterMismatches = TimeSpan.FromSeconds(2);

        private readonly TurnClient _client;
        private readonly LongTermCredentials _credentials;
        private readonly TurnRequests _requests;
        private readonly PermissionTable _permissions;
        private readonly ChannelTable _channels;
        private readonly TurnCounters _counters;
        private int _serverErrors;
        private int _mismatches;

        public TurnResponses(
            TurnClient client, LongTermCredentials credentials, TurnRequests requests, PermissionTable permissions, ChannelTable channels, TurnCounters counters)
        {
            _client = client;
            _credentials = credentials;
            _requests = requests;
            _permissions = permissions;
            _channels = channels;
            _counters = counters;
        }

        public void Handle(Timestamp now, in StunMessage message)
        {
            TurnRequest? request = _requests.Find(message.TransactionId);
            if (request == null || request.Method != message.Method)
            {
                _counters.DroppedUnknownTransaction++;
                return;
            }

            StunErrorCode code = default;
            if (message.Class == StunClass.ErrorResponse)
            {
                if (!ErrorCodeAttribute.TryRead(message, out ErrorCodeAttribute error))
                {
                    _counters.DroppedUnexpected++;
                    return;
                }

                code = error.Code;
            }

            if (!IsAuthentic(request, message, code)) return;
            Span<StunAttributeType> unknown = stackalloc StunAttributeType[1];
            if (message.FindUnknownRequired(Understood, unknown) > 0)
            {
                _counters.DroppedUnexpected++;
                return;
            }

            _client.OnHeard();
            _counters.ResponsesReceived++;
            _requests.OnAnswered(now, request);
            if (_client.State == TurnState.Released) OnReleased(now, request, code, message);
            else if (code == default) OnSuccess(now, request, message);
            else OnError(now, request, code, message);
        }

        /// <summary>A request had all its transmissions, and no answer.</summary>
        public void OnExpired(Timestamp now, TurnRequest request)
        {
            _counters.RequestsTimedOut++;
            _requests.End(request);
            switch (request.Method)
            {
                case StunMethod.CreatePermission:
                    _permissions.OnPostponed(now, request.Peer);
                    break;
                case StunMethod.ChannelBind:
                    _channels.OnPostponed(now, request.Channel);
                    break;
                case StunMethod.Refresh when _client.State == TurnState.Released:
                    break;
                default:
                    bool stood = _client.State == TurnState.Allocated;
                    _client.Fail(request.HadForgedAnswer ? TurnFailureReasons.NotAuthentic : stood ? TurnFailureReasons.FellSilent : TurnFailureReasons.NoAnswer);
                    break;
            }
        }

        /// <summary>
        /// RFC 8489 §9.2.5: what answers an authenticated request is authenticated, but for the answers that say that we did not
        /// manage to: 401, 438, and 300, which a server may send before it looks.
        /// </summary>
        private bool IsAuthentic(TurnRequest request, in StunMessage message, StunErrorCode code)
        {
            bool isExempt = code is StunErrorCode.Unauthenticated or StunErrorCode.StaleNonce or StunErrorCode.TryAlternate;
            if (!request.IsAuthenticated || isExempt || _credentials.Matches(message)) return true;
            _counters.DroppedNotAuthentic++;
            request.HadForgedAnswer = true;
            return false;
        }

        /// <summary>Whatever the server says, there is nothing more to tell it, unless it wants to hear it with another nonce.</summary>
        private void OnReleased(Timestamp now, TurnRequest request, StunErrorCode code, in StunMessage message)
        {
            bool isStale = code == StunErrorCode.StaleNonce;
            if (isStale && _credentials.Take(message, isStale, request.IsAuthenticated) == ChallengeOutcome.Retry && ++request.Attempts <= MaxAttempts) _requests.BeginAnew(now, request);
            else _requests.End(request);
        }

        private void OnSuccess(Timestamp now, TurnRequest request, in StunMessage message)
        {
            // The server knows our allocation; one that is new has still to show that it stands.
            if (request.Method != StunMethod.Allocate && _client.State == TurnState.Allocated) _mismatches = 0;
            switch (request.Method)
            {
                case StunMethod.Allocate:
                    _serverErrors = 0;
                    if (TurnAllocation.TryRead(message, out TurnAllocation allocation)) _client.OnAllocated(now, allocation);
                    else _client.Fail(TurnFailureReasons.NothingUsable);
                    break;
                case StunMethod.Refresh:
                    _requests.End(request);
                    if (_client.State == TurnState.Clearing) _client.Allocate(now);
                    else OnRefreshed(now, message);
                    break;
                case StunMethod.CreatePermission:
                    _permissions.OnGranted(now, request.Peer);
                    _requests.End(request);
                    break;
                case StunMethod.ChannelBind:
                    _channels.OnBound(now, request.Channel);
                    _permissions.OnGranted(now, request.Peer);
                    _requests.End(request);
                    break;
            }
        }

        private void OnRefreshed(Timestamp now, in StunMessage message)
        {
            if (LifetimeAttribute.TryRead(message, out uint lifetime) && lifetime > 0) _client.OnRefreshed(now, lifetime);
            else _client.OnRefreshed(now, _client.Options.Lifetime);
        }

        private void OnError(Timestamp now, TurnRequest request, StunErrorCode code, in StunMessage message)
        {
            _counters.ErrorResponses++;
            if (code is StunErrorCode.Unauthenticated or StunErrorCode.StaleNonce)
            {
                OnChallenge(now, request, code, message);
                return;
            }

            StunMethod method = request.Method;
            TransportAddress peer = request.Peer;
            ushort channel = request.Channel;
            _requests.End(request);
            switch (method)
            {
                case StunMethod.Allocate:
                    OnAllocateError(now, code, message);
                    break;
                case StunMethod.Refresh:
                    OnRefreshError(now, code);
                    break;
                case StunMethod.CreatePermission:
                    OnPermissionError(now, code, peer);
                    break;
                case StunMethod.ChannelBind:
                    OnChannelError(now, code, channel);
                    break;
            }
        }

        private void OnChallenge(Timestamp now, TurnRequest request, StunErrorCode code, in StunMessage message)
        {
            bool isStale = code == StunErrorCode.StaleNonce;
            if (isStale) _counters.StaleNonces++;
            ChallengeOutcome outcome = _credentials.Take(message, isStale, request.IsAuthenticated);
            if (outcome == ChallengeOutcome.Malformed)
            {
                _counters.DroppedUnexpected++;
            }
            else if (outcome == ChallengeOutcome.Retry && ++request.Attempts <= MaxAttempts)
            {
                _requests.BeginAnew(now, request);
            }
            else if (request.Method == StunMethod.Refresh && _client.State == TurnState.Allocated)
            {
                _requests.End(request);
                _client.OnRenewalRefused(WhyRefused(outcome, code));
            }
            else if (request.Method is StunMethod.Allocate or StunMethod.Refresh)
            {
                _client.Fail(WhyRefused(outcome, code));
            }
            else
            {
                // The allocation stands, for all that; it is renewed by Refresh, whose answer decides.
                Postpone(now, request);
            }
        }

        private TurnFailure WhyRefused(ChallengeOutcome outcome, StunErrorCode code)
        {
            if (outcome == ChallengeOutcome.Downgraded) return TurnFailureReasons.Downgraded;
            if (outcome == ChallengeOutcome.Retry) return TurnFailureReasons.Of(code);
            return _client.Options.Username == null ? TurnFailureReasons.NoCredentials : TurnFailureReasons.WrongCredentials;
        }

        private void Postpone(Timestamp now, TurnRequest request)
        {
            if (request.Method == StunMethod.CreatePermission) _permissions.OnPostponed(now, request.Peer);
            else _channels.OnPostponed(now, request.Channel);
            _requests.End(request);
        }

        private void OnAllocateError(Timestamp now, StunErrorCode code, in StunMessage message)
        {
            if (code == StunErrorCode.TryAlternate)
            {
                Redirect(message);
            }
            else if (code == StunErrorCode.AllocationMismatch && _client.State == TurnState.Allocated)
            {
                // Our 5-tuple is known: the allocation that we doubted stands.
                if (MayGoOn(now)) _client.Refresh(now);
            }
            else if (code == StunErrorCode.AllocationMismatch && ++_mismatches <= MaxAttempts)
            {
                // One of an earlier life does.
                _client.Clear(now);
            }
            else if (code == StunErrorCode.ServerError && ++_serverErrors < MaxAttempts)
            {
                _client.RetryLater(now, PauseAfterServerError);
            }
            else
            {
                _client.Fail(TurnFailureReasons.Of(code));
            }
        }

        private void Redirect(in StunMessage message)
        {
            if (!TryReadAlternate(message, out TransportAddress alternate))
            {
                _client.Fail(TurnFailureReasons.Of(StunErrorCode.TryAlternate));
                return;
            }

            string? domain = message.TryFind(StunAttributeType.AlternateDomain, out ReadOnlySpan<byte> name) && name.Length > 0 && name.Length <= 255
                ? System.Text.Encoding.UTF8.GetString(name.ToArray())
                : null;
            _client.Fail(new TurnFailure(TurnFailureKind.Redirected, "sends us to another server", StunErrorCode.TryAlternate) { Alternate = alternate, AlternateDomain = domain });
        }

        /// <summary>Of several the one that our socket reaches (RFC 8489 §10).</summary>
        private bool TryReadAlternate(in StunMessage message, out TransportAddress alternate)
        {
            TransportAddress server = _client.Options.Server;
            for (int at = message.ReadNext(0, out StunAttributeType type, out ReadOnlySpan<byte> value); at >= 0; at = message.ReadNext(at, out type, out value))
            {
                if (type != StunAttributeType.AlternateServer || !AddressAttribute.TryRead(value, out alternate)) continue;
                if (alternate.Port != 0 && alternate.IsIPv6 == server.IsIPv6 && !alternate.IsAny && !alternate.IsMulticast && alternate != server) return true;
            }

            alternate = default;
            return false;
        }

        private void OnRefreshError(Timestamp now, StunErrorCode code)
        {
            if (_client.State == TurnState.Clearing)
            {
                // 437 now: what was there has just run out.
                if (code == StunErrorCode.AllocationMismatch) _client.Allocate(now);
                else _client.Fail(TurnFailureReasons.Of(code));
            }
            else if (code == StunErrorCode.AllocationMismatch)
            {
                // Our 5-tuple is another one, or the server was started anew.
                if (MayGoOn(now)) _client.AllocateAnew(now);
            }
            else if (code is StunErrorCode.ServerError or StunErrorCode.InsufficientCapacity or StunErrorCode.AllocationQuotaReached)
            {
                _client.RefreshLater(now, PauseAfterRefusal);
            }
            else
            {
                _client.OnRenewalRefused(TurnFailureReasons.Of(code));
            }
        }

        /// <summary>Whether a server that contradicts itself about our allocation is asked again at once; else after a pause.</summary>
        private bool MayGoOn(Timestamp now)
        {
            if (++_mismatches <= MaxAttempts) return true;
            _mismatches = 0;
            _client.RefreshLater(now, PauseAfterMismatches);
            return false;
        }

        private void OnPermissionError(Timestamp now, StunErrorCode code, in TransportAddress peer)
        {
            switch (code)
            {
                case StunErrorCode.AllocationMismatch:
                    _permissions.OnPostponed(now, peer);
                    _client.Refresh(now);
                    break;
                case StunErrorCode.ServerError:
                case StunErrorCode.InsufficientCapacity:
                case StunErrorCode.AllocationQuotaReached:
                    _permissions.OnPostponed(now, peer, code);
                    break;
                default:
                    // 403 for a peer that the server keeps to itself, 443 for another family, 400 for what it does not like.
                    _permissions.OnRefused(peer, code);
                    break;
            }
        }

        private void OnChannelError(Timestamp now, StunErrorCode code, ushort channel)
        {
            switch (code)
            {
                case StunErrorCode.AllocationMismatch:
                    _channels.OnPostponed(now, channel);
                    _client.Refresh(now);
                    break;
                case StunErrorCode.ServerError:
                case StunErrorCode.InsufficientCapacity:
                case StunErrorCode.AllocationQuotaReached:
                    _channels.OnPostponed(now, channel);
                    break;
                default:
                    _channels.OnRefused(channel);
                    break;
            }
        }
    }
}
