using System;
using System.Collections.Generic;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>
    /// The client of one TURN server by one way (RFC 8656): obtains relayed addresses, keeps them, and carries datagrams between them and
    /// peers. A pure state machine that belongs to one thread. After any call drain <see cref="TryPollTransmit"/>, then
    /// <see cref="TryPollEvent"/>, then read <see cref="NextTimeout"/>.
    /// </summary>
    /// <remarks>
    /// One Refresh does three things: it renews the allocation, keeps NATs open, and, when nothing comes back any more, finds out why:
    /// 437 means that the server does not know our 5-tuple, since a NAT gave us another port or the server was started anew. Then another
    /// allocation is made in place of the old one, with the same permissions; whoever uses the client sees new addresses.
    /// </remarks>
    internal sealed class TurnClient
    {
        /// <summary>Bytes that the destination of <see cref="TryPollTransmit"/> needs; a longer request is not sent.</summary>
        public const int MaxTransmitLength = 1280;

        private const int MaxRunning = 32;

        // Of five such requests one gets lost on a bad path, of four times that one in 600. A server that hears none keeps the allocation for its lifetime.
        private const int MaxReleaseTransmissions = 4;

        private readonly TurnClientOptions _options;
        private readonly IRandom _random;
        private readonly LongTermCredentials _credentials;
        private readonly TurnRequests _requests;
        private readonly PermissionTable _permissions;
        private readonly ChannelTable _channels;
        private readonly TurnResponses _responses;
        private readonly Queue<TurnEvent> _events = new Queue<TurnEvent>();
        private TimerTable _timers = new TimerTable(3);
        private TurnLiveness _liveness;
        private TurnFailure? _renewalRefused;

        public TurnClient(TurnClientOptions options, ICryptoProvider crypto, IRandom random)
        {
            _options = options ?? throw new ArgumentNullException(nameof(options));
            _random = random ?? throw new ArgumentNullException(nameof(random));
            if (crypto == null) throw new ArgumentNullException(nameof(crypto));
            Counters = new TurnCounters();
            _credentials = new LongTermCredentials(crypto, options);
            _requests = new TurnRequests(IsStream, random, Counters);
            _permissions = new PermissionTable(options.MaxPermissions, Counters);
            _channels = new ChannelTable(options.MaxChannels, Counters);
            _liveness = new TurnLiveness(options);
            _responses = new TurnResponses(this, _credentials, _requests, _permissions, _channels, Counters);
        }

        public TurnState State { get; private set; }

        /// <summary>Whether the server has still to hear, or to say that it has, that the allocation is free.</summary>
        public bool IsReleasing => State == TurnState.Released && _requests.Count > 0;

        public TurnClientOptions Options => _options;

        /// <summary>The addresses that were obtained last.</summary>
        public TurnAllocation Allocation { get; private set; }

        /// <summary>To the server; zero before the first measurement.</summary>
        public TimeSpan RoundTripTime => _requests.RoundTripTime;

        /// <summary>Whether the server has answered anything: the way to it works.</summary>
        public bool HasHeard { get; private set; }

        public TurnCounters Counters { get; }

        public Timestamp NextTimeout
        {
            get
            {
                if (State == TurnState.Failed) return Timestamp.Never;
                Timestamp next = Timestamp.Min(_timers.Next, _requests.NextTimeout);
                if (State != TurnState.Allocated) return next;
                next = Timestamp.Min(next, AskAt);
                if (_requests.Count >= MaxRunning) return next;
                return Timestamp.Min(next, Timestamp.Min(_permissions.NextTimeout, _channels.NextTimeout));
            }
        }

        internal bool IsOver => State >= TurnState.Failed;

        private Timestamp AskAt => _renewalRefused != null ? Timestamp.Never : _liveness.AskAt(_requests.RoundTripTime);

        private bool IsStream => _options.Transport != TurnTransport.Udp;

        /// <summary>Asks for an allocation. Over a stream: as soon as that stands.</summary>
        public void Start(Timestamp now)
        {
            if (State == TurnState.New) Allocate(now);
        }

        /// <summary>Wants datagrams from and to this peer, by its address alone, to pass from now on.</summary>
        public void AddPeer(Timestamp now, in TransportAddress peer)
        {
            if (IsOver) return;
            _permissions.Add(now, peer);
            BeginDue(now);
        }

        /// <summary>Where the permission for a peer stands; null where nobody asked for one.</summary>
        /// <param name="peer">Its address; the port does not count.</param>
        /// <param name="refusal">Why the server did not grant it; default where it did, or has not answered.</param>
        public PermissionState? PermissionFor(in TransportAddress peer, out StunErrorCode refusal)
        {
            TurnPermission? permission = _permissions.Find(peer);
            refusal = permission?.Refusal ?? default;
            return permission?.State;
        }

        /// <summary>The peer's permission is not renewed any more.</summary>
        public void RemovePeer(in TransportAddress peer) => _permissions.Remove(peer);

        /// <summary>
        /// Our own address may be another one now. An Allocate tells: the server answers 437 where it still knows our 5-tuple, and gives a
        /// new allocation where it does not. A connection keeps its address or ends: there a Refresh shows whether it still leads anywhere.
        /// </summary>
        public void OnNetworkChanged(Timestamp now)
        {
            if (IsStream && State == TurnState.Allocated) Refresh(now);
            else if (State == TurnState.Allocated || State == TurnState.Allocating) AllocateAnew(now);
        }

        /// <summary>Gives the allocation back. That is a request like others, repeated a few times; nothing else happens any more.</summary>
        public void Release(Timestamp now)
        {
            if (IsOver) return;
            bool hasAllocation = State == TurnState.Allocated;
            _requests.Clear();
            _timers.StopAll();
            State = TurnState.Released;
            if (!hasAllocation) return;
            TurnRequest release = _requests.Begin(now, StunMethod.Refresh);
            release.MaxTransmissions = Math.Min(release.MaxTransmissions, MaxReleaseTransmissions);
        }

        /// <summary>
        /// Makes of a datagram to a peer one to the server, in place. False where it cannot be sent; why is counted. Data (not STUN) to a
        /// peer makes the client bind a channel, and go over it once it is bound.
        /// </summary>
        /// <param name="now">The time.</param>
        /// <param name="buffer">Has <see cref="DataIndication.MaxHeadroom"/> bytes before the datagram and <see cref="DataIndication.MaxTailroom"/> behind.</param>
        /// <param name="peer">Where it goes.</param>
        /// <param name="offset">Where in the buffer it begins, before and after.</param>
        /// <param name="length">Its length, before and after.</param>
        public bool TryWrap(Timestamp now, Span<byte> buffer, in TransportAddress peer, ref int offset, ref int length)
        {
            if (State != TurnState.Allocated || !Allocation.RelayedFor(peer).IsValid)
            {
                Counters.SendsWithoutAllocation++;
                return false;
            }

            // RFC 7983 §7: from 20 on it is DTLS.
            bool isData = length > 0 && buffer[offset] >= 20;
            if (isData && _channels.TryUse(now, peer, out ushort channel))
            {
                Counters.ChannelDataSent++;
                WrapInChannel(buffer, channel, ref offset, ref length);
            }
            else if (IsPermitted(peer))
            {
                Counters.IndicationsSent++;
                offset = DataIndication.WrapInPlace(buffer, offset, length, StunMethod.Send, peer, TransactionId.Create(_random), out length);
            }
            else
            {
                Counters.SendsNotPermitted++;
                return false;
            }

            _liveness.OnSent(now);
            return true;
        }

        /// <summary>Takes what the server sent. A peer's datagram inside it comes out as an event.</summary>
        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            if ((IsOver && !IsReleasing) || datagram.Length == 0) return;
            if (ChannelDataHeader.IsFirstByte(datagram[0])) HandleChannelData(datagram);
            else if (!StunMessage.TryParse(datagram, out StunMessage message) || (message.FingerprintOffset >= 0 && !Fingerprint.Matches(message))) Counters.DroppedMalformed++;
            else if (message.Header.IsResponse) _responses.Handle(now, message);
            else if (message.Class == StunClass.Indication && message.Method == StunMethod.Data) HandleIndication(message);
            else Counters.DroppedUnexpected++;
            BeginDue(now);
        }

        public void HandleTimeout(Timestamp now)
        {
            if (State == TurnState.Failed) return;
            while (State != TurnState.Failed && _requests.TryFindExpired(now, out TurnRequest expired)) _responses.OnExpired(now, expired);
            if (IsOver) return;
            if (_timers.TryExpire((int)TurnTimer.Retry, now)) Allocate(now);
            if (_timers.TryExpire((int)TurnTimer.Expiry, now)) Fail(_renewalRefused ?? TurnFailureReasons.FellSilent);
            if (State == TurnState.Allocated && (_timers.TryExpire((int)TurnTimer.Refresh, now) || AskAt <= now)) Refresh(now);
            BeginDue(now);
        }

        /// <summary>Writes the next request.</summary>
        /// <exception cref="ArgumentException">The destination is shorter than <see cref="MaxTransmitLength"/>.</exception>
        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            if (destination.Length < MaxTransmitLength) throw new ArgumentException("A request takes up to " + MaxTransmitLength + " bytes.", nameof(destination));
            transmit = default;
            if (State == TurnState.Failed || !_requests.TryTakeDue(now, out TurnRequest request)) return false;
            int length = TurnRequestWriter.Write(request, _options, _credentials, destination.Slice(0, MaxTransmitLength));
            if (State == TurnState.Released && IsStream) _requests.End(request); // it loses nothing, and is closed next
            if (length == 0)
            {
                Fail(TurnFailureReasons.RequestTooLong);
                return false;
            }

            _liveness.OnSent(now);
            transmit = new Transmit(_options.Socket, _options.Server, length);
            return true;
        }

        public bool TryPollEvent(out TurnEvent e) => _events.TryDequeue(out e);

        /// <summary>As <see cref="TryPollEvent"/>, but only for what a peer sent, whose bytes are gone with the datagram that was handled.</summary>
        public bool TryPollData(out TurnEvent e) => _events.TryPeek(out e) && e.Kind == TurnEventKind.Data && _events.TryDequeue(out e);

        internal void OnHeard()
        {
            HasHeard = true;
            _liveness.OnHeard();
        }

        /// <summary>Asks for an allocation as if there was none.</summary>
        internal void Allocate(Timestamp now)
        {
            State = TurnState.Allocating;
            _requests.Clear();
            _timers.StopAll();
            _requests.Begin(now, StunMethod.Allocate).Lifetime = _options.Lifetime;
        }

        /// <summary>Asks for an allocation that takes the place of the one that there is, which stays in use until then.</summary>
        internal void AllocateAnew(Timestamp now)
        {
            // A transmission from before the change of network may be long on its way to nowhere; one from after it may just have been granted. The same transaction
            // gets the same answer again, another one would be told that we have an allocation, of which we would know nothing (RFC 8656 §7.2).
            if (_requests.Find(StunMethod.Allocate) is TurnRequest running) _requests.Hasten(now, running);
            else _requests.Begin(now, StunMethod.Allocate).Lifetime = _options.Lifetime;
        }

        /// <summary>Renews the allocation, or learns that it is gone.</summary>
        internal void Refresh(Timestamp now)
        {
            _liveness.OnAsked(now);
            if (_renewalRefused == null && _requests.Find(StunMethod.Refresh) == null && _requests.Find(StunMethod.Allocate) == null)
                _requests.Begin(now, StunMethod.Refresh).Lifetime = _options.Lifetime;
        }

        /// <summary>Ends an allocation of our 5-tuple that we know nothing of (437); then one of our own can be had.</summary>
        internal void Clear(Timestamp now)
        {
            State = TurnState.Clearing;
            _requests.Begin(now, StunMethod.Refresh).Lifetime = 0;
        }

        /// <summary>The server cannot renew the allocation now.</summary>
        internal void RefreshLater(Timestamp now, TimeSpan pause) => _timers.Set((int)TurnTimer.Refresh, now + pause);

        internal void RetryLater(Timestamp now, TimeSpan pause) => _timers.Set((int)TurnTimer.Retry, now + pause);

        internal void OnAllocated(Timestamp now, in TurnAllocation allocation)
        {
            Counters.Allocations++;
            Allocation = allocation;
            _renewalRefused = null;
            State = TurnState.Allocated;
            _requests.Clear();
            _channels.Clear();
            _permissions.WantAll(now);
            OnRefreshed(now, allocation.Lifetime);
            _events.Enqueue(new TurnEvent(TurnEventKind.Allocated));
            BeginDue(now);
        }

        internal void OnRefreshed(Timestamp now, uint lifetime)
        {
            // A minute before the end, as RFC 8656 §8 recommends, or half-way through a short life.
            double seconds = lifetime > 120 ? lifetime - 60 : lifetime / 2.0;
            _timers.Set((int)TurnTimer.Refresh, now + TimeSpan.FromSeconds(seconds));
            _timers.Set((int)TurnTimer.Expiry, now + TimeSpan.FromSeconds(lifetime));
        }

        /// <summary>
        /// The server does not renew the allocation, perhaps because a credential with an end has reached it. It serves until its time is
        /// over; then it has failed.
        /// </summary>
        internal void OnRenewalRefused(TurnFailure failure) => _renewalRefused = failure;

        internal void Fail(TurnFailure failure)
        {
            if (IsOver) return;
            State = TurnState.Failed;
            _requests.Clear();
            _timers.StopAll();
            _events.Enqueue(new TurnEvent(TurnEventKind.Failed, failure));
        }

        /// <summary>Asks for the permissions and channels whose time has come.</summary>
        private void BeginDue(Timestamp now)
        {
            if (State != TurnState.Allocated) return;
            while (_permissions.NextTimeout <= now && _requests.Count < MaxRunning && _permissions.TryTakeDue(now, out TurnPermission permission))
            {
                if (Allocation.RelayedFor(permission.Address).IsValid) _requests.Begin(now, StunMethod.CreatePermission).Peer = permission.Address;
            }

            while (_channels.NextTimeout <= now && _requests.Count < MaxRunning && _channels.TryTakeDue(now, out TurnChannel channel))
            {
                TurnRequest bind = _requests.Begin(now, StunMethod.ChannelBind);
                bind.Peer = channel.Peer;
                bind.Channel = channel.Number;
            }
        }

        private bool IsPermitted(in TransportAddress peer) => _permissions.Find(peer) is TurnPermission permission && permission.State != PermissionState.Refused;

        private void WrapInChannel(Span<byte> buffer, ushort channel, ref int offset, ref int length)
        {
            int padding = IsStream ? ChannelDataHeader.PaddingFor(length) : 0;
            buffer.Slice(offset + length, padding).Clear();
            offset -= ChannelDataHeader.Length;
            new ChannelDataHeader(channel, (ushort)length).Write(buffer.Slice(offset));
            length += ChannelDataHeader.Length + padding;
        }

        private void HandleChannelData(Span<byte> datagram)
        {
            if (!ChannelDataHeader.TryRead(datagram, out ChannelDataHeader header))
            {
                Counters.DroppedMalformed++;
                return;
            }

            TurnChannel? channel = _channels.Find(header.Channel);
            if (channel == null || channel.State == ChannelState.Refused)
            {
                Counters.DroppedUnknownChannel++;
                return;
            }

            Counters.ChannelDataReceived++;
            _liveness.OnHeard();
            _events.Enqueue(new TurnEvent(channel.Peer, ChannelDataHeader.Length, header.DataLength));
        }

        private void HandleIndication(in StunMessage message)
        {
            if (!DataIndication.TryRead(message, out TransportAddress peer, out int offset, out int length))
            {
                if (IcmpAttribute.TryRead(message, out _)) Counters.IcmpReceived++;
                else Counters.DroppedUnexpected++;
                return;
            }

            if (_permissions.Find(peer) == null)
            {
                Counters.DroppedUnknownPeer++;
                return;
            }

            Counters.IndicationsReceived++;
            _liveness.OnHeard();
            _events.Enqueue(new TurnEvent(peer, offset, length));
        }
    }
}
