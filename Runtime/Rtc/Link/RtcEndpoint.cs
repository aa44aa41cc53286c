using System;
using System.Collections.Generic;
using P2PNet.Rtc.Ice;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;

namespace P2PNet.Rtc.Link
{
    /// <summary>
    /// All links of one client: they share sockets, certificate and gathered candidates. It tells datagrams apart and has the five
    /// doors of every engine. Belongs to one thread.
    /// </summary>
    /// <remarks>
    /// STUN requests go to the link whose username fragment they name, responses to whoever asked, DTLS to the link whose peer has
    /// proved by ICE that the remote address is its own. A candidate proves nothing: anybody can announce any address, and peers
    /// behind two NATs announce the same. So a stranger who floods us reaches no link, but for the work of looking.
    /// </remarks>
    internal sealed class RtcEndpoint : IDisposable
    {
        /// <summary>The largest datagram of a link's: what every IPv6 path carries.</summary>
        public const int MaxDatagramSize = 1280;

        /// <summary>Bytes that the destination of <see cref="TryPollTransmit"/> needs: a datagram and a relay's framing around it.</summary>
        public const int TransmitBufferSize = DataIndication.MaxHeadroom + MaxDatagramSize + DataIndication.MaxTailroom;

        // A path that stays silent is doubted once; several links over one broken network ask together.
        private static readonly TimeSpan DoubtPause = TimeSpan.FromSeconds(1);

        // Round trip and jitter of nearly every path.
        private static readonly TimeSpan HandshakePause = TimeSpan.FromMilliseconds(150);

        private readonly RtcEndpointOptions _options;
        private readonly LinkResources _resources;
        private readonly StunServers _servers;
        private readonly List<PeerLink> _links = new List<PeerLink>();
        private readonly RemoteTable _remotes;
        private readonly Queue<PeerLink> _queued = new Queue<PeerLink>();
        private readonly Queue<LinkEvent> _events = new Queue<LinkEvent>();
        private Timestamp _lastNow;
        private Timestamp _nextDoubt;
        private Timestamp _nextLook;
        private bool _disposed;

        public RtcEndpoint(RtcEndpointOptions options, ICryptoProvider crypto, IRandom random, BufferPool buffers)
        {
            _options = options ?? throw new ArgumentNullException(nameof(options));
            if (crypto == null) throw new ArgumentNullException(nameof(crypto));
            Buffers = buffers ?? throw new ArgumentNullException(nameof(buffers));
            if (random == null) throw new ArgumentNullException(nameof(random));
            _resources = new LinkResources(options, crypto, random, buffers, options.Certificate ?? crypto.CreateCertificate());
            Gatherer = new IceGatherer(crypto, random);
            _remotes = new RemoteTable(_links, Counters);
            _servers = new StunServers(Gatherer, options.Resolver, Counters);
            Relays = new Relays(_resources, Gatherer, Counters);
        }

        public BufferPool Buffers { get; }

        /// <summary>Every link that is not forgotten; one that is over stays for some seconds to say goodbye.</summary>
        public IReadOnlyList<PeerLink> Links => _links;

        public IceGatherer Gatherer { get; }

        /// <summary>The TURN servers that links name.</summary>
        public Relays Relays { get; }

        public LinkCounters Counters { get; } = new LinkCounters();

        public Timestamp NextTimeout
        {
            get
            {
                Timestamp next = Timestamp.Min(Gatherer.NextTimeout, Relays.NextTimeout);
                for (int i = 0; i < _links.Count; i++) next = Timestamp.Min(next, _links[i].NextTimeout);
                return next;
            }
        }

        /// <summary>Adds an address of the machine at which one of the sockets can be reached: a host candidate of every link.</summary>
        public void AddHostAddress(Timestamp now, SocketId socket, in TransportAddress address)
        {
            Gatherer.AddHostAddress(now, socket, address);
            _servers.AddSocket(now, socket);
            PassOnCandidates(now);
        }

