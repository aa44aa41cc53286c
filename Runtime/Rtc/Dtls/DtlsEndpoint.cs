using System;
using System.Collections.Generic;
using System.Globalization;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// One end of a DTLS 1.2 association (RFC 6347) with mutual certificates, as WebRTC uses it (RFC 8827 §6.5).
    /// <para>
    /// Below <see cref="HandleDatagram"/> a datagram falls apart into records; protected ones are opened in place and come up as
    /// <see cref="DtlsEventKind.ApplicationData"/>, handshake records go to the <see cref="HandshakeDriver"/>. Application data flows the
    /// other way by <see cref="Seal"/>, which is no door: its caller sends the result, so nothing of it is copied or queued here.
    /// </para>
    /// <para>
    /// What is not authenticated cannot end an association, except where the handshake itself goes wrong: records that do not
    /// open, fragments and messages that cannot be read are dropped and counted (RFC 6347 §4.1.2.7). A plain alert is not believed, only
    /// remembered: it shortens the time that the handshake still has, and names the cause if that runs out.
    /// </para>
    /// </summary>
    internal sealed class DtlsEndpoint
    {
        /// <summary>Bytes that <see cref="Seal"/> needs in front of the plaintext: record header and explicit nonce.</summary>
        public const int SealHeadroom = RecordHeader.Size + RecordProtection.ExplicitNonceLength;

        /// <summary>Bytes that <see cref="Seal"/> needs behind the plaintext: the tag.</summary>
        public const int SealTailroom = RecordProtection.TagLength;

        /// <summary>The most plaintext in one record (RFC 5246 §6.2.1).</summary>
        public const int MaxPlaintextLength = 1 << 14;

        private const int MinDatagramSize = 128;
        private const int MaxPendingData = 64;

        /// <summary>What the true peer has left to finish the handshake after an alert that anybody could have sent.</summary>
        private static readonly TimeSpan PlainAlertGrace = TimeSpan.FromSeconds(3);

        private readonly DtlsOptions _options;
        private readonly TimerTable _timers = new TimerTable((int)DtlsTimer.Count);
        private readonly RecordLayer _records = new RecordLayer();
        private readonly EarlyRecords _early = new EarlyRecords(maxRecords: 4, maxRecordLength: 256); // a protected Finished has 61

        // What a peer sends first behind its Finished: SCTP's INIT or the first messages, no more than its initial window.
        private readonly EarlyRecords _earlyData = new EarlyRecords(maxRecords: 8, maxRecordLength: 2048);
        private readonly HandshakeDriver _driver;
        private readonly Queue<DtlsEvent> _events = new Queue<DtlsEvent>(MaxPendingData);
        private Alert? _alertToSend;
        private Alert? _plainAlert;

        /// <summary>Makes an endpoint that waits for <see cref="Start"/>.</summary>
        public DtlsEndpoint(DtlsOptions options, ICryptoProvider crypto, IRandom random)
        {
            _options = options;
            if (options.MaxDatagramSize < MinDatagramSize)
                throw new ArgumentOutOfRangeException(nameof(options), options.MaxDatagramSize, "MaxDatagramSize is at least 128 bytes.");
            _driver = new HandshakeDriver(options, crypto, random, _records, Counters, _timers);
        }

        public DtlsState State { get; private set; }

        /// <summary>Whether a handshake has begun, as server with the client's first message, and is not done.</summary>
        public bool IsUnderway => State == DtlsState.Handshaking && _driver.Handshake.Step != HandshakeStep.ClientHello;

        public DtlsCounters Counters { get; } = new DtlsCounters();

        public Timestamp NextTimeout => _timers.Next;

        internal RecordLayer Records => _records;

        /// <summary>
        /// Says what the peer's certificate has to be. The handshake may run before; <see cref="DtlsState.Connected"/> and application data wait for it.
        /// </summary>
        public void SetRemoteFingerprint(CertificateFingerprint fingerprint)
        {
            _driver.Handshake.ExpectedFingerprint = fingerprint ?? throw new ArgumentNullException(nameof(fingerprint));
            if (State == DtlsState.Handshaking) ConnectIfProved();
            else if (State == DtlsState.Connected && !_driver.Handshake.PeerMatchesFingerprint()) FailFingerprint();
        }

        /// <summary>Tells what ICE measured: the retransmission timer of the next flight starts at twice that, from 50 ms to 3 s.</summary>
        public void SetRoundTripTime(TimeSpan roundTripTime) => _driver.SetRoundTripTime(roundTripTime);

        /// <summary>Starts the handshake: the client's first flight is ready, the server waits for it. A server also starts by itself when the client is earlier.</summary>
        public void Start(Timestamp now)
        {
            if (State != DtlsState.New) return;
            TransitionTo(DtlsState.Handshaking);
            _timers.Set((int)DtlsTimer.Deadline, now + _options.HandshakeTimeout);
            _driver.Start(now);
        }

        /// <summary>
        /// Seals a record of application data in place and returns its whole length. The plaintext lies at <paramref name="record"/>[21..],
        /// with 16 bytes behind it. 0 where the sequence numbers are used up, which is the end of the association.
        /// </summary>
        /// <exception cref="InvalidOperationException">Not <see cref="DtlsState.Connected"/>.</exception>
        /// <exception cref="ArgumentException">The plaintext is longer than 2^14 bytes or the span too short.</exception>
        public int Seal(Span<byte> record, int plaintextLength)
        {
            if (State != DtlsState.Connected) throw new InvalidOperationException("Nothing can be sealed in state " + State + ".");
            if ((uint)plaintextLength > MaxPlaintextLength || record.Length < SealHeadroom + plaintextLength + SealTailroom)
                throw new ArgumentException("The record does not fit: " + plaintextLength + " bytes of plaintext in a span of " + record.Length + ".", nameof(record));
            if (_records.IsExhausted)
            {
                Fail(new Alert(true, AlertDescription.InternalError), "The secure channel has sent all the records that it can number.");
                return 0;
            }

            Counters.RecordsSent++;
            return _records.Seal(RecordLayer.ProtectedEpoch, ContentType.ApplicationData, record, plaintextLength);
        }

        /// <summary>Closes in order: close_notify leaves by <see cref="TryPollTransmit"/>. No event follows.</summary>
        public void Close(Timestamp now)
        {
            if (State == DtlsState.Failed || State == DtlsState.Closed) return;
            bool peerKnowsOfUs = State != DtlsState.New;
            End(DtlsState.Closed, peerKnowsOfUs ? new Alert(false, AlertDescription.CloseNotify) : (Alert?)null);
        }

        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            Counters.DatagramsReceived++;
            if (State == DtlsState.New && _options.Role == DtlsRole.Server) Start(now);
            HandleRecords(now, datagram);
        }

        public void HandleTimeout(Timestamp now)
        {
            if (_timers.TryExpire((int)DtlsTimer.Deadline, now))
            {
                Fail(new Alert(true, AlertDescription.UserCanceled), DescribeTimeout());
                return;
            }

            if (_timers.TryExpire((int)DtlsTimer.Retransmission, now)) _driver.HandleRetransmissionTimeout(now);
        }

        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            int length = _driver.Write(destination.Slice(0, Math.Min(destination.Length, _options.MaxDatagramSize)));
            if (length == 0 && _alertToSend != null) length = WriteAlert(destination);
            transmit = new Transmit(length);
            return length > 0;
        }

        public bool TryPollEvent(out DtlsEvent e)
        {
            e = default;
            if (_events.Count == 0) return false;
            e = _events.Dequeue();
            return true;
        }

        private void HandleRecords(Timestamp now, Span<byte> datagram)
        {
            int offset = 0;
            while (offset < datagram.Length)
            {
                if (State != DtlsState.Handshaking && State != DtlsState.Connected)
                {
                    Counters.DroppedInState++;
                    return;
                }

                if (!RecordHeader.TryParse(datagram.Slice(offset), out RecordHeader header))
                {
                    Counters.DroppedMalformedRecord++;
                    return;
                }

                Counters.RecordsReceived++;
                int total = RecordHeader.Size + header.Length;
                if (header.Epoch == RecordLayer.PlainEpoch) HandlePlainRecord(now, header, datagram.Slice(offset + RecordHeader.Size, header.Length));
                else if (header.Epoch == RecordLayer.ProtectedEpoch) HandleProtectedRecord(now, header, datagram.Slice(offset, total), offset);
                else Counters.DroppedUnknownEpoch++;
                offset += total;
            }
        }

        private void HandlePlainRecord(Timestamp now, in RecordHeader header, ReadOnlySpan<byte> content)
        {
            switch (header.Type)
            {
                case ContentType.Handshake when !_driver.IsDone:
                    RunHandshake(now, RecordLayer.PlainEpoch, content);
                    break;
                case ContentType.Handshake:
                    Counters.DroppedUnknownEpoch++;
                    break;
                case ContentType.ApplicationData:
                    Counters.DroppedApplicationData++;
                    break;
                case ContentType.Alert:
                    HandlePlainAlert(now, content);
                    break;
                default:
                    // ChangeCipherSpec. Each record names its epoch, so it tells nothing, and it may be lost without harm.
                    break;
            }
        }

        private void HandleProtectedRecord(Timestamp now, in RecordHeader header, Span<byte> record, int offset)
        {
            // Data that overtook the peer's Finished, or came before signaling has said whose certificate counts, stays sealed until then.
            bool isEarlyData = header.Type == ContentType.ApplicationData && State == DtlsState.Handshaking;
            if (isEarlyData || !_records.IsProtected)
            {
                bool isKept = isEarlyData ? _earlyData.TryKeep(record) : header.Type == ContentType.Handshake && _early.TryKeep(record);
                if (!isKept) Counters.DroppedEarlyRecord++;
                return;
            }

            if (!_records.IsNew(header))
            {
                Counters.DroppedReplay++;
                return;
            }

            Span<byte> body = record.Slice(RecordHeader.Size);
            if (!_records.TryOpen(header, body, out int contentOffset, out int contentLength))
            {
                Counters.DroppedBadRecord++;
                return;
            }

            switch (header.Type)
            {
                case ContentType.ApplicationData when State == DtlsState.Connected && _events.Count < MaxPendingData:
                    Counters.ApplicationDataReceived++;
                    _events.Enqueue(DtlsEvent.ApplicationData(offset + RecordHeader.Size + contentOffset, contentLength));
                    break;
                case ContentType.ApplicationData:
                    Counters.DroppedApplicationData++;
                    break;
                case ContentType.Handshake:
                    RunHandshake(now, RecordLayer.ProtectedEpoch, body.Slice(contentOffset, contentLength));
                    break;
                case ContentType.Alert:
                    HandleProtectedAlert(body.Slice(contentOffset, contentLength));
                    break;
                default:
                    Counters.DroppedMalformedMessage++;
                    break;
            }
        }

        private void RunHandshake(Timestamp now, ushort epoch, ReadOnlySpan<byte> content)
        {
            bool wasProtected = _records.IsProtected;
            if (_driver.HandleContent(now, epoch, content) == HandshakeVerdict.Failed)
            {
                FailHandshake();
                return;
            }

            if (State == DtlsState.Handshaking) ConnectIfProved();
            if (wasProtected || !_records.IsProtected) return;
            while (_early.TryTake(out byte[]? record)) HandleRecords(now, record);
        }

        /// <summary>The one gate to <see cref="DtlsState.Connected"/>: both Finished were right, and the certificate is the one that signaling vouched for.</summary>
        private void ConnectIfProved()
        {
            if (!_driver.IsDone || _driver.Handshake.ExpectedFingerprint == null) return;
            if (!_driver.Handshake.PeerMatchesFingerprint())
            {
                FailFingerprint();
                return;
            }

            _timers.StopAll();
            TransitionTo(DtlsState.Connected);
            _events.Enqueue(DtlsEvent.Connected());
            OpenEarlyData();
        }

        private void OpenEarlyData()
        {
            while (_earlyData.TryTake(out byte[]? record))
            {
                if (!RecordHeader.TryParse(record, out RecordHeader header) || !_records.IsNew(header))
                {
                    Counters.DroppedReplay++;
                }
                else if (!_records.TryOpen(header, record.AsSpan(RecordHeader.Size), out int offset, out int length))
                {
                    Counters.DroppedBadRecord++;
                }
                else
                {
                    Counters.ApplicationDataReceived++;
                    _events.Enqueue(DtlsEvent.ApplicationData(RecordHeader.Size + offset, length, record));
                }
            }
        }

        private void HandlePlainAlert(Timestamp now, ReadOnlySpan<byte> content)
        {
            Counters.DroppedAlert++;
            if (_driver.IsDone || !Alert.TryParse(content, out Alert alert) || !alert.EndsAssociation) return;
            _plainAlert ??= alert;
            _timers.Set((int)DtlsTimer.Deadline, Timestamp.Min(_timers[(int)DtlsTimer.Deadline], now + PlainAlertGrace));
        }

        private void HandleProtectedAlert(ReadOnlySpan<byte> content)
        {
            if (!Alert.TryParse(content, out Alert alert))
            {
                Counters.DroppedAlert++;
                return;
            }

            if (!alert.EndsAssociation) return; // a warning
            if (alert.Description == AlertDescription.CloseNotify)
            {
                // RFC 5246 §7.2.1: answered with one of our own.
                End(DtlsState.Closed, new Alert(false, AlertDescription.CloseNotify));
                _events.Enqueue(DtlsEvent.Closed());
                return;
            }

            End(DtlsState.Failed, null);
            _events.Enqueue(DtlsEvent.Failed("The other side ended the secure channel (alert " + alert.Description + ")."));
        }

        private void FailFingerprint()
        {
            _driver.Handshake.FailFingerprint();
            FailHandshake();
        }

        private void FailHandshake() => Fail(new Alert(true, _driver.Handshake.FailureAlert), _driver.Handshake.FailureReason);

        private void Fail(Alert alert, string reason)
        {
            End(DtlsState.Failed, alert);
            _events.Enqueue(DtlsEvent.Failed(reason));
        }

        /// <summary>Ends in a final state. The keys go when the last alert has left, or now.</summary>
        private void End(DtlsState state, Alert? lastWord)
        {
            TransitionTo(state);
            _timers.StopAll();
            _driver.Dispose();
            _early.Clear();
            _earlyData.Clear();
            _alertToSend = lastWord;
            if (lastWord == null) _records.Dispose();
        }

        private void TransitionTo(DtlsState state) => State = state;

        private int WriteAlert(Span<byte> destination)
        {
            ushort epoch = _records.WriteEpoch;
            _alertToSend!.Value.Write(destination.Slice(RecordLayer.Headroom(epoch)));
            _alertToSend = null;
            int length = _records.Seal(epoch, ContentType.Alert, destination, Alert.Size);
            _records.Dispose();
            Counters.RecordsSent++;
            return length;
        }

        private string DescribeTimeout()
        {
            if (_driver.IsDone) return "The secure channel stands, but the lobby never said which certificate the other side has.";
            if (_plainAlert != null) return "The other side refused the secure channel (alert " + _plainAlert.Value.Description + ").";
            string time = _options.HandshakeTimeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture) + " s";
            return Counters.RecordsReceived == 0
                ? "The other side did not begin the handshake of the secure channel within " + time + "."
                : "The handshake of the secure channel was not finished within " + time + "; it waited for " + _driver.Handshake.Step + ".";
        }
    }
}
