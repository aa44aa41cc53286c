using System;
using System.Collections.Generic;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Ice
{
    /// <summary>
    /// Finds a path to one peer and watches over it (RFC 8445; candidates trickle as in RFC 8838; consent as in RFC 7675). A pure
    /// state machine that belongs to one thread. After any call drain <see cref="TryPollTransmit"/>, then <see cref="TryPollEvent"/>,
    /// then read <see cref="NextTimeout"/>.
    /// </summary>
    /// <remarks>
    /// Everything may come in any order: remote candidates before the credentials, the peer's checks before both, a check from an
    /// address before the candidate that announces it. Checks of the peer's need only our own password, so they are answered from the
    /// start; what they teach waits until we can check back.
    /// The parts follow the RFC: <see cref="PairFormation"/> and <see cref="Checklist"/> §6.1.2,
    /// <see cref="CheckScheduler"/> §6.1.4, <see cref="CheckSender"/> §7.2, <see cref="CheckResponder"/> §7.3,
    /// <see cref="PathSelector"/> §8, <see cref="ConsentMonitor"/> §11 and RFC 7675.
    /// </remarks>
    internal sealed class IceAgent
    {
        /// <summary>Bytes that the destination of <see cref="TryPollTransmit"/> needs.</summary>
        public const int MaxTransmitLength = CheckSender.MaxMessageLength;

        private readonly IceAgentOptions _options;
        private readonly IceCredentials _credentials;
        private readonly RoleArbiter _roles;
        private readonly Checklist _checklist;
        private readonly PairFormation _pairs;
        private readonly CheckScheduler _scheduler;
        private readonly CheckSender _sender;
        private readonly CheckResponder _responder;
        private readonly PathSelector _selector;
        private readonly ConsentMonitor _consent;
        private readonly Queue<IceEvent> _events = new Queue<IceEvent>();

        private TimerTable _timers = new TimerTable(2);
        private Timestamp _startedAt;
        private bool _localEnd;
        private bool _remoteEnd;

        public IceAgent(IceAgentOptions options, ICryptoProvider crypto, IRandom random)
        {
            _options = options ?? throw new ArgumentNullException(nameof(options));
            if (crypto == null) throw new ArgumentNullException(nameof(crypto));
            if (random == null) throw new ArgumentNullException(nameof(random));
            Counters = new IceCounters();
            _credentials = new IceCredentials(random);
            _roles = new RoleArbiter(options.Role, random);
            _checklist = new Checklist(options.MaxPairs, Counters);
            _sender = new CheckSender(options, _credentials, _roles, crypto, random, Counters);
            _responder = new CheckResponder(_credentials, _roles, crypto, Counters);
            _selector = new PathSelector(_roles, options.SuspectAfter);
            _pairs = new PairFormation(options, _checklist, _roles, _selector, Counters);
            _consent = new ConsentMonitor(options, random);
            _scheduler = new CheckScheduler(options, _checklist, _sender, _selector, _consent);
        }

        private enum IceTimer
        {
            Patience,
            Connect,
        }

        public IceRole Role => _roles.Role;

        public IceState State { get; private set; }

        /// <summary>Our username fragment, for the offer or answer.</summary>
        public string LocalUfrag => _credentials.LocalUfrag;

        /// <summary>Our password, for the offer or answer and for nothing else.</summary>
        public string LocalPassword => _credentials.LocalPassword;

        /// <summary>Smoothed round-trip time of the selected path; zero before the first measurement.</summary>
        public TimeSpan RoundTripTime => _selector.Selected?.RoundTripTime ?? TimeSpan.Zero;

        public IceCounters Counters { get; }

        public Timestamp NextTimeout
        {
            get
            {
                if (IsOver) return Timestamp.Never;
                Timestamp next = _timers.Next;
                if (State == IceState.Connected) next = Timestamp.Min(next, _consent.SuspectAt);
                if (_consent.IsRunning) next = Timestamp.Min(next, Timestamp.Min(_consent.LostAt, _consent.ConsentEndsAt));
                return _credentials.HasRemote ? Timestamp.Min(next, _scheduler.NextTimeout) : next;
            }
        }

        private bool IsOver => State >= IceState.Failed;

        private bool IsSuspect => State == IceState.Suspect;

        /// <summary>Takes the peer's credentials; the search begins. Candidates may have come before.</summary>
        /// <exception cref="ArgumentException">They break RFC 8445 §5.3.</exception>
        /// <exception cref="InvalidOperationException">Others were set before.</exception>
        public void SetRemoteCredentials(Timestamp now, string ufrag, string password)
        {
            if (IsOver) return;
            if (_credentials.HasRemote)
            {
                if (_credentials.IsRemote(ufrag, password)) return;
                throw new InvalidOperationException("The peer's ICE credentials are set and cannot change within one generation.");
            }

            _credentials.SetRemote(ufrag, password);
            _startedAt = now;
            _timers.Set((int)IceTimer.Patience, now + _options.Patience);
            _timers.Set((int)IceTimer.Connect, now + _options.ConnectTimeout);
            TransitionTo(IceState.Checking);
        }

        /// <summary>Takes a candidate of ours, which signaling announces. One against the policy is left out.</summary>
        public void AddLocalCandidate(Timestamp now, Candidate candidate)
        {
            if (IsOver) return;
            if (_pairs.IsAllowed(candidate.Socket)) _pairs.AddLocal(candidate);
            else Counters.CandidatesUnusable++;
        }

        /// <summary>A candidate of ours holds no longer. Paths over a relay that is gone end with it.</summary>
        public void RemoveLocalCandidate(Timestamp now, Candidate candidate)
        {
            if (!IsOver) _pairs.RemoveLocal(candidate);
        }

        /// <summary>The way to the peer may have changed: every pair is checked again at once.</summary>
        public void OnNetworkChanged(Timestamp now)
        {
            if (!IsOver && _selector.Selected != null) _checklist.RecheckAllBut(_selector.Selected);
        }

        /// <summary>No more local candidates will come.</summary>
        public void EndOfLocalCandidates(Timestamp now)
        {
            _localEnd = true;
            ConcludeIfHopeless(now);
        }

        /// <summary>Takes a candidate of the peer's. What cannot be used is counted and left out.</summary>
        public void AddRemoteCandidate(Timestamp now, Candidate candidate)
        {
            if (IsOver || !_pairs.AddRemote(candidate, _credentials.RemoteUfrag)) return;
            _events.Enqueue(new IceEvent(IceEventKind.SelectedPathChanged, State));
        }

        /// <summary>The peer has no more candidates (RFC 8838 §14).</summary>
        public void EndOfRemoteCandidates(Timestamp now)
        {
            _remoteEnd = true;
            ConcludeIfHopeless(now);
        }

        /// <summary>The path to send on. There is one from the first valid pair on; it may change later.</summary>
        public bool TryGetSelectedPath(out IcePath path)
        {
            CandidatePair? selected = IsOver ? null : _selector.Selected;
            path = selected == null ? default : new IcePath(selected.Local.Socket, selected.Remote.Address, selected.LocalType, selected.Remote.Type);
            return selected != null;
        }

        /// <summary>Whether a STUN message is the response to one of our outstanding checks.</summary>
        public bool OwnsTransaction(ReadOnlySpan<byte> stunMessage)
            => StunHeader.TryRead(stunMessage, out StunHeader header) && header.IsResponse && FindCheck(header.TransactionId, out _) != null;

        /// <summary>Hears that an authenticated packet (of DTLS, say) came from the peer: a sign of life as good as an answered check.</summary>
        public void OnAuthenticatedTraffic(Timestamp now)
        {
            if (IsOver) return;
            _consent.OnHeard(now);
            if (IsSuspect && _consent.SuspectAt > now) TransitionTo(IceState.Connected);
        }

        /// <summary>Ends it: nothing is sent or answered any more.</summary>
        public void Close(Timestamp now)
        {
            if (State != IceState.Closed) End(IceState.Closed, null);
        }

        /// <summary>Takes a datagram that is STUN by RFC 7983.</summary>
        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            if (IsOver)
            {
                Counters.DroppedClosed++;
            }
            else if (!StunMessage.TryParse(datagram, out StunMessage message))
            {
                Counters.DroppedMalformed++;
            }
            else if (!Fingerprint.Matches(message))
            {
                Counters.DroppedFingerprint++;
            }
            else if (message.Method != StunMethod.Binding || message.Class == StunClass.Indication || !_pairs.IsAllowed(info.Socket))
            {
                Counters.DroppedUnexpected++;
            }
            else if (message.Class == StunClass.Request)
            {
                HandleRequest(now, info, message);
            }
            else
            {
                HandleResponse(now, info, message);
            }
        }

        /// <summary>Does what is due.</summary>
        public void HandleTimeout(Timestamp now)
        {
            if (IsOver) return;
            _scheduler.Expire(now);
            WatchPath(now);
            _timers.TryExpire((int)IceTimer.Patience, now);
            if (_timers.TryExpire((int)IceTimer.Connect, now) && State == IceState.Checking) FailSearch(now);
            ConcludeIfHopeless(now);
        }

        /// <summary>Writes the next message: answers first, then what was sent before, then the watch over the path, then new checks.</summary>
        /// <exception cref="ArgumentException">The destination is shorter than <see cref="MaxTransmitLength"/>.</exception>
        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            if (destination.Length < MaxTransmitLength) throw new ArgumentException("A check takes up to " + MaxTransmitLength + " bytes.", nameof(destination));
            transmit = default;
            if (IsOver) return false;
            if (_responder.TryPollTransmit(destination, out transmit)) return true;
            return _credentials.HasRemote && _scheduler.TryPollTransmit(now, destination, out transmit);
        }

        public bool TryPollEvent(out IceEvent e) => _events.TryDequeue(out e);

        private void HandleRequest(Timestamp now, in DatagramInfo info, in StunMessage message)
        {
            if (!_responder.TryAccept(info, message, out AcceptedCheck accepted)) return;
            if (accepted.SwitchedRole) OnRoleSwitched();

            CandidatePair? pair = _pairs.FindOrLearn(info, accepted.Priority);
            if (pair == null) return;
            if (accepted.UseCandidate && Role == IceRole.Controlled)
            {
                if (!pair.IsNominatedByPeer) Counters.Nominations++;
                pair.IsNominatedByPeer = true;
                pair.NominatedByPeerAt = now;
            }

            if (pair.IsValid)
            {
                if (pair.IsNominatedByPeer) Consider(now, pair);
            }
            else if (_selector.IsWorthChecking(pair))
            {
                _checklist.Trigger(pair);
            }

            if (pair == _selector.Selected) OnAuthenticatedTraffic(now);
        }

        private void HandleResponse(Timestamp now, in DatagramInfo info, in StunMessage message)
        {
            CandidatePair? pair = FindCheck(message.TransactionId, out int index);
            if (pair == null)
            {
                Counters.DroppedUnknownTransaction++;
                return;
            }

            if (!_sender.IsAuthentic(message)) return;
            if (!pair.Matches(info.Socket, info.Remote))
            {
                // Only the peer could sign it, but it went another way than the check came (RFC 8445 §7.2.5.2.1).
                Counters.DroppedAsymmetric++;
                CheckScheduler.Fail(pair);
                ConcludeIfHopeless(now);
                return;
            }

            Counters.ResponsesReceived++;
            if (message.Class == StunClass.ErrorResponse)
            {
                HandleError(now, pair, pair.Close(index), message);
            }
            else if (XorAddressAttribute.TryRead(message, StunAttributeType.XorMappedAddress, out TransportAddress mapped))
            {
                bool isLatest = pair.Latest.Id == message.TransactionId;
                HandleSuccess(now, pair, pair.Close(index), isLatest, mapped);
            }
            else
            {
                Counters.DroppedUnexpected++;
            }
        }

        private void HandleSuccess(Timestamp now, CandidatePair pair, in ConnectivityCheck check, bool isLatest, in TransportAddress mapped)
        {
            pair.Measure(check, now);
            pair.LocalType = pair.Local.TypeSeenAs(mapped);
            pair.State = CandidatePairState.Succeeded;
            // A nomination that is under way goes on when a check from before it is answered.
            if (isLatest || !pair.Latest.UseCandidate) pair.RetransmitAt = Timestamp.Never;
            if (check.UseCandidate && check.AsControlling && !pair.IsNominated)
            {
                pair.IsNominated = true;
                Counters.Nominations++;
            }

            _checklist.Unfreeze(pair);
            Consider(now, pair);
            if (pair != _selector.Selected) return;
            _consent.OnConsent(now, pair.RoundTripTime);
            if (IsSuspect) TransitionTo(IceState.Connected);
        }

        private void HandleError(Timestamp now, CandidatePair pair, in ConnectivityCheck check, in StunMessage message)
        {
            bool known = ErrorCodeAttribute.TryRead(message, out ErrorCodeAttribute error);
            if (known && error.Code == StunErrorCode.RoleConflict)
            {
                Counters.RoleConflicts++;
                if (_roles.TryYield(check.AsControlling)) OnRoleSwitched();
                _checklist.Trigger(pair);
            }
            else if (known && error.Code == StunErrorCode.Forbidden && pair == _selector.Selected)
            {
                End(IceState.Failed, FailureReasons.ConsentRevoked()); // RFC 7675 §5.2
            }
            else
            {
                CheckScheduler.Fail(pair);
                ConcludeIfHopeless(now);
            }
        }

        /// <summary>Selects the pair if it is the first or a better one. Controlling, we nominate it at once.</summary>
        private void Consider(Timestamp now, CandidatePair pair)
        {
            if (!_selector.Consider(pair)) return;
            if (_roles.IsControlling) Nominate(pair);
            _timers.StopAll();
            _consent.Start(now, pair.RoundTripTime);
            _events.Enqueue(new IceEvent(IceEventKind.SelectedPathChanged, State));
            if (State != IceState.Connected) TransitionTo(IceState.Connected);
        }

        private void Nominate(CandidatePair pair)
        {
            pair.IsNominating = true;
            _checklist.Trigger(pair);
        }

        /// <summary>Pair priorities and the right to nominate depend on the role (RFC 8445 §7.3.1.1).</summary>
        private void OnRoleSwitched()
        {
            _checklist.Reorder(Role);
            for (int i = 0; i < _checklist.Count; i++)
            {
                CandidatePair pair = _checklist[i];
                pair.IsNominating = pair.IsNominated = pair.IsNominatedByPeer = false;
                // What is under way claims the old role.
                if (pair.State == CandidatePairState.InProgress) _checklist.Trigger(pair);
            }

            if (_roles.IsControlling && _selector.Selected != null) Nominate(_selector.Selected);
        }

        private void WatchPath(Timestamp now)
        {
            if (!_consent.IsRunning) return;
            if (_consent.LostAt <= now)
            {
                End(IceState.Failed, FailureReasons.Lost(_options.LostAfter));
            }
            else if (_consent.ConsentEndsAt <= now)
            {
                End(IceState.Failed, FailureReasons.ConsentExpired(_options.ConsentExpiry));
            }
            else if (State == IceState.Connected && _consent.SuspectAt <= now)
            {
                TransitionTo(IceState.Suspect);
                // The path may have moved: an interface went down, a NAT forgot us. Every other pair may take over.
                _checklist.RecheckAllBut(_selector.Selected!);
            }
        }

        /// <summary>Gives up when nothing is left to try, nothing more will come, and the peer had its time to try too (RFC 8863).</summary>
        private void ConcludeIfHopeless(Timestamp now)
        {
            if (State != IceState.Checking || !_localEnd || !_remoteEnd || _timers.IsRunning((int)IceTimer.Patience)) return;
            if (!_checklist.HasUnsettled) FailSearch(now);
        }

        private void FailSearch(Timestamp now)
            => End(IceState.Failed, FailureReasons.NoPath(_pairs.HasLocal, _pairs.RemoteCount, Counters.CandidatesHidden, _checklist.Created, now - _startedAt));

        private void End(IceState state, string? reason)
        {
            _timers.StopAll();
            _consent.Stop();
            _responder.Clear();
            TransitionTo(state, reason);
        }

        private void TransitionTo(IceState state, string? reason = null)
        {
            State = state;
            _selector.IsSuspect = state == IceState.Suspect;
            _events.Enqueue(new IceEvent(IceEventKind.StateChanged, state, reason));
        }

        private CandidatePair? FindCheck(TransactionId id, out int index)
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
