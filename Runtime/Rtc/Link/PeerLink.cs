using System;
using System.Collections.Generic;
using P2PNet.Rtc.DataChannels;
using P2PNet.Rtc.Dtls;
using P2PNet.Rtc.Ice;
using P2PNet.Rtc.Sctp;
using P2PNet.Rtc.Sdp;

namespace P2PNet.Rtc.Link
{
    /// <summary>
    /// One link to one peer, made by <see cref="RtcEndpoint.CreateLink"/>: signaling above, the <see cref="ProtocolStack"/> below, data
    /// channels between. What happens comes out of <see cref="RtcEndpoint.TryPollEvent"/>.
    /// </summary>
    internal sealed class PeerLink : IProtocolStackObserver
    {
        // RFC 8839 §5.1: what stands for a related address that is not to be known.
        private static readonly TransportAddress HiddenIPv4 = TransportAddress.FromBytes(stackalloc byte[4], 9);
        private static readonly TransportAddress HiddenIPv6 = TransportAddress.FromBytes(stackalloc byte[16], 9);

        private readonly RtcEndpoint _endpoint;
        private readonly PeerConnectionOptions _options;
        private readonly LinkResources _resources;
        private readonly LinkSignaling _signaling;
        private readonly ProtocolStack _stack;
        private readonly DataChannelTable _channels;
        private readonly RemoteCandidateQueue _remoteCandidates;
        private readonly LinkTraffic _traffic = new LinkTraffic();
        private Timestamp _connectDeadline = Timestamp.Never;
        private Farewell _farewell;

        internal PeerLink(RtcEndpoint endpoint, PeerConnectionOptions options, LinkResources resources)
        {
            _endpoint = endpoint;
            _options = options;
            _resources = resources;
            _signaling = new LinkSignaling(options, resources.Random);
            _stack = new ProtocolStack(options, resources, this);
            var limits = new DataChannelLimits { MaxChannels = resources.MaxChannels, MaxMessageSize = options.MaxMessageSize };
            _channels = new DataChannelTable(limits, resources.Buffers, _stack);
            _remoteCandidates = new RemoteCandidateQueue(resources.Resolver, endpoint.Relays, endpoint.Counters);
        }

        /// <summary>For whoever wraps the link: the object that stands for it above.</summary>
        public object? Tag { get; set; }

        public PeerConnectionState State { get; private set; }

        public PathStatistics Statistics => _traffic.Describe(_stack, _endpoint.Relays);

        public DataChannelCounters ChannelCounters => _channels.Counters;

        /// <summary>Failed or closed: nothing changes any more.</summary>
        public bool IsOver => State == PeerConnectionState.Failed || State == PeerConnectionState.Closed;

        internal ProtocolStack Stack => _stack;

        /// <summary>Whether the endpoint has it in its queue of links that may have something to send.</summary>
        internal bool IsQueued { get; set; }

        /// <summary>The addresses from which its peer has proved itself.</summary>
        internal List<RemoteKey> Remotes { get; } = new List<RemoteKey>();

        internal Timestamp NextTimeout
        {
            get
            {
                if (IsOver) return _farewell.Until; // Zero, so at once, where none is said
                return Timestamp.Min(_connectDeadline, _stack.NextTimeout);
            }
        }

        /// <inheritdoc cref="IPeerConnection.CreateOffer"/>
        public void CreateOffer(Timestamp now, bool iceRestart = false)
        {
            if (IsOver) return;
            BeginIce(now, IceRole.Controlling);
            IceGatherer gatherer = _endpoint.Gatherer;
            if (iceRestart && _signaling.Remote != null) _stack.Ice!.Restart(now, gatherer.Candidates, gatherer.IsComplete);
            Describe(_signaling.MakeOffer(now, _stack.Ice!, _resources.Certificate.Fingerprint, _stack.SctpInit, LocalCandidates(), gatherer.IsComplete));
            Touch(now);
        }

