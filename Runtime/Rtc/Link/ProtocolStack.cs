using System;
using System.Text;
using P2PNet.Rtc.DataChannels;
using P2PNet.Rtc.Dtls;
using P2PNet.Rtc.Ice;
using P2PNet.Rtc.Sctp;
using P2PNet.Rtc.Sdp;

namespace P2PNet.Rtc.Link
{
    /// <summary>
    /// The three protocols of one link, each started by the one below it: ICE finds a path, then DTLS shakes hands over it, then SCTP
    /// associates inside. What comes up goes through DTLS in place into SCTP; an SCTP packet goes down by being written where its DTLS
    /// record will stand, and sealed there.
    /// </summary>
    internal sealed class ProtocolStack : IStreamTransport
    {
        /// <summary>Silence that a back-off of SCTP may stem from: its shortest time-out.</summary>
        private static readonly TimeSpan OutageAtLeast = TimeSpan.FromMilliseconds(200);

        // How often a handshake that has to wait for another one looks whether that is done, and for how long at most: a handshake with two losses.
        private static readonly TimeSpan TurnPause = TimeSpan.FromMilliseconds(10);
        private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(2);

        private readonly PeerConnectionOptions _options;
        private readonly LinkResources _resources;
        private readonly IProtocolStackObserver _observer;
        private IceTransport? _ice;
        private DtlsEndpoint? _dtls;
        private readonly SctpAssociation _sctp;
        private readonly byte[] _sctpInit;
        private DtlsRole _dtlsRole;
        private DataChannelDescription? _remote;
        private bool _isSctpStarted;
        private Timestamp _heardAt;
        private Timestamp _turnAt = Timestamp.Never;
        private Timestamp _turnUntil = Timestamp.Never;
        private Timestamp _securedAt = Timestamp.Never;
        private bool _isOver;

        public ProtocolStack(PeerConnectionOptions options, LinkResources resources, IProtocolStackObserver observer)
        {
            _options = options;
            _resources = resources;
            _observer = observer;
            _sctp = new SctpAssociation(
                new SctpOptions
                {
                    MaxMessageSize = options.MaxMessageSize,
                    SendBufferLimit = resources.SendBufferLimit,
                    MaxRetransmits = MaxRetransmits(options.LostAfter),
                },
                resources.Random,
                resources.Buffers);
            Span<byte> init = stackalloc byte[SignaledInit.MaxWrittenLength];
            _sctpInit = init.Slice(0, _sctp.WriteInit(init)).ToArray();
        }

        /// <summary>The way to the peer; null until <see cref="StartIce"/>.</summary>
        public IceTransport? Ice => _ice;

        /// <summary>Our SCTP INIT chunk, for our descriptions: the same in all of them.</summary>
        public byte[] SctpInit => _sctpInit;

        /// <summary>Which side of the handshake is ours; known once the peer's description is.</summary>
        public DtlsRole DtlsRole => _dtlsRole;

        /// <summary>The step that is not done yet.</summary>
        public LinkStage Stage
        {
            get
            {
                if (_remote == null) return LinkStage.Signaling;
                if (_isSctpStarted) return _sctp.State == SctpState.Established ? LinkStage.Established : LinkStage.Sctp;
                return _ice!.TryGetSelectedPath(out _) ? LinkStage.Dtls : LinkStage.Ice;
            }
        }

        /// <summary>Whether the DTLS handshake is done.</summary>
        public bool IsSecured => _dtls != null && _dtls.State == DtlsState.Connected;

        /// <summary>Whether DTLS waits for no more than the rest of the handshake.</summary>
        public bool IsShakingHands => !_isOver && _dtls != null && _dtls.IsUnderway;

        /// <summary>When the handshake was done; Never before.</summary>
        public Timestamp SecuredAt => _securedAt;

        /// <summary>Whether a handshake could begin with the peer's first message, or a message of this role goes on with ours.</summary>
        public bool Receives(DtlsRole? receiver) => _dtls == null ? _remote == null && receiver == DtlsRole.Server : receiver == null || receiver == _dtlsRole;

        public long Retransmissions => _sctp.Counters.Retransmissions;

        public bool IsSelected(in RemoteKey key) =>
            _ice != null && _ice.TryGetSelectedPath(out IcePath path) && path.Socket == key.Socket && path.Remote == key.Address;

