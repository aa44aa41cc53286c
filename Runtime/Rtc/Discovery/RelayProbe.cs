using System;
using System.Collections.Generic;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;

namespace P2PNet.Rtc.Discovery
{
    /// <summary>
    /// Tries one way to one TURN server: has a <see cref="TurnClient"/>, the same that a game uses, obtain a relayed address, gives that back, and
    /// pings the server by a few Binding requests. A pure state machine that belongs to one thread; after any call drain
    /// <see cref="TryPollTransmit"/>, then <see cref="TryPollEvent"/>, then read <see cref="NextTimeout"/>.
    /// </summary>
    internal sealed class RelayProbe
    {
        /// <summary>Bytes that the destination of <see cref="TryPollTransmit"/> needs.</summary>
        public const int MaxTransmitLength = TurnClient.MaxTransmitLength;

        // The first finds everything cold, at both ends, and is not counted.
        private const int Pings = 6;
        private const int MaxTransmissions = 4;
        private static readonly TimeSpan FirstInterval = TimeSpan.FromMilliseconds(250);
        private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(1);

        // Over a stream nothing is lost but the server.
        private static readonly TimeSpan StreamPatience = TimeSpan.FromSeconds(4);

        private readonly TurnClient _client;
        private readonly IRandom _random;
        private readonly List<TimeSpan> _roundTrips = new List<TimeSpan>(Pings);
        private TransactionId _ping;
        private Timestamp _pingSentAt;
        private Timestamp _pingDueAt = Timestamp.Never;
        private TimeSpan _interval;
        private int _transmissions;
        private int _pingsLeft = Pings;
        private bool _isSettled;
        private bool _isReported;
        private TransportAddress _relayed;
        private TurnFailure? _failure;

        public RelayProbe(TurnClientOptions options, ICryptoProvider crypto, IRandom random)
        {
            _client = new TurnClient(options, crypto, random);
            _random = random;
        }

        /// <summary>What is known so far.</summary>
        public RelayProbeOutcome Outcome => new RelayProbeOutcome(_client.HasHeard, MedianRoundTrip(), _relayed, _failure);

        public Timestamp NextTimeout => _isReported ? Timestamp.Never : Timestamp.Min(_pingDueAt, _client.NextTimeout);

        private bool IsStream => _client.Options.Transport != TurnTransport.Udp;

        /// <summary>Begins; over a stream: as soon as that stands.</summary>
        public void Start(Timestamp now) => _client.Start(now);

        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            if (info.Remote != _client.Options.Server) return;
            bool isPong = _pingDueAt != Timestamp.Never && StunMessage.TryParse(datagram, out StunMessage message) && message.Header.IsResponse && message.TransactionId == _ping;
            if (isPong) OnPong(now);
            else _client.HandleDatagram(now, info, datagram);
            Advance(now);
        }

        public void HandleTimeout(Timestamp now)
        {
            // A server need not answer Binding requests where it relays; one that did not will not.
            if (_pingDueAt <= now && _transmissions >= (IsStream ? 1 : MaxTransmissions)) EndPings();
            if (_client.NextTimeout <= now) _client.HandleTimeout(now);
            Advance(now);
        }

        /// <summary>Writes the next request.</summary>
        /// <exception cref="ArgumentException">The destination is shorter than <see cref="MaxTransmitLength"/>.</exception>
        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            if (_pingDueAt > now || _transmissions >= MaxTransmissions) return _client.TryPollTransmit(now, destination, out transmit);
            if (destination.Length < MaxTransmitLength) throw new ArgumentException("A request takes up to " + MaxTransmitLength + " bytes.", nameof(destination));
            if (_transmissions == 0) _pingSentAt = now;
            else _interval = _interval * 2 < LongestInterval ? _interval * 2 : LongestInterval;
            _transmissions++;
            _pingDueAt = now + (IsStream ? StreamPatience : _interval);
            var writer = new StunWriter(destination, StunClass.Request, StunMethod.Binding, _ping);
            Fingerprint.AddTo(ref writer);
            transmit = new Transmit(_client.Options.Socket, _client.Options.Server, writer.Length);
            return true;
        }

        /// <summary>Gives the outcome, once, when nothing more will change it.</summary>
        public bool TryPollEvent(out RelayProbeOutcome? outcome)
        {
            outcome = null;
            if (!_isSettled || _pingDueAt != Timestamp.Never || _isReported) return false;
            _isReported = true;
            outcome = Outcome;
            return true;
        }

        private void OnPong(Timestamp now)
        {
            if (_transmissions == 1 && _pingsLeft < Pings) _roundTrips.Add(now - _pingSentAt);
            if (--_pingsLeft > 0) BeginPing(now);
            else EndPings();
        }

        private void BeginPing(Timestamp now)
        {
            _ping = TransactionId.Create(_random);
            _transmissions = 0;
            _interval = FirstInterval;
            _pingDueAt = now;
        }

        private void EndPings() => _pingDueAt = Timestamp.Never;

        private void Advance(Timestamp now)
        {
            while (_client.TryPollEvent(out TurnEvent e))
            {
                if (e.Kind == TurnEventKind.Allocated)
                {
                    TurnAllocation allocation = _client.Allocation;
                    _relayed = allocation.RelayedIPv4.IsValid ? allocation.RelayedIPv4 : allocation.RelayedIPv6;
                    _client.Release(now);
                    Settle(now);
                }
                else if (e.Kind == TurnEventKind.Failed)
                {
                    _failure = e.Failure;
                    Settle(now);
                }
            }
        }

        private void Settle(Timestamp now)
        {
            _isSettled = true;
            if (_client.HasHeard) BeginPing(now);
        }

        private TimeSpan? MedianRoundTrip()
        {
            if (_roundTrips.Count == 0) return _client.RoundTripTime > TimeSpan.Zero ? _client.RoundTripTime : (TimeSpan?)null;
            var sorted = new List<TimeSpan>(_roundTrips);
            sorted.Sort();
            return sorted[sorted.Count / 2];
        }
    }
}