        /// <inheritdoc cref="IPeerConnection.SetRemoteDescription"/>
        public void SetRemoteDescription(Timestamp now, SessionDescription description)
        {
            if (description == null) throw new ArgumentNullException(nameof(description));
            if (IsOver) return;
            bool isFirst = _signaling.Remote == null;
            if (!_signaling.TryTake(now, description, out DataChannelDescription? remote)) return;
            bool isOffer = description.Type == SessionDescriptionType.Offer;
            // The side that answers chooses to be the server. Its first check mostly meets a NAT that the other side has not opened yet,
            // so the side that offered is not the later one to have a path; and being the client it is not the later one to be called.
            DtlsRole role = !isFirst ? _stack.DtlsRole : remote!.Setup == SdpSetup.Passive ? DtlsRole.Client : DtlsRole.Server;
            BeginIce(now, isOffer && !remote!.IsIceLite ? IceRole.Controlled : IceRole.Controlling);
            bool offersAgain = isOffer && !isFirst && PrepareAnswer(now);
            if (isOffer) Describe(Answer(remote!, role));
            if (isFirst) _stack.Start(now, remote!, role);
            else if (_signaling.RemoteRestarts && _stack.Ice!.AwaitsRemoteCredentials) _stack.RestartWith(now, remote!);
            if (IsOver) return;
            _remoteCandidates.Open(now, _stack.Ice!, _signaling.RemoteRestarts);
            foreach (Candidate candidate in remote!.Candidates) _remoteCandidates.Add(now, candidate);
            if (remote.EndOfCandidates || !remote.SupportsTrickle) _remoteCandidates.End(now);
            if (offersAgain) CreateOffer(now, iceRestart: true);
            Touch(now);
        }

        /// <inheritdoc cref="IPeerConnection.AddIceCandidate"/>
        public void AddIceCandidate(Timestamp now, string candidate)
        {
            if (candidate == null) throw new ArgumentNullException(nameof(candidate));
            if (string.IsNullOrWhiteSpace(candidate) || candidate == "a=end-of-candidates")
            {
                if (!IsOver) _remoteCandidates.End(now);
            }
            else
            {
                CandidateLineKind kind = CandidateLine.Parse(candidate.AsSpan(), out Candidate? parsed, out string? reason);
                if (kind == CandidateLineKind.Malformed)
                    throw new FormatException("The peer's candidate " + SdpText.Quote(candidate.AsSpan()) + " " + reason + ".");
                if (kind == CandidateLineKind.Usable && !IsOver) _remoteCandidates.Add(now, parsed!);
            }

            Touch(now);
        }

        /// <inheritdoc cref="IPeerConnection.CreateDataChannel"/>
        public DataChannel CreateDataChannel(Timestamp now, DataChannelOptions options)
        {
            DataChannel channel = _channels.Create(now, options);
            Touch(now);
            return channel;
        }

        /// <inheritdoc cref="IDataChannel.Send"/>
        public SendStatus Send(Timestamp now, DataChannel channel, PooledBuffer payload, bool isString = false)
        {
            SendStatus status = _channels.Send(now, channel, payload, isString);
            _endpoint.Queue(this);
            return status;
        }

        /// <inheritdoc cref="IDataChannel.BufferedAmount"/>
        public long BufferedAmountOf(DataChannel channel) => _channels.BufferedAmountOf(channel);

        /// <inheritdoc cref="IDataChannel.UnacknowledgedBytes"/>
        public long UnacknowledgedBytesOf(DataChannel channel) => _channels.UnacknowledgedBytesOf(channel);

        /// <inheritdoc cref="IDataChannel.Close"/>
        public void CloseDataChannel(Timestamp now, DataChannel channel)
        {
            _channels.Close(now, channel);
            Touch(now);
        }

        /// <inheritdoc cref="IPeerConnection.Close"/>
        public void Close(Timestamp now)
        {
            if (!IsOver) End(now, PeerConnectionState.Closed, null);
        }

        /// <summary>Takes a STUN message that is for this link. True where it proved to come from the peer.</summary>
        internal bool HandleStun(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            _traffic.OnReceived(datagram.Length);
            if (IsOver) _farewell.OnHeard(now);
            bool authentic = _stack.HandleStun(now, info, datagram);
            Touch(now);
            return authentic;
        }

        /// <summary>Takes DTLS from an address at which its peer is. False where none of it was for this link.</summary>
        internal bool HandleDtls(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            if (IsOver) _farewell.OnHeard(now);
            bool accepted = _stack.HandleDtls(now, info, datagram);
            if (accepted) _traffic.OnReceived(datagram.Length);
            Touch(now);
            return accepted;
        }

        internal void HandleTimeout(Timestamp now)
        {
            if (IsOver) return;
            _stack.HandleTimeout(now);
            if (!IsOver && _connectDeadline <= now)
            {
                LinkStage stage = _stack.Stage;
                Fail(now, stage, LinkFailureReasons.TooLong(stage, _options.ConnectTimeout));
            }

            Touch(now);
        }

        /// <summary>Whether the endpoint may forget it: over, and the peer had its time to hear so.</summary>
        internal bool IsForgettable(Timestamp now) => IsOver && _farewell.Until <= now;