        public Timestamp NextTimeout
        {
            get
            {
                if (_isOver || _ice == null) return Timestamp.Never;
                Timestamp next = _ice.NextTimeout;
                if (_dtls != null) next = Timestamp.Min(next, _dtls.NextTimeout);
                return Timestamp.Min(Timestamp.Min(next, _turnAt), _sctp.NextTimeout);
            }
        }

        /// <summary>Makes the first generation of ICE, with credentials for our description; it answers checks from now on.</summary>
        public void StartIce(IceRole role)
        {
            _ice ??= new IceTransport(
                new IceAgentOptions
                {
                    Role = role,
                    TransportPolicy = _options.TransportPolicy,
                    SuspectAfter = _options.SuspectAfter,
                    LostAfter = _options.LostAfter,
                    ConnectTimeout = _options.ConnectTimeout,
                },
                _resources.Crypto,
                _resources.Random);
        }

        /// <summary>Takes what the peer's description says; the handshake begins as soon as there is a path.</summary>
        public void Start(Timestamp now, DataChannelDescription remote, DtlsRole role)
        {
            _remote = remote;
            // A ClientHello that came before the answer was taken for what it was; an answer that says otherwise overrules it.
            if (_dtls != null && _dtlsRole != role) _dtls = null;
            _dtlsRole = role;
            if (_dtls != null) _dtls.SetRemoteFingerprint(remote.Fingerprint!);
            else if (role == DtlsRole.Server) StartDtls(now);
            _ice!.SetRemoteCredentials(now, remote.IceUfrag, remote.IcePassword, remote.SupportsRenomination);
            Pump(now, default, default);
        }

        /// <summary>The peer's description of a restart, to an offer of ours or in its own.</summary>
        public void RestartWith(Timestamp now, DataChannelDescription remote)
        {
            _ice!.SetRemoteCredentials(now, remote.IceUfrag, remote.IcePassword, remote.SupportsRenomination);
            Pump(now, default, default);
        }

        /// <summary>Whether the datagram proved to come from the peer.</summary>
        public bool HandleStun(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            if (_isOver || _ice == null) return false;
            long before = _ice.Counters.RequestsReceived + _ice.Counters.ResponsesReceived;
            _ice.HandleDatagram(now, info, datagram);
            bool authentic = _ice.Counters.RequestsReceived + _ice.Counters.ResponsesReceived != before;
            Pump(now, default, default);
            return authentic;
        }

        /// <summary>False where DTLS dropped it: it may be another link's.</summary>
        public bool HandleDtls(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            if (_isOver || _ice == null) return false;
            // Our offer left the choice to the peer, and here is its ClientHello: the answer is still on its way.
            if (_dtls == null && _remote == null)
            {
                _dtlsRole = DtlsRole.Server;
                StartDtls(now);
            }

            if (_dtls == null) return false;
            long before = _dtls.Counters.DroppedUnopened;
            _dtls.HandleDatagram(now, info, datagram);
            bool accepted = _dtls.Counters.DroppedUnopened == before;
            Pump(now, info, datagram);
            return accepted;
        }

        public void HandleTimeout(Timestamp now)
        {
            if (_isOver || _ice == null) return;
            if (_ice.NextTimeout <= now) _ice.HandleTimeout(now);
            if (_turnAt <= now) StartClient(now);
            if (_dtls != null && _dtls.NextTimeout <= now) _dtls.HandleTimeout(now);
            if (_sctp.NextTimeout <= now) _sctp.HandleTimeout(now);
            Pump(now, default, default);
        }

        /// <summary>The path was silent and works again.</summary>
        public void OnPathRestored(Timestamp now) => _sctp.OnPathRestored(now);

        /// <summary>Hears what the agent has to say after a call to it from outside.</summary>
        public void PumpEvents(Timestamp now) => Pump(now, default, default);

        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            transmit = default;
            if (_isOver || _ice == null) return false;
            if (_ice.TryPollTransmit(now, destination, out transmit)) return true;
            if (_dtls == null || !_ice.TryGetSelectedPath(out IcePath path)) return false;
            int length = PollDtls(now, destination);
            if (length == 0) length = PollSctp(now, destination);
            transmit = new Transmit(path.Socket, path.Remote, length);
            return length > 0;
        }

        public SendStatus Send(Timestamp now, StreamId stream, Ppid ppid, PooledBuffer payload, in Reliability reliability) =>
            _isOver || !_isSctpStarted ? SendStatus.NotOpen : _sctp.Send(now, stream, ppid, payload, reliability);

