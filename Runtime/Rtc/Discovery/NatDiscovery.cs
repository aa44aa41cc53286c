using System;
using System.Collections.Generic;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Discovery
{
    /// <summary>
    /// Finds out how the NATs and firewalls in front of this machine behave for one family of addresses (RFC 5780), with three sockets: one
    /// is seen by many destinations, one waits for answers from where it never sent to, and two call each other by their public addresses. A
    /// pure state machine that belongs to one thread; after any call drain <see cref="TryPollTransmit"/>, then <see cref="TryPollEvent"/>,
    /// then read <see cref="NextTimeout"/>.
    /// </summary>
    /// <remarks>
    /// The order matters, because every packet out may open a filter: whom the filter lets in is tried before anything was sent to the
    /// server's second address from any socket.
    /// </remarks>
    internal sealed class NatDiscovery
    {
        /// <summary>Asked by and seen by all destinations. These ids count the discovery's sockets, not a session's.</summary>
        public static readonly SocketId MappingSocket = new SocketId(0);

        /// <summary>Sends to the primary server alone.</summary>
        public static readonly SocketId FilteringSocket = new SocketId(1);

        /// <summary>Calls the mapping socket, and is called by it.</summary>
        public static readonly SocketId HairpinSocket = new SocketId(2);

        public const int SocketCount = 3;

        /// <summary>Servers beyond are passed over.</summary>
        public const int MaxServers = 8;

        /// <summary>Bytes that the destination of <see cref="TryPollTransmit"/> needs.</summary>
        public const int MaxTransmitLength = 64;

        // On a path that loses every fifth packet each way, one of 160 tests goes wrong.
        private const int MaxTransmissions = 5;

        // RFC 5780 §5: no more than ten new transactions a second.
        private static readonly TimeSpan Pacing = TimeSpan.FromMilliseconds(100);

        // While no round trip is known: 250, 500 and then 1000 ms, given up after 3.75 s.
        private static readonly TimeSpan FirstInterval = TimeSpan.FromMilliseconds(250);
        private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(1);
        private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(150);

        // How long the last transmission waits for its answer, beyond the round trip.
        private static readonly TimeSpan LastWait = TimeSpan.FromMilliseconds(400);

        // Once a server has answered, the others have this long; a dead one must not hold up the player.
        private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1500);

        private readonly IRandom _random;
        private readonly TransportAddress[] _locals;
        private readonly List<DiscoveryTest> _tests = new List<DiscoveryTest>();
        private readonly Queue<DiscoveryEvent> _events = new Queue<DiscoveryEvent>();
        private DiscoveryTest? _primary;
        private Timestamp _nextNewAt = Timestamp.Zero;
        private Timestamp _patienceEndsAt = Timestamp.Never;
        private bool _rewritesPayloads;
        private bool _heardAnything;

        /// <param name="servers">STUN servers of one family, those to prefer in front.</param>
        /// <param name="locals">The own address of each of the three sockets, by the interface that leads to the servers.</param>
        /// <param name="random">Transaction ids.</param>
        public NatDiscovery(IReadOnlyList<TransportAddress> servers, IReadOnlyList<TransportAddress> locals, IRandom random)
        {
            if (locals.Count != SocketCount) throw new ArgumentException("There are " + SocketCount + " sockets.", nameof(locals));
            _random = random;
            _locals = new[] { locals[0], locals[1], locals[2] };
            Counters = new DiscoveryCounters();
            foreach (TransportAddress server in servers) AddServer(server);
            if (_tests.Count == 0) TransitionTo(DiscoveryState.Completed);
        }

        public DiscoveryState State { get; private set; }

        public DiscoveryCounters Counters { get; }

        public Timestamp NextTimeout
        {
            get
            {
                Timestamp next = Timestamp.Never;
                foreach (DiscoveryTest test in _tests)
                {
                    if (test.IsPending) next = Timestamp.Min(next, test.Transmissions == 0 ? Timestamp.Max(test.DueAt, _nextNewAt) : test.DueAt);
                }

                return State == DiscoveryState.Connecting ? Timestamp.Min(next, _patienceEndsAt) : next;
            }
        }

        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            if (!StunMessage.TryParse(datagram, out StunMessage message) || (message.FingerprintOffset >= 0 && !Fingerprint.Matches(message)))
            {
                Counters.DroppedMalformed++;
                return;
            }

            if (message.Class == StunClass.Request) HandleOwnRequest(info, message.TransactionId);
            else HandleResponse(now, info, message);
            Advance(now);
        }

        public void HandleTimeout(Timestamp now)
        {
            foreach (DiscoveryTest test in _tests)
            {
                if (test.IsPending && test.Transmissions >= MaxTransmissions && test.DueAt <= now) test.Outcome = DiscoveryOutcome.Silent;
            }

            Advance(now);
        }

        /// <summary>Writes the next request.</summary>
        /// <exception cref="ArgumentException">The destination is shorter than <see cref="MaxTransmitLength"/>.</exception>
        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            if (destination.Length < MaxTransmitLength) throw new ArgumentException("A request takes up to " + MaxTransmitLength + " bytes.", nameof(destination));
            transmit = default;
            foreach (DiscoveryTest test in _tests)
            {
                if (!test.IsPending || test.DueAt > now || test.Transmissions >= MaxTransmissions) continue;
                if (test.Transmissions == 0 && _nextNewAt > now) continue;
                Count(now, test);
                transmit = new Transmit(test.Socket, test.Destination, Write(test, destination));
                return true;
            }

            return false;
        }

        public bool TryPollEvent(out DiscoveryEvent e) => _events.TryDequeue(out e);

        /// <summary>What is known so far; all that will be once <see cref="State"/> is completed.</summary>
        public NatFindings Describe() => new DiscoveryConclusion(_tests, _primary, _locals, _heardAnything, _rewritesPayloads).Findings;

        private void AddServer(in TransportAddress server)
        {
            foreach (DiscoveryTest known in _tests)
            {
                if (known.Destination == server) return;
            }

            bool sameFamily = server.IsValid && server.IsIPv6 == _locals[0].IsIPv6;
            if (_tests.Count < MaxServers && sameFamily && server.Port != 0 && !server.IsAny && !server.IsMulticast) AddTest(DiscoveryPurpose.Reach, MappingSocket, server, Timestamp.Zero);
            else Counters.AddressesPassedOver++;
        }

        private void AddTest(DiscoveryPurpose purpose, SocketId socket, in TransportAddress destination, Timestamp now) =>
            _tests.Add(new DiscoveryTest(purpose, socket, destination, TransactionId.Create(_random)) { DueAt = now });

        private void Count(Timestamp now, DiscoveryTest test)
        {
            if (test.Transmissions == 0)
            {
                Counters.RequestsSent++;
                test.FirstSentAt = now;
                test.Interval = FirstIntervalOf(test);
                _nextNewAt = now + Pacing;
            }
            else
            {
                Counters.Retransmissions++;
                if (!test.MayStaySilent) test.Interval = test.Interval * 2 < LongestInterval ? test.Interval * 2 : LongestInterval;
            }

            test.Transmissions++;
            test.DueAt = now + (test.Transmissions < MaxTransmissions ? test.Interval : Longer(test.Interval, LastWait + KnownRoundTrip));
        }

        private TimeSpan FirstIntervalOf(DiscoveryTest test)
        {
            if (_primary == null) return FirstInterval;
            TimeSpan roundTrip = KnownRoundTrip;
            return Longer(ShortestInterval, test.MayStaySilent ? roundTrip : roundTrip * 2);
        }

        private TimeSpan KnownRoundTrip => _primary?.RoundTripTime ?? (_primary == null ? TimeSpan.Zero : FirstInterval);

        private static int Write(DiscoveryTest test, Span<byte> destination)
        {
            var writer = new StunWriter(destination, StunClass.Request, StunMethod.Binding, test.Transaction);
            bool changesAddress = test.Purpose == DiscoveryPurpose.ChangeAddressAndPort;
            if (changesAddress || test.Purpose == DiscoveryPurpose.ChangePort) new ChangeRequestAttribute(changesAddress, changePort: true).AddTo(ref writer);
            Fingerprint.AddTo(ref writer);
            return writer.Length;
        }

        /// <summary>A request can only be ours, turned back by the NAT: the transaction id proves it.</summary>
        private void HandleOwnRequest(in DatagramInfo info, TransactionId id)
        {
            foreach (DiscoveryTest test in _tests)
            {
                if (test.Purpose != DiscoveryPurpose.Hairpin || test.Transaction != id || test.Socket == info.Socket) continue;
                Counters.HairpinsReceived++;
                test.Outcome = DiscoveryOutcome.Answered;
                return;
            }

            Counters.DroppedUnknownTransaction++;
        }

        private void HandleResponse(Timestamp now, in DatagramInfo info, in StunMessage message)
        {
            DiscoveryTest? test = message.Header.IsResponse && message.Method == StunMethod.Binding ? Find(info.Socket, message.TransactionId) : null;
            if (test == null)
            {
                Counters.DroppedUnknownTransaction++;
                return;
            }

            bool asked = info.Remote == test.Destination;
            if (!asked && info.Remote != ExpectedFrom(test))
            {
                Counters.DroppedMisdirected++;
            }
            else if (message.Class == StunClass.ErrorResponse)
            {
                Counters.ErrorResponses++;
                _heardAnything = true;
                test.Outcome = DiscoveryOutcome.Refused;
            }
            else if (!DiscoveryResponse.TryRead(message, test.Destination.IsIPv6, out DiscoveryResponse response))
            {
                Counters.DroppedUnusable++;
            }
            else
            {
                Counters.ResponsesReceived++;
                _heardAnything = true;
                Take(test, response);
                if (test.Transmissions == 1) test.RoundTripTime = now - test.FirstSentAt;
                test.Outcome = asked && ExpectedFrom(test) != test.Destination ? DiscoveryOutcome.Ignored : DiscoveryOutcome.Answered;
            }
        }

        private TransportAddress ExpectedFrom(DiscoveryTest test)
        {
            switch (test.Purpose)
            {
                case DiscoveryPurpose.ChangeAddressAndPort: return _primary!.Other;
                case DiscoveryPurpose.ChangePort: return test.Destination.WithPort(_primary!.Other.Port);
                default: return test.Destination;
            }
        }

        private void Take(DiscoveryTest test, in DiscoveryResponse response)
        {
            test.Mapped = response.Mapped;
            _rewritesPayloads |= response.IsRewritten;
            if (test.Purpose != DiscoveryPurpose.Reach || !response.Other.IsValid) return;
            if (response.HasUsableOther(test.Destination)) test.Other = response.Other;
            else Counters.AddressesPassedOver++;
        }

        private DiscoveryTest? Find(SocketId socket, TransactionId id)
        {
            foreach (DiscoveryTest test in _tests)
            {
                if (test.IsPending && test.Transmissions > 0 && test.Purpose != DiscoveryPurpose.Hairpin && test.Socket == socket && test.Transaction == id) return test;
            }

            return null;
        }

        private DiscoveryTest? Find(DiscoveryPurpose purpose)
        {
            foreach (DiscoveryTest test in _tests)
            {
                if (test.Purpose == purpose) return test;
            }

            return null;
        }

        private bool IsPending(DiscoveryState state)
        {
            foreach (DiscoveryTest test in _tests)
            {
                if (test.IsPending && (test.Purpose == DiscoveryPurpose.Reach) == (state == DiscoveryState.Connecting)) return true;
            }

            return false;
        }

        private void Advance(Timestamp now)
        {
            if (State == DiscoveryState.Connecting && TryChoosePrimary(now)) BeginFiltering(now);
            if (State == DiscoveryState.Filtering) ContinueFiltering(now);
            if (State == DiscoveryState.Filtering && !IsPending(State)) BeginMapping(now);
            if (State == DiscoveryState.Mapping && !IsPending(State)) TransitionTo(DiscoveryState.Completed);
        }

        /// <summary>The first server that can answer from two addresses; else, once all had their chance, the first that answered.</summary>
        private bool TryChoosePrimary(Timestamp now)
        {
            DiscoveryTest? answered = null;
            foreach (DiscoveryTest test in _tests)
            {
                if (test.Outcome != DiscoveryOutcome.Answered) continue;
                if (answered == null || (test.Other.IsValid && !answered.Other.IsValid)) answered = test;
            }

            if (answered == null)
            {
                if (!IsPending(State)) TransitionTo(DiscoveryState.Completed);
                return false;
            }

            if (_patienceEndsAt == Timestamp.Never) _patienceEndsAt = now + Patience;
            if (!answered.Other.IsValid && IsPending(State) && now < _patienceEndsAt) return false;
            _primary = answered;
            return true;
        }

        private void BeginFiltering(Timestamp now)
        {
            if (_primary!.Other.IsValid) AddTest(DiscoveryPurpose.FilteringBase, FilteringSocket, _primary.Destination, now);
            AddTest(DiscoveryPurpose.HairpinBase, HairpinSocket, _primary.Destination, now);
            TransitionTo(DiscoveryState.Filtering);
        }

        private void ContinueFiltering(Timestamp now)
        {
            if (Find(DiscoveryPurpose.FilteringBase)?.Outcome == DiscoveryOutcome.Answered && Find(DiscoveryPurpose.ChangeAddressAndPort) == null)
            {
                AddTest(DiscoveryPurpose.ChangeAddressAndPort, FilteringSocket, _primary!.Destination, now);
                AddTest(DiscoveryPurpose.ChangePort, FilteringSocket, _primary.Destination, now);
            }

            DiscoveryTest hairpin = Find(DiscoveryPurpose.HairpinBase)!;
            if (hairpin.Outcome == DiscoveryOutcome.Answered && _primary!.Mapped != _locals[MappingSocket.Value] && Find(DiscoveryPurpose.Hairpin) == null)
            {
                // Both ways, so that each side's filter has been opened by its own packet.
                AddTest(DiscoveryPurpose.Hairpin, HairpinSocket, _primary.Mapped, now);
                AddTest(DiscoveryPurpose.Hairpin, MappingSocket, hairpin.Mapped, now);
            }

            DropWhatIsKnown(DiscoveryPurpose.ChangeAddressAndPort, DiscoveryPurpose.ChangePort);
            DropWhatIsKnown(DiscoveryPurpose.Hairpin, DiscoveryPurpose.Hairpin);
        }

        /// <summary>Where the one test was answered, the other can say nothing new.</summary>
        private void DropWhatIsKnown(DiscoveryPurpose answered, DiscoveryPurpose other)
        {
            bool isKnown = false;
            foreach (DiscoveryTest test in _tests) isKnown |= test.Purpose == answered && test.Outcome == DiscoveryOutcome.Answered;
            foreach (DiscoveryTest test in _tests)
            {
                if (isKnown && test.Purpose == other && test.IsPending) test.Outcome = DiscoveryOutcome.Dropped;
            }
        }

        private void BeginMapping(Timestamp now)
        {
            // Servers that have not answered by now are no longer waited for: what they add is worth less than the player's time.
            foreach (DiscoveryTest test in _tests)
            {
                if (test.IsPending) test.Outcome = DiscoveryOutcome.Dropped;
            }

            TransportAddress primary = _primary!.Destination;
            TransportAddress other = _primary.Other;
            if (other.IsValid)
            {
                AddTest(DiscoveryPurpose.MapOtherAddress, MappingSocket, other.WithPort(primary.Port), now);
                AddTest(DiscoveryPurpose.MapOtherAddressAndPort, MappingSocket, other, now);
                AddTest(DiscoveryPurpose.MapOtherPort, MappingSocket, primary.WithPort(other.Port), now);
            }

            TransitionTo(DiscoveryState.Mapping);
        }

        private void TransitionTo(DiscoveryState state)
        {
            State = state;
            _events.Enqueue(new DiscoveryEvent(state));
        }

        private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
    }
}