        /// <summary>
        /// The machine's addresses are now these, each with the port of its family's socket. Where that changes anything, host candidates
        /// come and go, and every link looks for its path anew as after <see cref="OnNetworkChanged"/>.
        /// </summary>
        public void SetHostAddresses(Timestamp now, IReadOnlyList<TransportAddress> addresses)
        {
            Gatherer.SetHostAddresses(now, addresses);
            for (int i = 0; i < addresses.Count; i++) _servers.AddSocket(now, SocketId.For(addresses[i]));
            PassOnCandidates(now);
            OnNetworkChanged(now);
        }

        /// <summary>
        /// The way to the Internet may have changed: another network, a NAT that forgot us. The servers are asked again how they see us, and
        /// every link checks all of its paths, at once. Paths that still work stay in use meanwhile.
        /// </summary>
        public void OnNetworkChanged(Timestamp now)
        {
            Gatherer.AskAgain(now);
            Relays.OnNetworkChanged(now);
            PassOnCandidates(now);
            for (int i = 0; i < _links.Count; i++) _links[i].OnNetworkChanged(now);
        }

        /// <summary>
        /// Adds a STUN server, asked once for all links, from every socket that reaches it. Links name theirs in
        /// <see cref="PeerConnectionOptions.IceServers"/>; this is for those known before.
        /// </summary>
        public void AddStunServer(Timestamp now, in TransportAddress server)
        {
            _servers.Add(now, server);
            PassOnCandidates(now);
        }

        /// <summary>Has servers asked for whatever links come: those that links will name in <see cref="PeerConnectionOptions.IceServers"/>, or some of them.</summary>
        public void Prepare(Timestamp now, IReadOnlyList<IceServer> servers, bool areLast)
        {
            if (_disposed) throw new ObjectDisposedException(nameof(RtcEndpoint));
            Relays.Add(now, servers);
            _servers.Add(now, servers, areLast);
            PassOnCandidates(now);
        }

        /// <summary>Makes a link, which is in <see cref="PeerConnectionState.New"/> until it makes an offer or takes one.</summary>
        /// <exception cref="InvalidOperationException">There are <see cref="RtcEndpointOptions.MaxLinks"/> already.</exception>
        public PeerLink CreateLink(Timestamp now, PeerConnectionOptions options)
        {
            if (options == null) throw new ArgumentNullException(nameof(options));
            if (_disposed) throw new ObjectDisposedException(nameof(RtcEndpoint));
            ForgetLinks(now);
            if (_links.Count >= _options.MaxLinks) throw new InvalidOperationException("There are " + _links.Count + " links, which is the limit.");
            var link = new PeerLink(this, options, _resources);
            _links.Add(link);
            Relays.Add(now, options.IceServers);
            _servers.Add(now, options.IceServers);
            PassOnCandidates(now);
            return link;
        }

        /// <summary>Takes one UDP datagram, which it may decrypt in place.</summary>
        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            _lastNow = now;
            Counters.DatagramsReceived++;
            if (datagram.Length == 0)
            {
                Counters.DroppedEmpty++;
                return;
            }

            switch (Relays.Handle(now, info, datagram, out DatagramInfo inner, out int offset, out int length))
            {
                case RelayedDatagram.NotOurs:
                    HandlePeerDatagram(now, info, datagram);
                    break;
                case RelayedDatagram.FromPeer:
                    HandlePeerDatagram(now, inner, datagram.Slice(offset, length));
                    break;
                case RelayedDatagram.Taken:
                    PassOnCandidates(now);
                    break;
            }
        }

        public void HandleTimeout(Timestamp now)
        {
            _lastNow = now;
            if (Gatherer.NextTimeout <= now)
            {
                Gatherer.HandleTimeout(now);
                PassOnCandidates(now);
            }

            if (Relays.NextTimeout <= now)
            {
                Relays.HandleTimeout(now);
                PassOnCandidates(now);
            }

            for (int i = 0; i < _links.Count; i++)
            {
                if (_links[i].NextTimeout <= now) _links[i].HandleTimeout(now);
            }

            ForgetLinks(now);
        }