        public void ResetStreams(Timestamp now, ReadOnlySpan<StreamId> outgoing)
        {
            if (!_isOver) _sctp.ResetStreams(now, outgoing);
        }

        public long BufferedAmountOf(StreamId stream) => _isOver ? 0 : _sctp.BufferedAmountOf(stream);

        public long UnacknowledgedBytesOf(StreamId stream) => _isOver ? 0 : _sctp.UnacknowledgedBytesOf(stream);

        /// <summary>
        /// Ends everything and returns every buffer. What tells the peer is written into the farewell, if there is anybody to tell:
        /// an SCTP ABORT and a DTLS close_notify, or the alert of a handshake that went wrong, in one datagram.
        /// </summary>
        /// <returns>Bytes of the farewell.</returns>
        public int End(Timestamp now, Span<byte> farewell, out IcePath path)
        {
            path = default;
            if (_isOver) return 0;
            int length = 0;
            if (_dtls != null && _ice!.TryGetSelectedPath(out path)) length = WriteFarewell(now, _dtls, farewell);
            _isOver = true;
            _ice?.Close(now);
            _sctp.Dispose();
            return length;
        }

        private int WriteFarewell(Timestamp now, DtlsEndpoint dtls, Span<byte> farewell)
        {
            int length = 0;
            if (dtls.State == DtlsState.Connected)
            {
                _sctp.Abort(now, "closed by the application");
                // Whatever else it would have sent is of no use to anybody who is told the end.
                while (PollSctp(now, farewell) is int record && record > 0) length = record;
            }

            dtls.Close(now);
            // An alert has 31 bytes when sealed.
            while (farewell.Length - length >= 64 && PollDtls(now, farewell.Slice(length)) is int record && record > 0) length += record;
            return length;
        }

        /// <summary>
        /// Whether a path is dead is ICE's to say (RFC 7675), at the time that the application has set: until then the association has to last, or
        /// messages would be lost that a path found later could carry. Each time-out beyond the default's takes the longest one.
        /// </summary>
        private static int MaxRetransmits(TimeSpan lostAfter)
        {
            var standard = new SctpOptions();
            return standard.MaxRetransmits + (int)Math.Min(lostAfter.Ticks / standard.MaxRto.Ticks, 1000) + 1;
        }

        private int PollDtls(Timestamp now, Span<byte> destination) =>
            _dtls!.TryPollTransmit(now, destination, out Transmit flight) ? flight.Length : 0;

        private int PollSctp(Timestamp now, Span<byte> destination)
        {
            if (!_isSctpStarted || _dtls!.State != DtlsState.Connected) return 0;
            const int Around = DtlsEndpoint.SealHeadroom + DtlsEndpoint.SealTailroom;
            Span<byte> packet = destination.Slice(DtlsEndpoint.SealHeadroom, destination.Length - Around);
            return _sctp.TryPollTransmit(now, packet, out Transmit sent) ? _dtls.Seal(destination, sent.Length) : 0;
        }

        /// <summary>Hears all three, from the bottom up: what one says may start the next.</summary>
        private void Pump(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            while (!_isOver && _ice != null && _ice.TryPollEvent(out IceEvent e)) OnIceEvent(now, e);
            while (!_isOver && _dtls != null && _dtls.TryPollEvent(out DtlsEvent e)) OnDtlsEvent(now, e, info, datagram);
            while (!_isOver && _sctp.TryPollEvent(out SctpEvent e)) OnSctpEvent(now, e);
        }

        private void OnIceEvent(Timestamp now, in IceEvent e)
        {
            if (e.Kind == IceEventKind.SelectedPathChanged)
            {
                if (_dtls == null && _remote != null && _dtlsRole == DtlsRole.Client) StartClient(now);
                else if (_ice!.RoundTripTime > TimeSpan.Zero) _dtls?.SetRoundTripTime(_ice.RoundTripTime);
                // What is in flight went the old way.
                if (e.WasSilent) OnPathRestored(now);
            }
            else if (e.Kind is IceEventKind.PathDoubtful or IceEventKind.SeenElsewhere)
            {
                _observer.OnPathDoubtful(now);
            }
            else if (e.Kind == IceEventKind.SeenUnexpectedly)
            {
                _observer.OnAddressUnknown(now);
            }
            else if (e.State == IceState.Failed)
            {
                _observer.OnFailed(now, e.Reason!);
            }
            else
            {
                _observer.OnPathState(now, e.State);
            }
        }