        internal bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            bool any = IsOver ? _farewell.TryPollTransmit(now, destination, out transmit) : _stack.TryPollTransmit(now, destination, out transmit);
            if (any) _traffic.OnSent(transmit.Length);
            return any;
        }

        internal void OnLocalCandidate(Timestamp now, Candidate candidate)
        {
            if (IsOver || _stack.Ice == null) return;
            _stack.Ice.AddLocalCandidate(now, candidate);
            if (IsAllowed(candidate)) Announce(CandidateLine.Format(ForPeer(candidate), _stack.Ice.LocalUfrag));
            Touch(now);
        }

        internal void OnLocalCandidateRemoved(Timestamp now, Candidate candidate)
        {
            if (IsOver || _stack.Ice == null) return;
            _stack.Ice.RemoveLocalCandidate(now, candidate);
            Touch(now);
        }

        /// <summary>The device may be in another network than before.</summary>
        internal void OnNetworkChanged(Timestamp now)
        {
            if (IsOver || _stack.Ice == null) return;
            _stack.Ice.OnNetworkChanged(now);
            Touch(now);
        }

        internal void OnEndOfLocalCandidates(Timestamp now)
        {
            if (IsOver || _stack.Ice == null) return;
            _stack.Ice.EndOfLocalCandidates(now);
            Announce(string.Empty);
            Touch(now);
        }

        internal void Dispose(Timestamp now)
        {
            if (!IsOver) End(now, PeerConnectionState.Closed, null);
            _farewell.Dispose();
        }

        void IProtocolStackObserver.OnPathState(Timestamp now, IceState state)
        {
            if (State == PeerConnectionState.Connected && state == IceState.Suspect) SetState(PeerConnectionState.Disconnected, null);
            else if (State == PeerConnectionState.Disconnected && state == IceState.Connected) Reconnect(now);
        }

        void IProtocolStackObserver.OnPathDoubtful(Timestamp now) => _endpoint.OnPathDoubtful(now);

        void IProtocolStackObserver.OnAddressUnknown(Timestamp now) => _endpoint.OnAddressUnknown(now);

        bool IProtocolStackObserver.MayShakeHands(Timestamp now) => _endpoint.MayShakeHands(now, this);

        void IProtocolStackObserver.OnConnected(Timestamp now, bool isDtlsClient)
        {
            _connectDeadline = Timestamp.Never;
            SetState(PeerConnectionState.Connected, null);
            _channels.OnConnected(now, isDtlsClient);
            if (_stack.Ice!.State == IceState.Suspect) SetState(PeerConnectionState.Disconnected, null);
        }

        void IProtocolStackObserver.OnMessage(Timestamp now, StreamId stream, Ppid ppid, PooledBuffer payload) =>
            _channels.OnMessage(now, stream, ppid, payload);

        void IProtocolStackObserver.OnIncomingStreamReset(Timestamp now, StreamId stream) => _channels.OnIncomingReset(now, stream);

        void IProtocolStackObserver.OnOutgoingStreamReset(Timestamp now, StreamId stream) => _channels.OnOutgoingReset(stream);

        void IProtocolStackObserver.OnBufferedAmountLow(Timestamp now, StreamId stream) => _channels.OnBufferedAmountLow(now, stream);

        void IProtocolStackObserver.OnClosedByPeer(Timestamp now)
        {
            if (State == PeerConnectionState.Connecting) Fail(now, _stack.Stage, "The other player ended the connection while it was being set up.");
            else if (!IsOver) End(now, PeerConnectionState.Closed, null);
        }

        void IProtocolStackObserver.OnFailed(Timestamp now, string reason)
        {
            if (IsOver) return;
            bool stood = State == PeerConnectionState.Connected || State == PeerConnectionState.Disconnected;
            Fail(now, stood ? LinkStage.Established : _stack.Stage, reason);
        }

        /// <summary>The first description, either side's: credentials, and from now on time runs.</summary>
        private void BeginIce(Timestamp now, IceRole role)
        {
            if (_stack.Ice != null) return;
            _stack.StartIce(role);
            foreach (Candidate candidate in _endpoint.Gatherer.Candidates) _stack.Ice!.AddLocalCandidate(now, candidate);
            if (_endpoint.Gatherer.IsComplete) _stack.Ice!.EndOfLocalCandidates(now);
            _connectDeadline = now + _options.ConnectTimeout;
            SetState(PeerConnectionState.Connecting, null);
        }

