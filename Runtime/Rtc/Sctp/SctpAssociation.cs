using System;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// One SCTP association (RFC 9260) above DTLS (RFC 8261), with partial reliability (RFC 3758) and stream reset (RFC 6525), as a
    /// state machine without I/O, clock or thread. It belongs to one thread; after any call drain transmits, then events, then read
    /// <see cref="NextTimeout"/>. This type owns the procedures and passes chunks on to them; <see cref="Tcb"/> is what they share.
    /// </summary>
    internal sealed class SctpAssociation : IDisposable
    {
        private readonly SctpOptions _options;
        private readonly Tcb _tcb;
        private readonly DataSender _sender;
        private readonly DataReceiver _receiver;
        private readonly Handshake _handshake;
        private readonly StreamReset _streamReset;
        private readonly ShutdownProcedure _shutdown;
        private readonly HeartbeatProcedure _heartbeat;
        private readonly ChunkDispatcher _dispatcher;
        private readonly int _packetSize;
        private bool _isCleared;

        public SctpAssociation(SctpOptions options, IRandom random, BufferPool buffers)
        {
            _options = options ?? throw new ArgumentNullException(nameof(options));
            if (random == null) throw new ArgumentNullException(nameof(random));
            if (buffers == null) throw new ArgumentNullException(nameof(buffers));
            options.Validate();
            _packetSize = options.MaxPacketSize & ~3;
            RemotePort = options.RemotePort;
            _tcb = new Tcb(options, random, buffers, Counters);
            _sender = new DataSender(_tcb);
            _receiver = new DataReceiver(_tcb);
            _streamReset = new StreamReset(_tcb, _sender, _receiver);
            _handshake = new Handshake(_tcb, _sender, _receiver, _streamReset);
            _shutdown = new ShutdownProcedure(_tcb, _sender, _receiver);
            _heartbeat = new HeartbeatProcedure(_tcb);
            _dispatcher = new ChunkDispatcher(_tcb, _sender, _receiver, _handshake, _streamReset, _shutdown, _heartbeat);
        }

        public SctpState State => _tcb.State;

        public SctpCounters Counters { get; } = new SctpCounters();

        /// <summary>Bytes of payload accepted and not yet acknowledged or given up, over all streams.</summary>
        public long BufferedAmount => _sender.Queue.HeldBytes;

        /// <summary>
        /// Largest message that the peer takes, from its <c>a=max-message-size</c>: above it Send answers TooLarge. Default 65536
        /// (RFC 8841 §6.1); 0 in SDP means no limit, int.MaxValue here.
        /// </summary>
        public int PeerMaxMessageSize { get; set; } = 65536;

        /// <summary>Smoothed round-trip time, zero before the first measurement.</summary>
        public TimeSpan RoundTripTime => _tcb.Rto.RoundTripTime;

        public Timestamp NextTimeout => _tcb.Timers.Next;

        /// <summary>For tests and statistics.</summary>
        internal DataSender Sender => _sender;

        /// <summary>For tests and statistics.</summary>
        internal DataReceiver Receiver => _receiver;

        /// <summary>What this side puts into the verification tag; 0 as long as it is not known.</summary>
        internal uint PeerTag => _tcb.PeerTag;

        /// <summary>Bytes of payload accepted for this stream and not yet sent for the first time (W3C bufferedAmount).</summary>
        public long BufferedAmountOf(StreamId stream) => _sender.Queue.Find(stream)?.QueuedBytes ?? 0;

        /// <summary>Bytes of payload accepted for this stream, of messages that are neither acknowledged in whole nor abandoned.</summary>
        public long UnacknowledgedBytesOf(StreamId stream) => _sender.Queue.Find(stream)?.HeldBytes ?? 0;

        /// <summary>The peer's port, from <c>a=sctp-port</c>; set before anything is sent. Default <see cref="SctpOptions.RemotePort"/>.</summary>
        public ushort RemotePort { get; set; }

        /// <summary>
        /// Writes our INIT chunk for a session description, into at least <see cref="SignaledInit.MaxWrittenLength"/> bytes; returns its
        /// length. It starts nothing and is the one that <see cref="Connect(Timestamp)"/> sends.
        /// </summary>
        public int WriteInit(Span<byte> destination) => _handshake.WriteInit(destination);

        /// <summary>Tells what ICE measured: the first time-outs are made of it, until acknowledgements say better.</summary>
        public void SetRoundTripTime(TimeSpan roundTripTime) => _tcb.Rto.Assume(roundTripTime);

        /// <summary>Starts the handshake. Both sides may call it, as in WebRTC. Once; a second call changes nothing.</summary>
        public void Connect(Timestamp now) => _handshake.Connect(now);

        /// <summary>
        /// Starts without a handshake: the peer has our INIT chunk by signaling, and here is its own. Where that one cannot be used, this is
        /// <see cref="Connect(Timestamp)"/>.
        /// </summary>
        public void Connect(Timestamp now, ReadOnlySpan<byte> peerInit)
        {
            if (!_handshake.TryEstablish(now, peerInit)) _handshake.Connect(now);
        }

        /// <summary>
        /// Takes a message. Ownership of the payload passes exactly on <see cref="SendStatus.Accepted"/>; it is sent out of that buffer
        /// and returned when all of it is acknowledged or given up. May be called before the association stands.
        /// </summary>
        /// <remarks>
        /// <see cref="SendStatus.WouldBlock"/> comes above <see cref="SctpOptions.SendBufferLimit"/>, and for one stream above half of it.
        /// BufferedAmountLow follows when the total is down to half of the limit and the stream to a quarter.
        /// </remarks>
        /// <exception cref="ArgumentException">The payload is empty: SCTP has no empty messages (RFC 8831 §6.6 says how to send them).</exception>
        public SendStatus Send(Timestamp now, StreamId stream, Ppid ppid, PooledBuffer payload, in Reliability reliability)
        {
            if (payload == null) throw new ArgumentNullException(nameof(payload));
            if (payload.Length == 0) throw new ArgumentException("SCTP has no empty messages.", nameof(payload));
            if (!AcceptsMessages || stream.Value >= _tcb.OutgoingStreams) return SendStatus.NotOpen;
            if (payload.Length > PeerMaxMessageSize) return SendStatus.TooLarge;
            OutgoingStream queue = _sender.Queue.GetOrAdd(stream);
            if (queue.Reset != ResetPhase.None) return SendStatus.NotOpen;
            if (!_sender.Queue.HasRoom(queue, payload.Length))
            {
                _sender.Queue.MarkBlocked(queue);
                return SendStatus.WouldBlock;
            }

            _sender.Queue.Add(now, queue, ppid, payload, reliability);
            Counters.MessagesSent++;
            return SendStatus.Accepted;
        }

        /// <summary>
        /// Resets outgoing streams once what was accepted on them before is delivered (RFC 6525); OutgoingStreamReset tells each. Until
        /// then Send answers NotOpen on them.
        /// </summary>
        public void ResetStreams(Timestamp now, ReadOnlySpan<StreamId> outgoing)
        {
            if (!_tcb.HasEnded) _streamReset.Request(outgoing);
        }

        /// <summary>Ends in order: what was accepted is delivered, then the peer is told.</summary>
        public void Shutdown(Timestamp now)
        {
            if (!_tcb.HasEnded) _shutdown.Request(now);
            ClearAfterEnd();
        }

        /// <summary>Ends at once; one ABORT with the reason leaves. The event is Failed with the same reason.</summary>
        public void Abort(Timestamp now, string reason)
        {
            _tcb.Abort(ErrorCauseCode.UserInitiatedAbort, reason ?? throw new ArgumentNullException(nameof(reason)));
            ClearAfterEnd();
        }

        /// <summary>
        /// The path below was silent and works again: what got lost meanwhile is sent now, and not after a time-out that has doubled with
        /// every attempt into the silence.
        /// </summary>
        public void OnPathRestored(Timestamp now)
        {
            // Without a time-out nothing was lost, as far as anybody knows.
            if (!_tcb.Rto.IsBackedOff) return;
            _tcb.Rto.ResetBackoff();
            if (_tcb.Timers.IsRunning((int)SctpTimer.T3)) _tcb.Timers.Set((int)SctpTimer.T3, now);
        }

        /// <summary>Takes one SCTP packet: the plaintext of one DTLS record.</summary>
        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            Counters.PacketsReceived++;
            if (!PacketReader.TryParse(datagram, Counters, out PacketReader packet)) return;
            if (packet.SourcePort != RemotePort || packet.DestinationPort != _options.LocalPort)
            {
                Counters.DroppedWrongPort++;
                return;
            }

            _dispatcher.HandlePacket(now, ref packet);
            ClearAfterEnd();
        }

        public void HandleTimeout(Timestamp now)
        {
            // An expired timer may end the association, which stops the others.
            if (Expires(SctpTimer.T1, now)) _handshake.HandleTimeout(now);
            if (Expires(SctpTimer.T2, now)) _shutdown.HandleTimeout(now);
            if (Expires(SctpTimer.T3, now)) _sender.HandleTimeout(now);
            if (Expires(SctpTimer.ReConfig, now)) _streamReset.HandleTimeout();
            if (Expires(SctpTimer.Sack, now)) _receiver.HandleSackTimeout();
            if (Expires(SctpTimer.Heartbeat, now)) _heartbeat.HandleTimeout(now);
            if (Expires(SctpTimer.WindowProbe, now)) _sender.HandleProbeTimeout();
            ClearAfterEnd();
        }

        /// <summary>Writes one SCTP packet into the destination, which has room for <see cref="SctpOptions.MaxPacketSize"/>.</summary>
        /// <exception cref="ArgumentException">The destination is shorter.</exception>
        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            if (destination.Length < _packetSize) throw new ArgumentException("The destination has room for fewer than MaxPacketSize bytes.", nameof(destination));
            int length = WritePacket(now, destination.Slice(0, _packetSize));
            transmit = new Transmit(length);
            if (length == 0) return false;
            Counters.PacketsSent++;
            return true;
        }

        public bool TryPollEvent(out SctpEvent e)
        {
            if (!_tcb.Events.TryTake(out e)) return false;
            if (e.Kind == SctpEventKind.MessageReceived && !_tcb.HasEnded) _receiver.HandleRead();
            return true;
        }

        /// <summary>Returns every buffer, without telling the peer.</summary>
        public void Dispose()
        {
            _tcb.Discard();
            ClearAfterEnd();
            _tcb.Controls.Clear();
            _tcb.Events.Clear();
        }

        private bool AcceptsMessages =>
            !_tcb.HasEnded
            && (_tcb.State == SctpState.Established || _tcb.State == SctpState.Closed || _tcb.State == SctpState.CookieWait
                || _tcb.State == SctpState.CookieEchoed);

        private bool Expires(SctpTimer timer, Timestamp now) => _tcb.Timers.TryExpire((int)timer, now);

        private int WritePacket(Timestamp now, Span<byte> destination)
        {
            if (_tcb.Controls.TryFindPacket(out int index, out uint tag))
            {
                PacketWriter own = Begin(destination, tag);
                _tcb.Controls.Write(index, ref own);
                return own.Finish();
            }

            if (_tcb.HasEnded) return 0;
            if (_handshake.IsInitDue)
            {
                PacketWriter init = Begin(destination, 0);
                _handshake.WriteInit(ref init);
                return init.Finish();
            }

            if (_tcb.PeerTag == 0) return 0;
            PacketWriter packet = Begin(destination, _tcb.PeerTag);
            if (_tcb.State == SctpState.CookieEchoed) WriteWithCookieEcho(now, ref packet);
            else WriteChunks(now, ref packet);
            return packet.Finish();
        }

        /// <summary>Until the COOKIE ACK, nothing leaves but the COOKIE ECHO and what is bundled behind it (RFC 9260 §5.1, C).</summary>
        private void WriteWithCookieEcho(Timestamp now, ref PacketWriter packet)
        {
            if (!_handshake.IsCookieEchoDue) return;
            _handshake.WriteFirst(ref packet);
            _tcb.Controls.WriteChunks(ref packet);
            _sender.WriteChunks(now, ref packet, true);
        }

        private void WriteChunks(Timestamp now, ref PacketWriter packet)
        {
            _handshake.WriteFirst(ref packet);
            _tcb.Controls.WriteChunks(ref packet);
            bool sendsData = _tcb.SendsData;
            _receiver.WriteSack(ref packet, !packet.IsEmpty || (sendsData && _sender.WantsToSend(now)));
            if (sendsData) _streamReset.Write(now, ref packet);
            _heartbeat.Write(now, ref packet);
            _shutdown.Write(ref packet);
            if (sendsData) _sender.WriteChunks(now, ref packet);
        }

        private PacketWriter Begin(Span<byte> destination, uint tag) => new PacketWriter(destination, _options.LocalPort, RemotePort, tag);

        private void ClearAfterEnd()
        {
            if (!_tcb.HasEnded || _isCleared) return;
            _isCleared = true;
            _sender.Clear();
            _receiver.Clear();
            _handshake.Clear();
        }
    }
}
