using System;
using System.Collections.Generic;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Ice
{
    /// <summary>
    /// Finds out under which addresses the sockets of a session can be reached (RFC 8445 §5.1.1). One serves every link, so the next
    /// peer that joins finds the candidates ready. A pure state machine that belongs to one thread; after any call drain
    /// <see cref="TryPollTransmit"/>, then <see cref="TryPollEvent"/>, then read <see cref="NextTimeout"/>.
    /// </summary>
    internal sealed class IceGatherer
    {
        /// <summary>Bytes that the destination of <see cref="TryPollTransmit"/> needs.</summary>
        public const int MaxTransmitLength = 64;

        // RFC 8489 §6.2.1 starts with 500 ms and gives up after 39.5 s. A STUN server answers within 100 ms nearly anywhere, and a
        // player waits for the loss of one request in full, so it is sent again after 200, 600, 1400 ms and then every second, and
        // given up after 6.4 s: on a path that loses every fifth packet one of 3500 such requests fails. Links may come up
        // meanwhile: candidates trickle.
        private const int MaxTransmissions = 8;
        private static readonly TimeSpan InitialRto = TimeSpan.FromMilliseconds(200);
        private static readonly TimeSpan MaxRto = TimeSpan.FromSeconds(1);

        // RFC 8445 §5.1.1.4 and §11: Tr. NATs that follow RFC 4787 §4.3 hold a mapping for two minutes, others for 30 s.
        private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(15);

        // Ta while gathering (RFC 8445 §14.2).
        private static readonly TimeSpan Pacing = TimeSpan.FromMilliseconds(10);

        private readonly IRandom _random;
        private readonly LocalCandidates _candidates = new LocalCandidates();
        private readonly List<StunBinding> _bindings = new List<StunBinding>();

        private Timestamp _nextSendAt = Timestamp.Zero;
        private bool _allServersKnown;
        private int _relaysPending;

        /// <param name="crypto">For the credentials that servers may ask for one day; plain Binding requests need none.</param>
        /// <param name="random">Transaction ids.</param>
        public IceGatherer(ICryptoProvider crypto, IRandom random)
        {
            if (crypto == null) throw new ArgumentNullException(nameof(crypto));
            _random = random ?? throw new ArgumentNullException(nameof(random));
            Counters = new GathererCounters();
        }

        /// <summary>What is true now, in the order of discovery. Changes only within calls.</summary>
        public IReadOnlyList<Candidate> Candidates => _candidates.All;

        /// <summary>
        /// Whether no more candidates are expected. One may still come when an address or a NAT's mapping changes, and it is false again
        /// while a server that was added later has not answered.
        /// </summary>
        public bool IsComplete { get; private set; }

        /// <summary>Whether STUN servers were asked and none has answered yet: UDP may be blocked.</summary>
        public bool IsUnheard
        {
            get
            {
                bool isAsked = false;
                foreach (StunBinding binding in _bindings)
                {
                    if (binding.Mapped.IsValid) return false;
                    isAsked |= binding.Transmissions > 0 || binding.IsSettled;
                }

                return isAsked;
            }
        }

        public GathererCounters Counters { get; }

        public Timestamp NextTimeout
        {
            get
            {
                Timestamp next = Timestamp.Never;
                foreach (StunBinding binding in _bindings) next = Timestamp.Min(next, binding.DueAt);
                return next == Timestamp.Never ? next : Timestamp.Max(next, _nextSendAt);
            }
        }

        /// <summary>Adds an address of one of the machine's interfaces with the socket's port. One that nobody could use is left out.</summary>
        public void AddHostAddress(Timestamp now, SocketId socket, in TransportAddress address)
        {
            if (LocalCandidates.IsUsable(address) && !_candidates.IsKnown(socket, address)) _candidates.AddHost(socket, address);
        }

        /// <summary>
        /// The machine's addresses have changed: those that are gone are withdrawn with what servers saw of them, new ones are added, and
        /// every server is asked again at once.
        /// </summary>
        /// <param name="now">The time.</param>
        /// <param name="addresses">All that there are now, each with the port of its family's socket.</param>
        public void SetHostAddresses(Timestamp now, IReadOnlyList<TransportAddress> addresses)
        {
            _candidates.KeepHosts(addresses);
            for (int i = 0; i < addresses.Count; i++) AddHostAddress(now, SocketId.For(addresses[i]), addresses[i]);
            foreach (StunBinding binding in _bindings)
            {
                if (!_candidates.HasHost(binding.Socket)) Forget(binding);
            }

            AskAgain(now);
        }

        /// <summary>Whether the machine has an address that a socket serves.</summary>
        public bool HasHost(SocketId socket) => _candidates.HasHost(socket);

        /// <summary>A relay is being asked for an address: it may still bring candidates.</summary>
        public void BeginRelay()
        {
            _relaysPending++;
            IsComplete = false;
        }

        /// <summary>It has brought them, or brings none.</summary>
        public void EndRelay(Timestamp now)
        {
            _relaysPending--;
            ConcludeIfSettled();
        }

        /// <summary>Adds an address that a relay gave.</summary>
        /// <param name="now">The time.</param>
        /// <param name="socket">What stands for the relayed address.</param>
        /// <param name="relayed">The address.</param>
        /// <param name="mapped">How the relay sees us, or invalid.</param>
        /// <param name="server">The relay.</param>
        /// <param name="preference">0 to 65535, higher for a cheaper way to the relay.</param>
        public Candidate AddRelayed(Timestamp now, SocketId socket, in TransportAddress relayed, in TransportAddress mapped, in TransportAddress server, int preference)
            => _candidates.AddRelayed(socket, relayed, mapped, server, preference);

        /// <summary>Adds a candidate that was found elsewhere.</summary>
        public void AddCandidate(Timestamp now, Candidate candidate)
        {
            if (!_candidates.IsKnown(candidate.Socket, candidate.Address)) _candidates.Add(candidate);
        }

        /// <summary>Withdraws a candidate: its allocation is gone, say. The links hear of it and leave its paths.</summary>
        public void RemoveCandidate(Timestamp now, Candidate candidate) => _candidates.Remove(candidate);

        /// <summary>Asks a server, from this socket, how it sees us; and goes on asking, so that the NAT keeps the mapping.</summary>
        public void AddStunServer(Timestamp now, SocketId socket, in TransportAddress server)
        {
            foreach (StunBinding known in _bindings)
            {
                if (known.Socket == socket && known.Server == server) return;
            }

            _bindings.Add(new StunBinding(socket, server, _bindings.Count) { DueAt = now });
            IsComplete = false;
        }

        /// <summary>
        /// The network may have changed: every server is asked at once how it sees us now. A request that is under way and young stays,
        /// for it was sent into the new network.
        /// </summary>
        public void AskAgain(Timestamp now)
        {
            foreach (StunBinding binding in _bindings)
            {
                if (binding.Transmissions > 0 && now - binding.StartedAt < InitialRto) continue;
                binding.Transmissions = 0;
                binding.DueAt = now;
            }
        }

        /// <summary>
        /// A relay says where it sees a socket. Where no STUN server has said so, the NAT has forgotten us since those were asked, or it is a symmetric one: they
        /// are asked again.
        /// </summary>
        public void OnSeenAt(Timestamp now, SocketId socket, in TransportAddress mapped)
        {
            if (mapped.IsValid && !_candidates.IsKnown(socket, mapped)) AskAgain(now);
        }

        /// <summary>No more servers will be added.</summary>
        public void Complete(Timestamp now)
        {
            _allServersKnown = true;
            ConcludeIfSettled();
        }

        /// <summary>Whether a STUN message is the response to one of our requests, from where that went.</summary>
        public bool Owns(in DatagramInfo info, ReadOnlySpan<byte> stun)
            => StunHeader.TryRead(stun, out StunHeader header) && header.IsResponse && Find(info, header.TransactionId) != null;

        /// <summary>Takes a datagram that this gatherer <see cref="Owns"/>.</summary>
        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            if (!StunMessage.TryParse(datagram, out StunMessage message) || (message.FingerprintOffset >= 0 && !Fingerprint.Matches(message)))
            {
                Counters.DroppedMalformed++;
                return;
            }

            StunBinding? binding = message.Header.IsResponse && message.Method == StunMethod.Binding ? Find(info, message.TransactionId) : null;
            if (binding == null)
            {
                Counters.DroppedUnknownTransaction++;
            }
            else if (message.Class == StunClass.ErrorResponse)
            {
                Counters.ErrorResponses++;
                Settle(now, binding);
            }
            else if (TryReadMapped(message, out TransportAddress mapped) && mapped.Port != 0 && !mapped.IsAny && mapped.IsIPv6 == binding.Server.IsIPv6)
            {
                Counters.ResponsesReceived++;
                OnMapped(binding, mapped);
                Settle(now, binding);
            }
            else
            {
                Counters.DroppedUnusable++;
            }
        }

        public void HandleTimeout(Timestamp now)
        {
            foreach (StunBinding binding in _bindings)
            {
                if (binding.DueAt > now || binding.Transmissions < MaxTransmissions) continue;
                Counters.ServersTimedOut++;
                Settle(now, binding);
            }
        }

        /// <summary>Writes the next request.</summary>
        /// <exception cref="ArgumentException">The destination is shorter than <see cref="MaxTransmitLength"/>.</exception>
        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            if (destination.Length < MaxTransmitLength) throw new ArgumentException("A request takes up to " + MaxTransmitLength + " bytes.", nameof(destination));
            transmit = default;
            if (_nextSendAt > now) return false;
            foreach (StunBinding binding in _bindings)
            {
                if (binding.DueAt > now || binding.Transmissions >= MaxTransmissions) continue;
                _nextSendAt = now + Pacing;
                transmit = Send(now, binding, destination);
                return true;
            }

            return false;
        }

        public bool TryPollEvent(out GathererEvent e) => _candidates.TryPollEvent(out e);

        private Transmit Send(Timestamp now, StunBinding binding, Span<byte> destination)
        {
            if (binding.Transmissions == 0)
            {
                binding.Transaction = TransactionId.Create(_random);
                binding.Rto = InitialRto;
                binding.StartedAt = now;
                Counters.RequestsSent++;
            }
            else
            {
                TimeSpan doubled = binding.Rto * 2;
                binding.Rto = doubled < MaxRto ? doubled : MaxRto;
                Counters.Retransmissions++;
            }

            binding.Transmissions++;
            binding.DueAt = now + binding.Rto;
            var writer = new StunWriter(destination, StunClass.Request, StunMethod.Binding, binding.Transaction);
            Fingerprint.AddTo(ref writer);
            return new Transmit(binding.Socket, binding.Server, writer.Length);
        }

        /// <summary>The running request is over, one way or the other; the next one refreshes the mapping, or tries anew.</summary>
        private void Settle(Timestamp now, StunBinding binding)
        {
            binding.Transmissions = 0;
            binding.DueAt = now + RefreshInterval;
            binding.IsSettled = true;
            ConcludeIfSettled();
        }

        private void OnMapped(StunBinding binding, in TransportAddress mapped)
        {
            if (binding.Mapped == mapped) return;
            // The NAT forgot us and made another mapping: nobody can reach us at the old one.
            Forget(binding);
            binding.Mapped = mapped;
            if (_candidates.IsKnown(binding.Socket, mapped)) Counters.RedundantCandidates++; // RFC 8445 §5.1.3
            else _candidates.AddServerReflexive(binding.Socket, mapped, binding.Server, binding.Ordinal);
        }

        /// <summary>What the server saw is true no more; it stays while another one sees the same.</summary>
        private void Forget(StunBinding binding)
        {
            TransportAddress before = binding.Mapped;
            binding.Mapped = default;
            if (before.IsValid && !IsSeenByAny(binding.Socket, before)) _candidates.RemoveServerReflexive(binding.Socket, before);
        }

        private void ConcludeIfSettled()
        {
            if (IsComplete || !_allServersKnown || _relaysPending > 0) return;
            foreach (StunBinding binding in _bindings)
            {
                if (!binding.IsSettled) return;
            }

            IsComplete = true;
            _candidates.OnCompleted();
        }

        private StunBinding? Find(in DatagramInfo info, TransactionId id)
        {
            foreach (StunBinding binding in _bindings)
            {
                if (binding.Transmissions > 0 && binding.Transaction == id && binding.Socket == info.Socket && binding.Server == info.Remote) return binding;
            }

            return null;
        }

        private bool IsSeenByAny(SocketId socket, in TransportAddress mapped)
        {
            foreach (StunBinding binding in _bindings)
            {
                if (binding.Socket == socket && binding.Mapped == mapped) return true;
            }

            return false;
        }

        /// <summary>MAPPED-ADDRESS is what servers from before RFC 5389 send.</summary>
        private static bool TryReadMapped(in StunMessage message, out TransportAddress mapped)
            => XorAddressAttribute.TryRead(message, StunAttributeType.XorMappedAddress, out mapped)
                || AddressAttribute.TryRead(message, StunAttributeType.MappedAddress, out mapped);
    }
}