        /// <summary>Writes the next datagram; the destination has at least <see cref="TransmitBufferSize"/> bytes.</summary>
        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            // Relays before links: the permission for a peer leaves before the check that needs it.
            bool any = Gatherer.TryPollTransmit(now, destination, out transmit)
                || Relays.TryPollTransmit(now, destination, out transmit)
                || TryPollLinks(now, destination, out transmit)
                || Relays.TryPollRelease(now, destination, out transmit);
            if (any) Counters.DatagramsSent++;
            return any;
        }

        /// <summary>A connection that the <see cref="RtcEndpointOptions.Streams"/> were asked for stands.</summary>
        public void OnStreamOpened(Timestamp now, SocketId id)
        {
            _lastNow = now;
            Relays.OnStreamOpened(now, id);
            PassOnCandidates(now);
        }

        /// <summary>A connection could not be opened, or has ended.</summary>
        /// <param name="now">The time.</param>
        /// <param name="id">Which one.</param>
        /// <param name="reason">Why, as the end of a sentence: "the connection was refused". A player may read it.</param>
        public void OnStreamClosed(Timestamp now, SocketId id, string reason)
        {
            _lastNow = now;
            Relays.OnStreamClosed(now, id, reason);
            PassOnCandidates(now);
        }

        /// <summary>
        /// The session ends: once everything else was sent, relays are told that their allocations are free. A shell that lives on for a moment serves the endpoint
        /// while <see cref="Relays"/> is releasing, so that a relay hears it although a packet gets lost.
        /// </summary>
        public void Release() => Relays.ReleaseWhenDrained();

        public bool TryPollEvent(out LinkEvent e) => _events.TryDequeue(out e);

        /// <summary>Returns every buffer. Links that should say goodbye are closed, and transmits drained, before.</summary>
        public void Dispose()
        {
            if (_disposed) return;
            _disposed = true;
            foreach (PeerLink link in _links) link.Dispose(_lastNow);
            _links.Clear();
            _remotes.Clear();
            while (_events.TryDequeue(out LinkEvent e)) e.Payload?.Dispose();
            _resources.Certificate.Dispose();
        }

        /// <summary>The link may have something to send.</summary>
        internal void Queue(PeerLink link)
        {
            if (link.IsQueued) return;
            link.IsQueued = true;
            _queued.Enqueue(link);
        }

        internal void Raise(in LinkEvent e) => _events.Enqueue(e);

        /// <summary>
        /// A link's path seems dead. If the network has changed without the system's word, every link will need what the servers see now.
        /// </summary>
        internal void OnPathDoubtful(Timestamp now)
        {
            if (now < _nextDoubt) return;
            _nextDoubt = now + DoubtPause;
            Gatherer.AskAgain(now);
            Relays.OnNetworkChanged(now);
        }

        /// <summary>
        /// A peer sees us where no server did. Behind a symmetric NAT that is so with each peer; elsewhere the NAT has forgotten us since the servers were asked, and
        /// peers would go on knocking at the old address until the next time that they are, 15 s later.
        /// </summary>
        internal void OnAddressUnknown(Timestamp now)
        {
            if (now < _nextLook) return;
            _nextLook = now + DoubtPause;
            Gatherer.AskAgain(now);
        }

        /// <summary>
        /// Whether no other link, whose peer is at the same address too, is in a handshake that we have begun, or was so lately that parts of it may still be on their way.
        /// </summary>
        internal bool MayShakeHands(Timestamp now, PeerLink link)
        {
            if (!link.Stack.Ice!.TryGetSelectedPath(out IcePath path)) return true;
            var key = new RemoteKey(path.Socket, path.Remote);
            for (int i = 0; i < _links.Count; i++)
            {
                ProtocolStack other = _links[i].Stack;
                bool isRecent = other.IsShakingHands || (other.SecuredAt != Timestamp.Never && now - other.SecuredAt < HandshakePause);
                if (_links[i] != link && isRecent && (_links[i].Remotes.Contains(key) || other.IsSelected(key))) return false;
            }

            return true;
        }

        /// <summary>What a peer sent, directly or over a relay.</summary>
        private void HandlePeerDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            if (datagram.Length == 0)
            {
                Counters.DroppedEmpty++;
                return;
            }

            // RFC 7983 §7.
            byte first = datagram[0];
            if (first <= 3) HandleStun(now, info, datagram);
            else if (first >= 20 && first <= 63) _remotes.HandleDtls(now, info, datagram);
            else Counters.DroppedUnknownProtocol++;
        }

        private bool TryPollLinks(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            // Room in front, in case the path leads over a relay.
            Span<byte> inner = destination.Slice(DataIndication.MaxHeadroom, MaxDatagramSize);
            while (_queued.Count > 0)
            {
                PeerLink link = _queued.Peek();
                if (link.TryPollTransmit(now, inner, out transmit))
                {
                    transmit = new Transmit(transmit.Socket, transmit.Remote, DataIndication.MaxHeadroom + transmit.Offset, transmit.Length);
                    if (!transmit.Socket.IsRelay || Relays.TryWrap(now, destination, ref transmit)) return true;
                    continue;
                }

                _queued.Dequeue();
                link.IsQueued = false;
            }

            transmit = default;
            return false;
        }

        private void HandleStun(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            if (!StunMessage.TryParse(datagram, out StunMessage message))
            {
                Counters.DroppedMalformedStun++;
            }
            else if (message.Method != StunMethod.Binding || message.Class == StunClass.Indication)
            {
                Counters.DroppedUnexpectedStun++;
            }
            else if (message.Class == StunClass.Request)
            {
                PeerLink? link = FindByUfrag(message);
                if (link == null) Counters.DroppedUnknownUfrag++;
                else HandleStun(now, link, info, datagram, isAnswer: false);
            }
            else if (Gatherer.Owns(info, datagram))
            {
                Gatherer.HandleDatagram(now, info, datagram);
                PassOnCandidates(now);
            }
            else
            {
                PeerLink? link = FindByTransaction(info, datagram);
                if (link == null) Counters.DroppedUnknownTransaction++;
                else HandleStun(now, link, info, datagram, isAnswer: true);
            }
        }

        private void HandleStun(Timestamp now, PeerLink link, in DatagramInfo info, Span<byte> datagram, bool isAnswer)
        {
            if (link.HandleStun(now, info, datagram)) _remotes.Remember(link, new RemoteKey(info.Socket, info.Remote), isAnswer);
        }

        /// <summary>By the fragment of any of its generations.</summary>
        private PeerLink? FindByUfrag(in StunMessage request)
        {
            ReadOnlySpan<byte> ufrag = IceCredentials.ReceiverIn(request);
            if (ufrag.IsEmpty) return null;
            for (int i = 0; i < _links.Count; i++)
            {
                if (_links[i].Stack.Ice is IceTransport ice && ice.OwnsUfrag(ufrag)) return _links[i];
            }

            return null;
        }

        private PeerLink? FindByTransaction(in DatagramInfo info, ReadOnlySpan<byte> response)
        {
            // Nearly always whoever the address belongs to.
            if (_remotes.TryFind(new RemoteKey(info.Socket, info.Remote), out PeerLink? likely) && likely!.Stack.Ice!.OwnsTransaction(response)) return likely;
            for (int i = 0; i < _links.Count; i++)
            {
                if (_links[i].Stack.Ice is IceTransport ice && ice.OwnsTransaction(response)) return _links[i];
            }

            return null;
        }

        private void PassOnCandidates(Timestamp now)
        {
            while (Gatherer.TryPollEvent(out GathererEvent e))
            {
                for (int i = 0; i < _links.Count; i++)
                {
                    if (e.Kind == GathererEventKind.Completed) _links[i].OnEndOfLocalCandidates(now);
                    else if (e.Kind == GathererEventKind.CandidateRemoved) _links[i].OnLocalCandidateRemoved(now, e.Candidate!);
                    else _links[i].OnLocalCandidate(now, e.Candidate!);
                }
            }
        }

        private void ForgetLinks(Timestamp now)
        {
            for (int i = _links.Count - 1; i >= 0; i--)
            {
                PeerLink link = _links[i];
                if (!link.IsForgettable(now)) continue;
                link.Dispose(now);
                _remotes.Forget(link);
                _links.RemoveAt(i);
            }
        }
    }
}