        private SessionDescription Answer(DataChannelDescription offer, DtlsRole role)
        {
            byte[]? sctpInit = SignaledInit.IsUsable(offer.SctpInit) ? _stack.SctpInit : null;
            return _signaling.MakeAnswer(_stack.Ice!, role, _resources.Certificate.Fingerprint, sctpInit, LocalCandidates(), _endpoint.Gatherer.IsComplete);
        }

        /// <summary>
        /// A later offer of the peer's begins a generation, for which ours serves that may wait already, or it takes our own restart back.
        /// </summary>
        /// <returns>Whether our restart is to be offered again.</returns>
        private bool PrepareAnswer(Timestamp now)
        {
            if (!_signaling.RemoteRestarts) return _stack.Ice!.TryRollBack();
            _stack.Ice!.Restart(now, _endpoint.Gatherer.Candidates, _endpoint.Gatherer.IsComplete);
            return false;
        }

        private void Reconnect(Timestamp now)
        {
            _stack.OnPathRestored(now);
            SetState(PeerConnectionState.Connected, null);
        }

        private void Describe(SessionDescription description) =>
            Raise(new LinkEvent(LinkEventKind.LocalDescription, this) { Description = description });

        private void Announce(string candidate) => Raise(new LinkEvent(LinkEventKind.LocalCandidate, this) { Candidate = candidate });

        /// <summary>What was gathered so far and may be told.</summary>
        private List<Candidate> LocalCandidates()
        {
            var allowed = new List<Candidate>();
            foreach (Candidate candidate in _endpoint.Gatherer.Candidates)
            {
                if (IsAllowed(candidate)) allowed.Add(ForPeer(candidate));
            }

            return allowed;
        }

        /// <summary>What is related to a relayed candidate is the player's address, which the policy hides (RFC 8839 §5.1).</summary>
        private Candidate ForPeer(Candidate candidate)
        {
            if (_options.TransportPolicy == IceTransportPolicy.All) return candidate;
            return new Candidate(candidate.Type, candidate.Address, candidate.Priority, candidate.Foundation)
            {
                Socket = candidate.Socket,
                RelatedAddress = candidate.Address.IsIPv6 ? HiddenIPv6 : HiddenIPv4,
            };
        }

        private bool IsAllowed(Candidate candidate) => _options.TransportPolicy == IceTransportPolicy.All || candidate.Type == CandidateType.Relayed;

        /// <summary>What there is to say of the relays, which may be all that there was to try.</summary>
        private string WithRelays(string reason)
        {
            bool isRelayOnly = _options.TransportPolicy == IceTransportPolicy.Relay;
            if (isRelayOnly && !_endpoint.Relays.IsAny) return "Only relays may be used, and no relay (TURN) server is named.";
            string? relays = _endpoint.Relays.Explain(_remoteCandidates.Share);
            if (relays == null) return reason;
            return (isRelayOnly ? "Only relays may be used." : reason) + " " + relays;
        }

        private void Fail(Timestamp now, LinkStage stage, string reason)
        {
            if (stage == LinkStage.Ice) reason = WithRelays(reason);
            End(now, PeerConnectionState.Failed, new LinkFailure(stage, reason));
        }

        private void End(Timestamp now, PeerConnectionState state, LinkFailure? failure)
        {
            PooledBuffer datagram = _resources.Buffers.Rent(RtcEndpoint.MaxDatagramSize);
            datagram.Length = RtcEndpoint.MaxDatagramSize;
            datagram.Length = _stack.End(now, datagram.Span, out IcePath path);
            if (datagram.Length > 0) _farewell.Say(now, datagram, path);
            else datagram.Dispose();
            _remoteCandidates.Close();
            _channels.End();
            PassOnChannelEvents();
            SetState(state, failure);
            _endpoint.Queue(this);
        }

        /// <summary>After every call: passes on what channels say, and lets the endpoint ask for datagrams.</summary>
        private void Touch(Timestamp now)
        {
            _stack.PumpEvents(now);
            _channels.Flush(now);
            PassOnChannelEvents();
            _endpoint.Queue(this);
        }

        private void PassOnChannelEvents()
        {
            while (_channels.TryPollEvent(out DataChannelEvent e)) Raise(LinkEvent.Of(this, e));
        }

        private void SetState(PeerConnectionState state, LinkFailure? failure)
        {
            State = state;
            Raise(new LinkEvent(LinkEventKind.StateChanged, this) { State = state, Failure = failure });
        }

        private void Raise(in LinkEvent e) => _endpoint.Raise(e);
    }
}
