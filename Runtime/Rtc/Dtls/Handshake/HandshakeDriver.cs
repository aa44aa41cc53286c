using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// Carries a <see cref="Handshake"/> over datagrams: puts its messages together, sends its flights, and sends them again, because the timer
    /// ran out or because the peer repeats itself (RFC 6347 §4.2.4).
    /// </summary>
    internal sealed class HandshakeDriver : IDisposable
    {
        private static readonly TimeSpan MinTimeout = TimeSpan.FromMilliseconds(50);
        private static readonly TimeSpan MaxTimeout = TimeSpan.FromSeconds(3);

        /// <summary>The peer's repetitions bring ours at most this often, so that a few forged bytes cannot make us send a stream of flights.</summary>
        private static readonly TimeSpan MinRepetitionInterval = TimeSpan.FromMilliseconds(20);

        private readonly Flight _flight = new Flight();
        private readonly HandshakeReassembler _reassembler = new HandshakeReassembler();
        private readonly RecordLayer _records;
        private readonly DtlsCounters _counters;
        private readonly TimerTable _timers;
        private int _flightNumber;
        private Timestamp _flightStarted;
        private TimeSpan _initialTimeout;
        private TimeSpan _timeout;

        public HandshakeDriver(DtlsOptions options, ICryptoProvider crypto, IRandom random, RecordLayer records, DtlsCounters counters, in TimerTable timers)
        {
            _records = records;
            _counters = counters;
            _timers = timers;
            Handshake = options.Role == DtlsRole.Client
                ? new ClientHandshake(options, crypto, random, records, _flight)
                : (Handshake)new ServerHandshake(options, crypto, random, records, _flight);
            SetRoundTripTime(options.InitialRoundTripTime);
        }

        public Handshake Handshake { get; }

        public bool IsDone => Handshake.Step == HandshakeStep.Done;

        /// <summary>From the next flight on, the timer starts at twice the round-trip time; the rest is for the peer, whose signatures take their time.</summary>
        public void SetRoundTripTime(TimeSpan roundTripTime)
        {
            TimeSpan twice = roundTripTime + roundTripTime;
            _initialTimeout = twice < MinTimeout ? MinTimeout : twice > MaxTimeout ? MaxTimeout : twice;
        }

        public void Start(Timestamp now)
        {
            Handshake.Start();
            BeginFlightIfNew(now);
        }

        /// <summary>Handles the content of a handshake record. Everything in it is handled up to the first message that fails the handshake.</summary>
        public HandshakeVerdict HandleContent(Timestamp now, ushort epoch, ReadOnlySpan<byte> content)
        {
            var reader = new SpanReader(content);
            do
            {
                if (!HandshakeHeader.TryParse(ref reader, out HandshakeHeader header))
                {
                    _counters.DroppedMalformedFragment++;
                    return HandshakeVerdict.Dropped;
                }

                ReadOnlySpan<byte> fragment = reader.ReadBytes(header.FragmentLength);
                // Finished is the one message that is protected. Without renegotiation nothing else comes in epoch 1, and it in no other.
                if ((header.Type == HandshakeType.Finished) != (epoch == RecordLayer.ProtectedEpoch)) _counters.DroppedMalformedFragment++;
                else if (HandleFragment(now, header, fragment) == HandshakeVerdict.Failed) return HandshakeVerdict.Failed;
            }
            while (reader.Remaining > 0);

            return HandshakeVerdict.Accepted;
        }

        public void HandleRetransmissionTimeout(Timestamp now)
        {
            _counters.FlightsRetransmittedByTimer++;
            TimeSpan doubled = _timeout + _timeout;
            _timeout = doubled > MaxTimeout ? MaxTimeout : doubled;
            _timers.Set((int)DtlsTimer.Retransmission, now + _timeout);
            Restart(now);
        }

        /// <summary>Writes the next datagram of the flight; 0 where nothing is pending.</summary>
        public int Write(Span<byte> destination) => _flight.Write(_records, _counters, destination);

        public void Dispose()
        {
            _flight.Clear();
            _reassembler.Restart(0);
            Handshake.Dispose();
            _timers.Stop((int)DtlsTimer.Retransmission);
        }

        private HandshakeVerdict HandleFragment(Timestamp now, in HandshakeHeader header, ReadOnlySpan<byte> fragment)
        {
            switch (_reassembler.Add(header, fragment))
            {
                case FragmentResult.Stored:
                    return HandleWaiting(now);
                case FragmentResult.Old:
                    return HandleOld(now, header, fragment);
                case FragmentResult.TooFarAhead:
                    _counters.DroppedFutureMessage++;
                    return HandshakeVerdict.Dropped;
                default:
                    _counters.DroppedMalformedFragment++;
                    return HandshakeVerdict.Dropped;
            }
        }

        private HandshakeVerdict HandleWaiting(Timestamp now)
        {
            while (_reassembler.TryPeek(out HandshakeMessage? message))
            {
                HandshakeVerdict verdict = Handshake.Handle(message!);
                if (verdict == HandshakeVerdict.Dropped)
                {
                    _counters.DroppedMalformedMessage++;
                    _reassembler.Discard();
                }

                if (verdict != HandshakeVerdict.Accepted) return verdict;
                _reassembler.Advance();
                if (message!.Type == HandshakeType.HelloVerifyRequest) _counters.HelloVerifyRequestsAnswered++;
                BeginFlightIfNew(now);
            }

            return HandshakeVerdict.Accepted;
        }

        private HandshakeVerdict HandleOld(Timestamp now, in HandshakeHeader header, ReadOnlySpan<byte> fragment)
        {
            if (header.Type == HandshakeType.HelloVerifyRequest && header.IsWhole && Handshake is ClientHandshake client)
            {
                var message = new HandshakeMessage(header.Type, header.MessageSequence, fragment);
                if (client.IsNewHelloVerifyRequest(message))
                {
                    HandshakeVerdict verdict = client.Handle(message);
                    _counters.HelloVerifyRequestsAnswered++;
                    _reassembler.Restart(header.MessageSequence + 1);
                    BeginFlightIfNew(now);
                    return verdict;
                }
            }

            _counters.DroppedOldMessage++;
            bool answer = header.FragmentOffset == 0 && Handshake.IsEndOfAnsweredFlight(header.Type) && now - _flightStarted >= MinRepetitionInterval;
            if (!answer || _flight.IsEmpty) return HandshakeVerdict.Dropped;
            _counters.FlightsRetransmittedByPeer++;
            Restart(now);
            return HandshakeVerdict.Dropped;
        }

        private void BeginFlightIfNew(Timestamp now)
        {
            if (_flightNumber == _flight.Number) return;
            _flightNumber = _flight.Number;
            _flightStarted = now;
            _timeout = _initialTimeout;
            // The last flight has no timer: who misses it repeats its own.
            if (_flight.IsEmpty || IsDone) _timers.Stop((int)DtlsTimer.Retransmission);
            else _timers.Set((int)DtlsTimer.Retransmission, now + _timeout);
        }

        private void Restart(Timestamp now)
        {
            _flight.Restart();
            _flightStarted = now;
        }
    }
}
