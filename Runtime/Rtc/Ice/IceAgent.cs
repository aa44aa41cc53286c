using System;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Ice
{
    /// <summary>
    /// One generation of ICE: finds a path to one peer and watches over it (RFC 8445; candidates trickle as in RFC 8838; consent as in
    /// RFC 7675). A pure state machine that belongs to one thread. After any call drain <see cref="TryPollTransmit"/>, then
    /// <see cref="TryPollEvent"/>, then read <see cref="NextTimeout"/>. <see cref="IceTransport"/> follows one generation by the next.
    /// </summary>
    /// <remarks>
    /// Everything may come in any order: remote candidates before the credentials, the peer's checks before both, a check from an
    /// address before the candidate that announces it. Checks of the peer's need only our own password, so they are answered from the
    /// start; what they teach waits until we can check back.
    /// The parts follow the RFC: <see cref="PairFormation"/> and <see cref="Checklist"/> §6.1.2,
    /// <see cref="CheckScheduler"/> §6.1.4, <see cref="CheckSender"/> and <see cref="AnswerReader"/> §7.2, <see cref="CheckResponder"/> §7.3,
    /// <see cref="PathSelector"/> and <see cref="Nominator"/> §8, <see cref="PathKeeper"/> §11 and RFC 7675.
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
        private readonly AnswerReader _answers;
        private readonly CheckResponder _responder;
        private readonly PathSelector _selector;
        private readonly Nominator _nominator;
        private readonly PathKeeper _path;
        private readonly AgentState _state;

        private TimerTable _timers = new TimerTable(2);
        private Timestamp _startedAt;
        private bool _localEnd;
        private bool _remoteEnd;

        /// <param name="options">Immutable.</param>
        /// <param name="crypto">The primitives.</param>
        /// <param name="random">Credentials, tie-breaker, transaction ids, jitter.</param>
        /// <param name="former">The generation before, whose role and counters go on; null for the first.</param>
        public IceAgent(IceAgentOptions options, ICryptoProvider crypto, IRandom random, IceAgent? former = null)
        {
            _options = options ?? throw new ArgumentNullException(nameof(options));
            if (crypto == null) throw new ArgumentNullException(nameof(crypto));
            if (random == null) throw new ArgumentNullException(nameof(random));
            Counters = former?.Counters ?? new IceCounters();
            _state = new AgentState(Counters);
            _credentials = new IceCredentials(random);
            _roles = new RoleArbiter(former?.Role ?? options.Role, random);
            _checklist = new Checklist(options.MaxPairs, Counters);
            var sender = new CheckSender(options, _credentials, _roles, crypto, random, Counters);
            _answers = new AnswerReader(_checklist, sender, Counters);
            _responder = new CheckResponder(_credentials, _roles, crypto, Counters);
            _selector = new PathSelector(_roles, options.SuspectAfter);
            _nominator = new Nominator(_roles, _checklist, _selector, Counters);
            _pairs = new PairFormation(options, _checklist, _roles, _selector, Counters);
            _path = new PathKeeper(options, _state, _checklist, _selector, _nominator, random);
            _scheduler = new CheckScheduler(options, _checklist, sender, _selector, _path);
        }

        private enum IceTimer
        {
            Patience,
            Connect,
        }

        public IceRole Role => _roles.Role;

        public IceState State => _state.Current;

        /// <summary>Our username fragment, for the offer or answer.</summary>
        public string LocalUfrag => _credentials.LocalUfrag;

        /// <summary>Our password, for the offer or answer and for nothing else.</summary>
        public string LocalPassword => _credentials.LocalPassword;

        /// <summary>The peer's username fragment; empty before it is known.</summary>
        public string RemoteUfrag => _credentials.RemoteUfrag;

        /// <summary>Whether the peer's credentials are known.</summary>
        public bool HasRemoteCredentials => _credentials.HasRemote;

        /// <summary>Smoothed round-trip time of the selected path; zero before the first measurement.</summary>
        public TimeSpan RoundTripTime => _selector.Selected?.RoundTripTime ?? TimeSpan.Zero;

        public bool HasPath => !IsOver && _selector.Selected != null;

        /// <summary>Whether the selected path has fallen silent.</summary>
        public bool IsPathDoubtful => _selector.IsDoubtful;

        public IceCounters Counters { get; }

        public Timestamp NextTimeout
        {
            get
            {
                if (IsOver) return Timestamp.Never;
                Timestamp next = State == IceState.Checking ? _timers.Next : _path.NextTimeout;
                return _credentials.HasRemote ? Timestamp.Min(next, _scheduler.NextTimeout) : next;
            }
        }

        private bool IsOver => _state.IsOver;

        /// <summary>Takes the peer's credentials; the search begins. Candidates may have come before.</summary>
        /// <param name="now">The time.</param>
        /// <param name="ufrag">The peer's username fragment.</param>
        /// <param name="password">The peer's password.</param>
        /// <param name="renominates">Whether the peer's description has the ICE option <c>renomination</c>.</param>
        /// <exception cref="ArgumentException">They break RFC 8445 §5.3.</exception>
        /// <exception cref="InvalidOperationException">Others were set before.</exception>
        public void SetRemoteCredentials(Timestamp now, string ufrag, string password, bool renominates = false)
        {
            if (IsOver) return;
            if (_credentials.HasRemote)
            {
                if (_credentials.IsRemote(ufrag, password)) return;
                throw new InvalidOperationException("The peer's ICE credentials are set and cannot change within one generation.");
            }

            _credentials.SetRemote(ufrag, password);
            _nominator.PeerRenominates = renominates;
            _startedAt = now;
            _timers.Set((int)IceTimer.Patience, now + _options.Patience);
            _timers.Set((int)IceTimer.Connect, now + _options.ConnectTimeout);
            _state.TransitionTo(IceState.Checking);
        }

        /// <summary>Takes a candidate of ours, which signaling announces. One against the policy is left out.</summary>
        public void AddLocalCandidate(Timestamp now, Candidate candidate)
        {
            if (IsOver) return;
            if (_pairs.IsAllowed(candidate.Socket)) _pairs.AddLocal(candidate);
            else Counters.CandidatesUnusable++;
        }

        /// <summary>A candidate of ours holds no longer. Paths over a relay that is gone end with it; where the selected path is hit, another takes its place.</summary>
        public void RemoveLocalCandidate(Timestamp now, Candidate candidate)
        {
            if (!IsOver && _pairs.RemoveLocal(candidate)) _path.OnBaseLost(now);
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
            if (IsOver)
            {
                Counters.CandidatesUnusable++;
            }
            else if (_pairs.AddRemote(candidate, _credentials.RemoteUfrag))
            {
                _state.Raise(IceEventKind.SelectedPathChanged);
                _path.Reconsider(now);
            }
        }

        /// <summary>The peer has no more candidates (RFC 8838 §14).</summary>
        public void EndOfRemoteCandidates(Timestamp now)
        {
            _remoteEnd = true;
            ConcludeIfHopeless(now);
        }

        /// <summary>The way to the peer may have changed, as the device's address or network has: every path is checked at once.</summary>
        public void OnNetworkChanged(Timestamp now)
        {
            if (!IsOver) _path.OnNetworkChanged(now);
        }

        /// <summary>The path to send on. There is one from the first valid pair on; it may change later.</summary>
        public bool TryGetSelectedPath(out IcePath path)
        {
            CandidatePair? selected = IsOver ? null : _selector.Selected;
            path = selected == null ? default : new IcePath(selected.Local.Socket, selected.Remote.Address, selected.LocalType, selected.Remote.Type);
            return selected != null;
        }

        /// <summary>Whether the USERNAME of a request begins with our fragment.</summary>
        public bool OwnsUfrag(ReadOnlySpan<byte> ufrag) => _credentials.IsLocalUfrag(ufrag);

        /// <summary>Whether a STUN message is the response to one of our outstanding checks.</summary>
        public bool OwnsTransaction(ReadOnlySpan<byte> stunMessage)
            => StunHeader.TryRead(stunMessage, out StunHeader header) && header.IsResponse && _answers.Awaits(header.TransactionId);

        /// <summary>Hears that an authenticated packet (of DTLS, say) came from the peer: a sign of life as good as an answered check.</summary>
        public void OnAuthenticatedTraffic(Timestamp now)
        {
            if (!IsOver) _path.OnHeard(now);
        }

        /// <summary>The same, with the way that it took, which may show that the peer has moved.</summary>
        public void OnAuthenticatedTraffic(Timestamp now, in DatagramInfo info)
        {
            if (IsOver) return;
            _path.OnHeard(now);
            CandidatePair? selected = _selector.Selected;
            if (selected == null || selected.Matches(info.Socket, info.Remote)) return;
            CandidatePair? other = _checklist.Find(info.Socket, info.Remote);
            if (other != null) _path.OnHeardElsewhere(now, other);
        }

        /// <summary>Another generation has taken over. From now on only the peer's checks are answered, which it sends until it has moved too.</summary>
        public void Retire()
        {
            if (!IsOver) Stop(IceState.Retired, null);
        }

        /// <summary>Ends it: nothing is sent or answered any more.</summary>
        public void Close(Timestamp now)
        {
            if (State != IceState.Closed) End(IceState.Closed, null);
        }

        /// <summary>Takes a datagram that is STUN by RFC 7983.</summary>
        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            if (State > IceState.Retired)
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
            else if (_answers.TryRead(info, message, out CheckAnswer answer) && !IsOver)
            {
                HandleAnswer(now, answer);
            }
        }

        /// <summary>Does what is due.</summary>
        public void HandleTimeout(Timestamp now)
        {
            if (IsOver) return;
            _scheduler.Expire(now);
            string? lost = _path.HandleTimeout(now);
            if (lost != null) End(IceState.Failed, lost);
            _timers.TryExpire((int)IceTimer.Patience, now);
            if (_timers.TryExpire((int)IceTimer.Connect, now) && State == IceState.Checking) FailSearch(now);
            ConcludeIfHopeless(now);
        }

        /// <summary>Writes the next message: answers first, then what was sent before, then the watch over the path, then new checks.</summary>
        /// <exception cref="ArgumentException">The destination is shorter than <see cref="MaxTransmitLength"/>.</exception>
        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            if (destination.Length < MaxTransmitLength) throw new ArgumentException("A check takes up to " + MaxTransmitLength + " bytes.", nameof(destination));
            if (_responder.TryPollTransmit(destination, out transmit)) return true;
            return !IsOver && _credentials.HasRemote && _scheduler.TryPollTransmit(now, destination, out transmit);
        }

        public bool TryPollEvent(out IceEvent e) => _state.TryPollEvent(out e);

        private void HandleRequest(Timestamp now, in DatagramInfo info, in StunMessage message)
        {
            if (!_responder.TryAccept(info, message, out AcceptedCheck accepted) || IsOver) return;
            if (accepted.SwitchedRole) _nominator.OnRoleSwitched();

            CandidatePair? pair = _pairs.FindOrLearn(info, accepted.Priority);
            if (pair == null) return;
            if (accepted.Nominates) _nominator.OnNominatedByPeer(now, pair, accepted.Nomination);
            if (pair.IsValid && pair.IsNominatedByPeer) _path.SelectIfBetter(now, pair);
            // A valid one may have died since. If it is in doubt, or was left for that reason, this is a sign that it works again.
            if (pair == _selector.Selected && _selector.IsDoubtful) pair.IsDoubted = true;
            if ((!pair.IsValid || pair.IsDoubted) && _selector.IsWorthChecking(pair)) _checklist.Trigger(pair);

            if (pair == _selector.Selected) _path.OnHeard(now);
        }

        private void HandleAnswer(Timestamp now, in CheckAnswer answer)
        {
            switch (answer.Outcome)
            {
                case CheckOutcome.Succeeded:
                    OnSucceeded(now, answer);
                    break;
                case CheckOutcome.RoleConflict:
                    Counters.RoleConflicts++;
                    if (_roles.TryYield(answer.Check.AsControlling)) _nominator.OnRoleSwitched();
                    _checklist.Trigger(answer.Pair);
                    break;
                case CheckOutcome.Forbidden when answer.Pair == _selector.Selected:
                    End(IceState.Failed, FailureReasons.ConsentRevoked());
                    break;
                default:
                    _scheduler.Fail(answer.Pair);
                    ConcludeIfHopeless(now);
                    break;
            }
        }

        private void OnSucceeded(Timestamp now, in CheckAnswer answer)
        {
            CandidatePair pair = answer.Pair;
            pair.Measure(answer.Check, now);
            pair.LocalType = pair.Local.TypeSeenAs(answer.Mapped);
            NoticeAddress(pair, answer.Mapped);
            pair.State = CandidatePairState.Succeeded;
            pair.AnsweredAt = now;
            // A nomination that is under way goes on when a check from before it is answered.
            if (answer.IsLatest || !pair.Latest.UseCandidate) pair.RetransmitAt = Timestamp.Never;
            _nominator.OnAnswered(pair, answer.Check);
            _checklist.Unfreeze(pair);
            _path.OnAnswered(now, pair);
        }

        /// <summary>Compares where the peer sees us with where it did, or, the first time, with what servers have said.</summary>
        private void NoticeAddress(CandidatePair pair, in TransportAddress mapped)
        {
            TransportAddress before = pair.SeenAs;
            pair.SeenAs = mapped;
            if (pair.Local.Socket.IsRelay || before == mapped) return;
            if (before.IsValid) _state.Raise(IceEventKind.SeenElsewhere);
            else if (pair.LocalType == CandidateType.PeerReflexive) _state.Raise(IceEventKind.SeenUnexpectedly);
        }

        /// <summary>Gives up when nothing is left to try, nothing more will come, and the peer had its time to try too (RFC 8863).</summary>
        private void ConcludeIfHopeless(Timestamp now)
        {
            if (State != IceState.Checking || !_localEnd || !_remoteEnd || _timers.IsRunning((int)IceTimer.Patience)) return;
            if (!_checklist.HasUnsettled) FailSearch(now);
        }

        private void FailSearch(Timestamp now)
        {
            End(IceState.Failed, FailureReasons.NoPath(new SearchSummary
            {
                HasLocal = _pairs.HasLocal,
                RemoteCandidates = _pairs.RemoteCount,
                Hidden = Counters.CandidatesHidden,
                Direct = _checklist.CreatedOf(2),
                ThroughNat = _checklist.CreatedOf(1),
                Relayed = _checklist.CreatedOf(0),
                HeardPeer = Counters.RequestsReceived > 0,
                Elapsed = now - _startedAt,
            }));
        }

        private void End(IceState state, string? reason)
        {
            _responder.Clear();
            Stop(state, reason);
        }

        private void Stop(IceState state, string? reason)
        {
            _timers.StopAll();
            _path.Stop();
            _state.TransitionTo(state, reason);
        }
    }
}
