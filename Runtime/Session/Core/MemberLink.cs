using System;
using P2PNet.Messages;
using P2PNet.Protocol;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// The link to one member of the lobby, in the loop: negotiates it by signals, carries messages over it, and ends it once. Of two
    /// members the one that joined later offers. Each attempt has an id; signals of another one are stale and ignored.
    /// </summary>
    internal sealed class MemberLink : IPeerConnectionObserver
    {
        /// <summary>From the loss of a link that transfers wait for to the offer of another: the peer has to notice, too.</summary>
        private static readonly TimeSpan LinkAgainAfter = TimeSpan.FromSeconds(1);

        private readonly SessionCore _session;
        private readonly LinkOutboxes _outboxes;
        private readonly LinkInbox _inbox;
        private readonly LinkSchema _schema;
        private IPeerConnection? _connection;
        private IDataChannel[] _channels = Array.Empty<IDataChannel>();
        private string _attempt = string.Empty;
        private LinkMending _mending;
        private Timestamp _linkAgainAt = Timestamp.Never;
        private bool _isDisturbed;

        public MemberLink(SessionCore session, Peer peer, int order)
        {
            _session = session;
            Peer = peer;
            Order = order;
            peer.Link = this;
            _inbox = new LinkInbox(peer, session.Mailbox, session.Counters, session.Options);
            _schema = new LinkSchema(session.Schemas, session.Options, session.Buffers, peer.Name);
            _outboxes = new LinkOutboxes(peer.Traffic, session.Counters);
            Transfers = new LinkTransfers(peer, session.Mailbox, session.Loop, session.Options);
        }

        /// <summary>Large messages, files and streams, which outlive one connection.</summary>
        public LinkTransfers Transfers { get; }

        /// <summary>For the game's thread; the loop reads only what never changes.</summary>
        public Peer Peer { get; }

        /// <summary>When the member joined, relative to the others.</summary>
        public int Order { get; }

        /// <summary>Whether it is on us to offer, since the member was here before.</summary>
        public bool IsOurs => Order < _session.LocalOrder;

        /// <summary>Whether the server is in touch with the member.</summary>
        public bool IsInTouch { get; private set; } = true;

        /// <summary>Whether the lobby has no such member any more: only the link tells of it, and nothing can be signaled.</summary>
        public bool IsLostToServer { get; set; }

        public MemberLinkState State { get; private set; }

        /// <summary>When <see cref="HandleTimeout"/> has something to do.</summary>
        public Timestamp NextTimeout
        {
            get
            {
                Timestamp next = Timestamp.Min(Transfers.NextTimeout, State == MemberLinkState.Up ? _schema.NextTimeout : Timestamp.Never);
                return Timestamp.Min(next, CanMend ? _mending.DueAt : MayLinkAgain ? _linkAgainAt : Timestamp.Never);
            }
        }

        /// <summary>A message that the two games do not read alike.</summary>
        public MessageMismatch? Mismatch => _schema.Mismatch;

        /// <summary>Why the link ended, if it failed.</summary>
        public LinkFailure? Failure { get; private set; }

        /// <summary>Whether a join waits for it.</summary>
        public bool IsAwaited { get; set; }

        /// <summary>Whether all that was sent has gone to the network and, where it is reliable, arrived.</summary>
        public bool IsFlushed => State != MemberLinkState.Up || _outboxes.IsFlushed;

        /// <summary>A lost link is made again where transfers wait for it, unless it would end as the one before.</summary>
        private bool MayLinkAgain => State == MemberLinkState.Over && Failure != null && Transfers.AreWaiting && !_schema.IsEnding && MayOfferAgain;

        private bool CanMend => State == MemberLinkState.Up && _session.CanSignal && !IsLostToServer;

        /// <summary>Proposes the link.</summary>
        public void Offer()
        {
            Begin(_session.NewAttempt());
            TransitionTo(MemberLinkState.Offered);
            _connection!.CreateOffer();
        }

        /// <summary>The server lost touch with the member, or found it again: one that could not hear our offer gets another.</summary>
        public void SetPresence(PlayerPresence presence)
        {
            bool isBack = presence == PlayerPresence.Connected && !IsInTouch;
            IsInTouch = presence == PlayerPresence.Connected;
            if (!IsInTouch) OnSignalingDisturbed();
            if (isBack) OfferAgain();
        }

        public void HandleTimeout(Timestamp now)
        {
            if (State == MemberLinkState.Up && _schema.IsDue(now, _outboxes.IsFlushed))
            {
                End(_schema.ExplainEnd(now), tellPeer: false);
                return;
            }

            if (MayLinkAgain && now >= _linkAgainAt) Offer();
            if (!CanMend || !_mending.TryTake(now)) return;
            if (IsOurs) Restart(now);
            else _session.Signal(new RestartLinkFrame(SignalRoute.ToPlayer(Peer.Id, _attempt)));
        }

        /// <summary>The server can be reached again, after it could not.</summary>
        public void OnSignalingRestored(Timestamp now)
        {
            _mending.OnSignalingRestored(now);
            OnSignalingDisturbed();
            OfferAgain();
        }

        public void HandleSignal(SignalFrame signal)
        {
            if (signal is OfferFrame offer)
            {
                HandleOffer(offer);
                return;
            }

            if (_connection == null || signal.Link != _attempt) return;
            try
            {
                switch (signal)
                {
                    case AnswerFrame answer when State == MemberLinkState.Up:
                        TakeRestart(SessionDescriptionType.Answer, answer.Sdp);
                        break;
                    case RestartLinkFrame _ when State == MemberLinkState.Up && IsOurs:
                        Restart(_session.Now);
                        break;
                    case AnswerFrame answer when State == MemberLinkState.Offered:
                        TransitionTo(MemberLinkState.Connecting);
                        _connection.SetRemoteDescription(new SessionDescription(SessionDescriptionType.Answer, answer.Sdp));
                        break;
                    case CandidateFrame candidate:
                        _connection.AddIceCandidate(candidate.Candidate);
                        break;
                    case EndOfCandidatesFrame _:
                        _connection.AddIceCandidate(string.Empty);
                        break;
                    case LinkFailedFrame failed:
                        End(_schema.ExplainEnd(_session.Now) ?? new LinkFailure(LinkStages.Parse(failed.Stage), failed.Message), tellPeer: false);
                        break;
                    case LinkEndedFrame _:
                        End(null, tellPeer: false);
                        break;
                }
            }
            catch (FormatException e) when (signal is CandidateFrame)
            {
                // One address less to try.
                _session.Log("A candidate of " + Peer.Name + " cannot be read: " + e.Message);
            }
            catch (Exception e) when (e is FormatException || e is InvalidOperationException)
            {
                End(new LinkFailure(LinkStage.Signaling, Peer.Name + "'s answer cannot be used: " + e.Message), tellPeer: true);
            }
        }

        /// <summary>The server did not pass on a signal of ours.</summary>
        public void HandleSignalError(string attempt, string reason)
        {
            if (_connection != null && attempt == _attempt && State != MemberLinkState.Up) End(new LinkFailure(LinkStage.Signaling, reason), tellPeer: false);
        }

        /// <summary>Takes the payload.</summary>
        public void Send(in SendCommand command) => _outboxes.Send(command);

        public void PublishStatistics()
        {
            if (_connection != null && State == MemberLinkState.Up) Peer.Traffic.Publish(_connection.Statistics);
        }

        /// <summary>Gives up the attempt, or the link that stands. Where the peer must not wait for its own timers it is told by a signal.</summary>
        public void End(LinkFailure? failure, bool tellPeer)
        {
            if (State == MemberLinkState.Over) return;
            if (tellPeer && _attempt.Length > 0)
            {
                SignalRoute route = SignalRoute.ToPlayer(Peer.Id, _attempt);
                _session.Signal(failure == null ? (SignalFrame)new LinkEndedFrame(route) : new LinkFailedFrame(route, LinkStages.ToText(failure.Stage), Shorten(failure.Reason)));
            }

            PublishStatistics();
            Failure = failure;
            Abandon();
            _linkAgainAt = _session.Now + LinkAgainAfter;
            TransitionTo(MemberLinkState.Over);
            _session.OnLinkOver(this);
            if (_isDisturbed) OfferAgain();
        }

        /// <summary>Ends for good: the player is gone, or this client is.</summary>
        public void Leave()
        {
            End(null, tellPeer: false);
            _outboxes.Discard();
        }

        /// <summary>The join's time is over.</summary>
        public void GiveUp()
        {
            LinkFailure failure = TimedOut();
            End(failure, tellPeer: true);
            // Over before, by the peer's goodbye, which nothing followed.
            Failure ??= failure;
        }

        void IPeerConnectionObserver.OnLocalDescription(SessionDescription description)
        {
            SignalRoute route = SignalRoute.ToPlayer(Peer.Id, _attempt);
            _session.Signal(description.Type == SessionDescriptionType.Offer ? (SignalFrame)new OfferFrame(route, description.Sdp) : new AnswerFrame(route, description.Sdp));
        }

        void IPeerConnectionObserver.OnLocalCandidate(string candidate)
        {
            // Another address while the link stands: the network is changing.
            if (State == MemberLinkState.Up && candidate.Length > 0) _session.OnLinkTrouble();
            SignalRoute route = SignalRoute.ToPlayer(Peer.Id, _attempt);
            _session.Signal(candidate.Length == 0 ? (SignalFrame)new EndOfCandidatesFrame(route) : new CandidateFrame(route, candidate));
        }

        void IPeerConnectionObserver.OnStateChanged(PeerConnectionState state, LinkFailure? failure)
        {
            switch (state)
            {
                case PeerConnectionState.Connected when State == MemberLinkState.Up:
                    _mending.OnHeard();
                    _session.OnLinkRecovered(this);
                    break;
                case PeerConnectionState.Connected:
                    ComeUpIfReady();
                    break;
                case PeerConnectionState.Disconnected when State == MemberLinkState.Up:
                    _mending.OnSilent(_session.Now, IsOurs);
                    _session.OnLinkSuspect(this);
                    break;
                case PeerConnectionState.Failed:
                    End(Explain(failure), tellPeer: true);
                    break;
                case PeerConnectionState.Closed:
                    End(_schema.ExplainEnd(_session.Now), tellPeer: false);
                    break;
            }
        }

        void IPeerConnectionObserver.OnDataChannel(IDataChannel channel) => channel.Close();

        void IPeerConnectionObserver.OnDataChannelStateChanged(IDataChannel channel)
        {
            if (State != MemberLinkState.Up)
            {
                ComeUpIfReady();
                return;
            }

            // When a link fails or is closed its channels close too, and its own news follows. A browser that closes its connection closes the
            // channels first: a peer that takes back what messages need, while the link stands, has left in order.
            bool isTakenBack = channel.State == DataChannelState.Closed && _connection!.State == PeerConnectionState.Connected;
            int index = isTakenBack ? Array.IndexOf(_channels, channel) : -1;
            if (index == GameChannels.Bulk) Transfers.OnLinkLost(_session.Now);
            else if (index >= 0) End(null, tellPeer: true);
        }

        void IPeerConnectionObserver.OnMessage(IDataChannel channel, bool isString, PooledBuffer payload)
        {
            int index = channel.Id;
            if (State == MemberLinkState.Over || (uint)index > GameChannels.Bulk || _channels[index] != channel)
            {
                payload.Dispose();
                return;
            }

            // The peer may have been faster than the news that our end stands.
            if (State != MemberLinkState.Up) ComeUpIfReady();
            if (LinkFrame.TryReadKind(payload.Span, out LinkFrameKind kind) && kind == LinkFrameKind.Schema && !isString && index == 0)
            {
                using (payload) HandleSchema(payload.Span.Slice(LinkFrame.HeaderLength));
                return;
            }

            if (_schema.IsEnding)
            {
                _session.Counters.OnIgnoredFrame();
                payload.Dispose();
                return;
            }

            if (index == GameChannels.Bulk)
            {
                Transfers.Receive(_session.Now, isString, payload);
                return;
            }

            if (!_inbox.TryReceive(_session.Now, (Delivery)index, isString, payload))
            {
                End(
                    new LinkFailure(LinkStage.Established, "More reliable messages of " + Peer.Name + " arrived than may wait: the game has to call Session.Poll every frame."),
                    tellPeer: true);
            }
        }

        void IPeerConnectionObserver.OnBufferedAmountLow(IDataChannel channel)
        {
            int index = channel.Id;
            // Transfers look for room by themselves, each time that the loop runs.
            if (State == MemberLinkState.Up && (uint)index < GameChannels.DeliveryCount) _outboxes.Resume(index);
        }

        private void HandleSchema(ReadOnlySpan<byte> frame)
        {
            bool wasKnown = Mismatch != null;
            if (!_schema.TryReceive(_session.Now, frame, out PooledBuffer? answer)) _session.Counters.OnIgnoredFrame();
            if (answer != null) _outboxes.SendFrame(answer);
            if (wasKnown || Mismatch == null) return;
            _session.Log("Link to " + Peer.Name + ": " + Mismatch.Reason);
            if (!_schema.IsEnding)
            {
                _session.Post(new SessionEvent(SessionEventKind.SchemaMismatched, Peer, Mismatch));
                return;
            }

            // The peer finds it by itself. One that has not the frames for it hears it from the server.
            SignalRoute route = SignalRoute.ToPlayer(Peer.Id, _attempt);
            _session.Signal(new LinkFailedFrame(route, LinkStages.ToText(LinkStage.Established), Shorten(Mismatch.ReasonForPeer)));
        }

        private void HandleOffer(OfferFrame offer)
        {
            // The earlier member takes offers.
            if (IsOurs) return;
            if (offer.Link == _attempt)
            {
                TakeRestart(SessionDescriptionType.Offer, offer.Sdp);
                return;
            }

            if (State == MemberLinkState.Up) End(null, tellPeer: false);
            Abandon();
            Begin(offer.Link);
            TransitionTo(MemberLinkState.Connecting);
            try
            {
                _connection!.SetRemoteDescription(new SessionDescription(SessionDescriptionType.Offer, offer.Sdp));
            }
            catch (FormatException e)
            {
                End(new LinkFailure(LinkStage.Signaling, Peer.Name + "'s offer cannot be used: " + e.Message), tellPeer: true);
            }
        }

        /// <summary>Has ICE look for a path with new credentials, while the link stands.</summary>
        private void Restart(Timestamp now)
        {
            if (!_mending.TryOffer(now)) return;
            _session.Log("Link to " + Peer.Name + ": restarting ICE");
            _connection!.CreateOffer(iceRestart: true);
        }

        /// <summary>The peer's half of a restart. One that cannot be used leaves the link as it is: it may heal by itself, and is lost in time if not.</summary>
        private void TakeRestart(SessionDescriptionType type, string sdp)
        {
            if (_connection == null || (type == SessionDescriptionType.Answer && !_mending.AwaitsAnswer)) return;
            _mending.OnAnswer();
            try
            {
                _connection.SetRemoteDescription(new SessionDescription(type, sdp));
            }
            catch (Exception e) when (e is FormatException || e is InvalidOperationException)
            {
                _session.Log("The restart of the link to " + Peer.Name + " cannot be used: " + e.Message);
            }
        }

        private void Begin(string attempt)
        {
            _mending = default;
            _isDisturbed = !IsInTouch;
            _attempt = attempt;
            Failure = null;
            _inbox.Reset();
            _schema.Reset();
            _connection = _session.CreateConnection(this);
            _channels = GameChannels.OpenOn(_connection);
            _outboxes.Open(_channels);
        }

        /// <summary>What an attempt fails of may be that its signals came late, whichever side's way to the server it was.</summary>
        private void OnSignalingDisturbed() => _isDisturbed |= State == MemberLinkState.Offered || State == MemberLinkState.Connecting;

        /// <summary>
        /// An attempt that failed for want of signals is made again now that they go through. Not in place of one that a join waited for: the join has failed
        /// with it.
        /// </summary>
        private void OfferAgain()
        {
            bool isWorthIt = State == MemberLinkState.Over && Failure != null && (_isDisturbed || Failure.Stage == LinkStage.Signaling);
            if (isWorthIt && MayOfferAgain) Offer();
        }

        private bool MayOfferAgain
        {
            get
            {
                bool isWanted = _session.Phase == SessionPhase.Open || (_session.Phase == SessionPhase.Linking && !IsAwaited);
                return isWanted && IsOurs && IsInTouch && !IsLostToServer && _session.CanSignal;
            }
        }

        private void ComeUpIfReady()
        {
            if (State != MemberLinkState.Connecting || _connection == null) return;
            for (int i = 0; i < GameChannels.DeliveryCount; i++)
                if (_channels[i].State != DataChannelState.Open)
                    return;
            TransitionTo(MemberLinkState.Up);
            _isDisturbed = false;
            PublishStatistics();
            _outboxes.Stand(_schema.Begin());
            _session.OnLinkUp(this);
            Transfers.Open(_session.Now, _channels[GameChannels.Bulk]);
        }

        /// <summary>Ends the connection without a word by signals; nothing of it is heard any more.</summary>
        private void Abandon()
        {
            _outboxes.Close();
            Transfers.OnLinkLost(_session.Now);
            _connection?.Dispose();
            _connection = null;
            _channels = Array.Empty<IDataChannel>();
        }

        /// <summary>An offer that nobody answers fails in the engine as a path that was not found; what is missing is the peer.</summary>
        private LinkFailure Explain(LinkFailure? failure) =>
            State == MemberLinkState.Offered ? NoAnswer() : failure ?? new LinkFailure(LinkStage.Established, "The link to " + Peer.Name + " was lost.");

        /// <summary>The failure of a link that is not decided when the time is over.</summary>
        public LinkFailure TimedOut() => State switch
        {
            MemberLinkState.Idle => new LinkFailure(LinkStage.Signaling, Peer.Name + " did not offer a link in time. Its game may be paused; try again."),
            MemberLinkState.Offered => NoAnswer(),
            MemberLinkState.Over => new LinkFailure(LinkStage.Signaling, Peer.Name + " ended the link while it was being set up. Try again."),
            _ => new LinkFailure(LinkStage.Ice, "No path to " + Peer.Name + " was found in time. A relay (TURN) server helps where networks forbid direct links."),
        };

        private LinkFailure NoAnswer() => new LinkFailure(LinkStage.Signaling, Peer.Name + " did not answer in time. Its game may be paused or its connection gone; try again.");

        private void TransitionTo(MemberLinkState state)
        {
            State = state;
            _session.Log("Link to " + Peer.Name + ": " + state);
        }

        private static string Shorten(string text) => text.Length <= ProtocolLimits.MaxMessageLength ? text : text.Substring(0, ProtocolLimits.MaxMessageLength);
    }
}