        private void OnDtlsEvent(Timestamp now, in DtlsEvent e, in DatagramInfo info, Span<byte> datagram)
        {
            switch (e.Kind)
            {
                case DtlsEventKind.Connected:
                    _securedAt = now;
                    StartSctp(now);
                    break;
                case DtlsEventKind.ApplicationData:
                    _ice!.OnAuthenticatedTraffic(now, info);
                    _sctp.HandleDatagram(now, info, (e.Record ?? datagram).Slice(e.Offset, e.Length));
                    // After an outage too short to be told, or a path that came back by the peer's moving.
                    if (now - _heardAt >= OutageAtLeast) _sctp.OnPathRestored(now);
                    _heardAt = now;
                    break;
                case DtlsEventKind.Closed:
                    _observer.OnClosedByPeer(now);
                    break;
                case DtlsEventKind.Failed:
                    _observer.OnFailed(now, e.Reason!);
                    break;
            }
        }

        private void OnSctpEvent(Timestamp now, in SctpEvent e)
        {
            switch (e.Kind)
            {
                case SctpEventKind.Connected:
                    _observer.OnConnected(now, _dtlsRole == DtlsRole.Client);
                    break;
                case SctpEventKind.MessageReceived:
                    _observer.OnMessage(now, e.Stream, e.Ppid, e.Payload!);
                    break;
                case SctpEventKind.IncomingStreamReset:
                    _observer.OnIncomingStreamReset(now, e.Stream);
                    break;
                case SctpEventKind.OutgoingStreamReset:
                    _observer.OnOutgoingStreamReset(now, e.Stream);
                    break;
                case SctpEventKind.BufferedAmountLow:
                    _observer.OnBufferedAmountLow(now, e.Stream);
                    break;
                case SctpEventKind.Closed:
                // Chromium's close() aborts the association and says nothing in DTLS.
                case SctpEventKind.Failed when e.IsEndedByUser:
                    _observer.OnClosedByPeer(now);
                    break;
                case SctpEventKind.Failed:
                    _observer.OnFailed(now, e.Reason!);
                    break;
            }
        }

        /// <summary>
        /// Handshakes of several links between the same two sockets go one after the other: only their first message says whose they are.
        /// </summary>
        private void StartClient(Timestamp now)
        {
            _turnAt = Timestamp.Never;
            if (_dtls != null) return;
            if (_turnUntil == Timestamp.Never) _turnUntil = now + LongestTurn;
            if (now < _turnUntil && !_observer.MayShakeHands(now)) _turnAt = now + TurnPause;
            else StartDtls(now);
        }

        private void StartDtls(Timestamp now)
        {
            // The fragment of the peer's, as in the USERNAME of a check, says which of its links is meant.
            byte[] name = _dtlsRole == DtlsRole.Client && _remote!.IceUfrag.Length <= 32 ? Encoding.ASCII.GetBytes(_remote.IceUfrag) : Array.Empty<byte>();
            _dtls = new DtlsEndpoint(
                new DtlsOptions(_dtlsRole, _resources.Certificate) { HandshakeTimeout = _options.ConnectTimeout, SessionId = name },
                _resources.Crypto,
                _resources.Random);
            if (_remote != null) _dtls.SetRemoteFingerprint(_remote.Fingerprint!);
            if (_ice!.RoundTripTime > TimeSpan.Zero) _dtls.SetRoundTripTime(_ice.RoundTripTime);
            _dtls.Start(now);
        }

        /// <summary>
        /// Where the descriptions brought both INITs the association stands at once. Else both sides send INIT: nobody waits for the other,
        /// and SCTP joins the two (RFC 9260 §5.2.1).
        /// </summary>
        private void StartSctp(Timestamp now)
        {
            _isSctpStarted = true;
            _sctp.RemotePort = _remote!.SctpPort;
            // 0 stands for no limit (RFC 8841 §6.1).
            _sctp.PeerMaxMessageSize = _remote.MaxMessageSize == 0 ? int.MaxValue : (int)Math.Min(_remote.MaxMessageSize, int.MaxValue);
            _sctp.SetRoundTripTime(_ice!.RoundTripTime);
            _sctp.Connect(now, _remote.SctpInit);
        }
    }
}
