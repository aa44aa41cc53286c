using System;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// The four-way handshake (RFC 9260 §5). In WebRTC both sides begin at once, so two INITs that cross are the ordinary case (§5.2.1):
    /// each side answers the other's with its own unchanged tag, and the cookies make one association of the two.
    /// </summary>
    internal sealed class Handshake
    {
        private readonly Tcb _tcb;
        private readonly DataSender _sender;
        private readonly DataReceiver _receiver;
        private readonly StreamReset _streamReset;
        private readonly ulong _cookieNonce;
        private PooledBuffer? _peerCookie;
        private bool _isInitDue;
        private bool _isCookieEchoDue;
        private bool _isCookieAckDue;
        private bool _isSignaled;
        private int _retransmissions;

        public Handshake(Tcb tcb, DataSender sender, DataReceiver receiver, StreamReset streamReset)
        {
            _tcb = tcb;
            _sender = sender;
            _receiver = receiver;
            _streamReset = streamReset;
            _cookieNonce = tcb.Random.NextUInt64();
        }

        public bool IsInitDue => _isInitDue;

        public bool IsCookieEchoDue => _isCookieEchoDue;

        public void Connect(Timestamp now)
        {
            if (_tcb.HasEnded || _tcb.State != SctpState.Closed) return;
            _tcb.TransitionTo(SctpState.CookieWait);
            _isInitDue = true;
            StartT1(now);
        }

        /// <summary>
        /// Both INITs were exchanged by signaling, so that there is nothing left to ask (draft-hancke-tsvwg-snap-01 §5). False where the peer's
        /// cannot be used, or is our own come back from a peer that copies attributes which it does not know; nothing has changed then.
        /// </summary>
        public bool TryEstablish(Timestamp now, ReadOnlySpan<byte> peerInit)
        {
            if (_tcb.HasEnded || _tcb.State != SctpState.Closed) return false;
            if (!SignaledInit.TryParse(peerInit, out InitChunk init, out InitParameters parameters) || init.InitiateTag == _tcb.LocalTag) return false;
            _isSignaled = true;
            _tcb.PeerTag = init.InitiateTag;
            Adopt(init.InitialTsn, init.AdvertisedWindow, init.InboundStreams, parameters.SupportsForwardTsn, parameters.SupportsReConfig);
            Establish(now);
            return true;
        }

        /// <summary>Answers with an INIT ACK and changes nothing (RFC 9260 §5.1, §5.2.1, §5.2.2).</summary>
        public void HandleInit(in InitChunk init)
        {
            if (init.InitiateTag == 0)
            {
                _tcb.Counters.DroppedMalformedChunks++;
                return;
            }

            Span<byte> report = stackalloc byte[InitParameters.LongestReport];
            InitParameters parameters = InitParameters.Read(init.Parameters, report, out int reportLength);
            if (!init.HasValidFields || parameters.HasHostName)
            {
                ErrorCauseCode cause = init.HasValidFields ? ErrorCauseCode.UnresolvableAddress : ErrorCauseCode.InvalidMandatoryParameter;
                _tcb.Counters.DroppedMalformedChunks++;
                _tcb.Controls.AddPacketWithCause(init.InitiateTag, ChunkType.Abort, cause, default);
                return;
            }

            bool isForming = _tcb.State == SctpState.Closed || _tcb.State == SctpState.CookieWait || _tcb.State == SctpState.CookieEchoed;
            // Our description lost its INIT on the way to a peer that now takes the long way. By its tag it means this very association.
            isForming |= _isSignaled && init.InitiateTag == _tcb.PeerTag;
            // RFC 9260 §5.2.2: an association that stands is not touched; the answer gets a tag of its own and the ties to it.
            uint localTag = isForming ? _tcb.LocalTag : Math.Max(1, _tcb.Random.NextUInt32());
            bool isTied = _tcb.State != SctpState.Closed && _tcb.State != SctpState.CookieWait;
            var cookie = new StateCookie
            {
                LocalTag = localTag,
                PeerTag = init.InitiateTag,
                PeerInitialTsn = init.InitialTsn,
                PeerWindow = init.AdvertisedWindow,
                PeerOutboundStreams = init.OutboundStreams,
                PeerInboundStreams = init.InboundStreams,
                SupportsForwardTsn = parameters.SupportsForwardTsn,
                SupportsReConfig = parameters.SupportsReConfig,
                LocalTieTag = isTied ? _tcb.LocalTag : 0,
                PeerTieTag = isTied ? _tcb.PeerTag : 0,
            };
            SendInitAck(cookie, report.Slice(0, reportLength));
        }

        public void HandleInitAck(Timestamp now, in InitChunk init)
        {
            if (_tcb.State != SctpState.CookieWait)
            {
                _tcb.Counters.DroppedUnexpectedChunks++;
                return;
            }

            Span<byte> report = stackalloc byte[InitParameters.LongestReport];
            InitParameters parameters = InitParameters.Read(init.Parameters, report, out int reportLength);
            if (init.InitiateTag == 0 || !init.HasValidFields || parameters.HasHostName || parameters.StateCookie.IsEmpty
                || parameters.StateCookie.Length > MaxPeerCookie)
            {
                _tcb.Counters.DroppedMalformedChunks++;
                _tcb.PeerTag = init.InitiateTag;
                _tcb.Abort(ErrorCauseCode.InvalidMandatoryParameter, "The peer's answer to the association's start cannot be used.");
                return;
            }

            _tcb.PeerTag = init.InitiateTag;
            Adopt(init.InitialTsn, init.AdvertisedWindow, init.InboundStreams, parameters.SupportsForwardTsn, parameters.SupportsReConfig);
            _peerCookie = _tcb.Buffers.Rent(parameters.StateCookie.Length);
            _peerCookie.Write(parameters.StateCookie);
            // RFC 9260 §3.2.2: behind the COOKIE ECHO.
            if (reportLength > 0) _tcb.Controls.AddError(ErrorCauseCode.UnrecognizedParameters, report.Slice(0, reportLength));
            _tcb.TransitionTo(SctpState.CookieEchoed);
            _isInitDue = false;
            _isCookieEchoDue = true;
            _retransmissions = 0;
            StartT1(now);
        }

        /// <summary>Takes a cookie of ours (RFC 9260 §5.1.5, §5.2.4). False where the packet has to be discarded.</summary>
        public bool HandleCookieEcho(Timestamp now, ReadOnlySpan<byte> value, uint verificationTag)
        {
            if (!StateCookie.TryParse(value, _cookieNonce, out StateCookie cookie) || cookie.LocalTag != verificationTag)
            {
                _tcb.Counters.DroppedBadCookies++;
                return false;
            }

            bool localMatches = cookie.LocalTag == _tcb.LocalTag;
            bool peerMatches = _tcb.PeerTag != 0 && cookie.PeerTag == _tcb.PeerTag;
            bool isForming = _tcb.State == SctpState.Closed || _tcb.State == SctpState.CookieWait || _tcb.State == SctpState.CookieEchoed;
            if (localMatches && isForming)
            {
                // No association yet, or rows B and D of table 12: the cookie says the newest about the peer.
                _tcb.PeerTag = cookie.PeerTag;
                Adopt(cookie.PeerInitialTsn, cookie.PeerWindow, cookie.PeerInboundStreams, cookie.SupportsForwardTsn, cookie.SupportsReConfig);
                _isCookieAckDue = true;
                Establish(now);
                return true;
            }

            if (localMatches && peerMatches)
            {
                // Row D: our COOKIE ACK got lost.
                _isCookieAckDue = true;
                return true;
            }

            bool isRestart = !localMatches && !peerMatches && cookie.LocalTieTag == _tcb.LocalTag && cookie.PeerTieTag == _tcb.PeerTag;
            if (isRestart && !isForming) _tcb.Abort(ErrorCauseCode.ProtocolViolation, "The peer lost the connection's state and started over.");
            else _tcb.Counters.DroppedBadCookies++;
            return false;
        }

        public void HandleCookieAck(Timestamp now)
        {
            if (_tcb.State == SctpState.CookieEchoed) Establish(now);
            else _tcb.Counters.DroppedUnexpectedChunks++;
        }

        /// <summary>The peer calls its own cookie too old: start over (RFC 9260 §5.2.6, 1).</summary>
        public void HandleStaleCookie(Timestamp now)
        {
            if (_tcb.State != SctpState.CookieEchoed) return;
            DropPeerCookie();
            _isCookieEchoDue = false;
            _tcb.TransitionTo(SctpState.CookieWait);
            _tcb.PeerTag = 0;
            SendAgain(now);
        }

        /// <summary>T1-init or T1-cookie expired.</summary>
        public void HandleTimeout(Timestamp now)
        {
            if (_tcb.State == SctpState.CookieWait || _tcb.State == SctpState.CookieEchoed) SendAgain(now);
        }

        public void WriteInit(ref PacketWriter packet)
        {
            _isInitDue = false;
            packet.Commit(WriteInit(packet.Free));
        }

        /// <summary>Writes our INIT, the same one each time; returns its length.</summary>
        public int WriteInit(Span<byte> destination)
        {
            Span<byte> parameters = stackalloc byte[InitParameters.OurLength];
            int length = InitParameters.WriteOurs(parameters);
            var init = new InitChunk(
                ChunkType.Init, _tcb.LocalTag, _receiver.AdvertisedWindow, _tcb.Options.OutgoingStreams, _tcb.Options.IncomingStreams,
                _tcb.LocalInitialTsn, parameters.Slice(0, length));
            return init.Write(destination);
        }

        /// <summary>COOKIE ECHO and COOKIE ACK, which must be the first chunk of their packet (RFC 9260 §3.2.2, §5.1).</summary>
        public void WriteFirst(ref PacketWriter packet)
        {
            if (_isCookieEchoDue && _peerCookie != null)
                packet.Commit(ChunkHeader.WriteOpaque(packet.Free, ChunkType.CookieEcho, _peerCookie.Span));
            else if (_isCookieAckDue)
                packet.Commit(ChunkHeader.WriteAlone(packet.Free, ChunkType.CookieAck));
            _isCookieEchoDue = false;
            _isCookieAckDue = false;
        }

        public void Clear() => DropPeerCookie();

        // A cookie must fit into a packet with its header; none that is known is larger than a few hundred bytes.
        private int MaxPeerCookie => (_tcb.Options.MaxPacketSize & ~3) - PacketWriter.HeaderLength - ChunkHeader.Length;

        private void SendInitAck(in StateCookie cookie, ReadOnlySpan<byte> report)
        {
            Span<byte> parameters = stackalloc byte[InitParameters.OurLength + Parameter.HeaderLength + StateCookie.Length + (2 * InitParameters.LongestReport)];
            int length = InitParameters.WriteOurs(parameters);
            while (Parameter.TryRead(ref report, out Parameter unknown))
                length += Parameter.Write(parameters.Slice(length), ParameterType.UnrecognizedParameter, unknown.Whole);
            Parameter.WriteHeader(parameters.Slice(length), ParameterType.StateCookie, Parameter.HeaderLength + StateCookie.Length);
            cookie.Write(parameters.Slice(length + Parameter.HeaderLength), _cookieNonce);
            length += Parameter.HeaderLength + StateCookie.Length;

            Span<byte> chunk = stackalloc byte[InitChunk.FixedLength + parameters.Length];
            var init = new InitChunk(
                ChunkType.InitAck, cookie.LocalTag, _receiver.AdvertisedWindow, _tcb.Options.OutgoingStreams, _tcb.Options.IncomingStreams,
                _tcb.LocalInitialTsn, parameters.Slice(0, length));
            _tcb.Controls.AddPacket(cookie.PeerTag, chunk.Slice(0, init.Write(chunk)));
        }

        private void Adopt(Tsn peerInitialTsn, uint peerWindow, ushort peerInboundStreams, bool forwardTsn, bool reConfig)
        {
            _tcb.PeerSupportsForwardTsn = forwardTsn;
            _tcb.PeerSupportsReConfig = reConfig;
            _tcb.OutgoingStreams = Math.Min(_tcb.Options.OutgoingStreams, peerInboundStreams);
            _receiver.Start(peerInitialTsn);
            _streamReset.Start(peerInitialTsn);
            _sender.Start(peerWindow);
        }

        private void Establish(Timestamp now)
        {
            DropPeerCookie();
            _isInitDue = false;
            _isCookieEchoDue = false;
            _tcb.StopTimer(SctpTimer.T1);
            _tcb.ClearErrors();
            _tcb.TransitionTo(SctpState.Established);
            _tcb.StartTimer(SctpTimer.Heartbeat, now, _tcb.Options.HeartbeatInterval);
            _tcb.Events.Add(SctpEvent.Of(SctpEventKind.Connected));
        }

        private void SendAgain(Timestamp now)
        {
            if (_retransmissions++ >= _tcb.Options.MaxInitRetransmits)
            {
                _tcb.Abort(ErrorCauseCode.UserInitiatedAbort, "The peer did not answer the start of the association.");
                return;
            }

            if (_tcb.State == SctpState.CookieWait) _isInitDue = true;
            else _isCookieEchoDue = true;
            StartT1(now);
        }

        private void StartT1(Timestamp now)
        {
            long ticks = _tcb.Rto.Current.Ticks << Math.Min(_retransmissions, 16);
            _tcb.StartTimer(SctpTimer.T1, now, TimeSpan.FromTicks(Math.Min(ticks, _tcb.Options.MaxRto.Ticks)));
        }

        private void DropPeerCookie()
        {
            _peerCookie?.Dispose();
            _peerCookie = null;
        }
    }
}
