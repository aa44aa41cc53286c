using System;
using System.Security.Cryptography;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// What both sides' handshakes share. A handshake takes whole messages in their order and fills the flight that answers them; datagrams,
    /// fragments, repetitions and time are the endpoint's.
    /// </summary>
    internal abstract class Handshake : IDisposable
    {
        protected const int HashLength = 32;
        protected const int PremasterSecretLength = 32;

        private readonly RecordLayer _records;
        private readonly KeySchedule _keys;
        private readonly byte[] _clientRandom = new byte[ClientHello.RandomLength];
        private readonly byte[] _serverRandom = new byte[ClientHello.RandomLength];
        private readonly byte[] _peerFingerprint = new byte[CertificateFingerprint.Length];
        private byte[] _peerCertificate = Array.Empty<byte>();
        private IEcdhKeyPair? _keyPair;
        private ushort _nextSequence;

        protected Handshake(DtlsOptions options, ICryptoProvider crypto, IRandom random, RecordLayer records, Flight flight)
        {
            Options = options;
            Crypto = crypto;
            Random = random;
            Flight = flight;
            _records = records;
            _keys = new KeySchedule(crypto);
        }

        /// <summary>What it waits for.</summary>
        public HandshakeStep Step { get; private set; }

        /// <summary>Whether a message of this type, coming again, says that the peer repeats the flight which our own answered.</summary>
        public abstract bool IsEndOfAnsweredFlight(HandshakeType type);

        /// <summary>What the peer's certificate has to be, once signaling has said it.</summary>
        public CertificateFingerprint? ExpectedFingerprint { get; set; }

        /// <summary>After <see cref="HandshakeVerdict.Failed"/>: what the peer is told.</summary>
        public AlertDescription FailureAlert { get; private set; }

        /// <summary>After <see cref="HandshakeVerdict.Failed"/>: what our player is told.</summary>
        public string FailureReason { get; private set; } = string.Empty;

        protected DtlsOptions Options { get; }

        protected ICryptoProvider Crypto { get; }

        protected IRandom Random { get; }

        protected Flight Flight { get; }

        protected HandshakeTranscript Transcript { get; } = new HandshakeTranscript();

        protected Span<byte> ClientRandom => _clientRandom;

        protected Span<byte> ServerRandom => _serverRandom;

        /// <summary>The peer's certificate in DER; empty until it came.</summary>
        protected ReadOnlySpan<byte> PeerCertificate => _peerCertificate;

        /// <summary>Sends the first flight, if it is this side's to send.</summary>
        public abstract void Start();

        /// <summary>Handles the next message.</summary>
        public abstract HandshakeVerdict Handle(HandshakeMessage message);

        /// <summary>Whether the peer's certificate is the one that signaling vouched for. Not before <see cref="HandshakeStep.Done"/> is it proved to be the peer's.</summary>
        public bool PeerMatchesFingerprint() => ExpectedFingerprint != null && _peerCertificate.Length > 0 && ExpectedFingerprint.Matches(_peerFingerprint);

        /// <summary>Fails because of the fingerprint.</summary>
        public HandshakeVerdict FailFingerprint() =>
            Fail(AlertDescription.BadCertificate, "The other side is not who the lobby says it is: its certificate has another fingerprint.");

        public void Dispose()
        {
            _keyPair?.Dispose();
            _keyPair = null;
            _keys.Dispose();
            Transcript.Release();
        }

        protected void TransitionTo(HandshakeStep step) => Step = step;

        protected HandshakeVerdict Fail(AlertDescription alert, string reason)
        {
            FailureAlert = alert;
            FailureReason = reason;
            return HandshakeVerdict.Failed;
        }

        /// <summary>Adds a message to the transcript and to the flight.</summary>
        protected void Send(HandshakeType type, ReadOnlySpan<byte> body, ushort epoch = RecordLayer.PlainEpoch)
        {
            var message = new HandshakeMessage(type, _nextSequence++, body);
            Transcript.Append(message.Raw);
            Flight.Add(epoch, message);
        }

        protected void SendCertificate()
        {
            ReadOnlySpan<byte> der = Options.Certificate.Der;
            byte[] body = new byte[CertificateMessage.Overhead + der.Length];
            var writer = new SpanWriter(body);
            CertificateMessage.Write(ref writer, der);
            Send(HandshakeType.Certificate, body);
        }

        /// <summary>Takes the peer's certificate, whose key is proved later, by ServerKeyExchange or CertificateVerify.</summary>
        protected HandshakeVerdict HandleCertificate(HandshakeMessage message, HandshakeStep next)
        {
            if (!CertificateMessage.TryParse(message.Body, out ReadOnlySpan<byte> certificate)) return HandshakeVerdict.Dropped;
            if (certificate.Length == 0) return Fail(AlertDescription.HandshakeFailure, "The other side presented no certificate, so nobody can tell who it is.");
            _peerCertificate = certificate.ToArray();
            Crypto.Sha256(_peerCertificate, _peerFingerprint);
            if (ExpectedFingerprint != null && !PeerMatchesFingerprint()) return FailFingerprint();
            Transcript.Append(message.Raw);
            TransitionTo(next);
            return HandshakeVerdict.Accepted;
        }

        /// <summary>Makes our half of the exchange, and gives what the peer has to know of it.</summary>
        protected ReadOnlySpan<byte> CreateKeyPair()
        {
            _keyPair?.Dispose();
            _keyPair = Crypto.CreateP256KeyPair();
            return _keyPair.PublicKey;
        }

        /// <summary>Both sides have sent their points and the transcript ends with ClientKeyExchange: the keys follow.</summary>
        protected bool TryDeriveKeys(ReadOnlySpan<byte> peerPoint)
        {
            Span<byte> premaster = stackalloc byte[PremasterSecretLength];
            if (!_keyPair!.TryDeriveSharedSecret(peerPoint, premaster)) return false;
            Span<byte> sessionHash = stackalloc byte[HashLength];
            Transcript.Hash(Crypto, sessionHash);
            _keys.SetMasterSecret(premaster, sessionHash);
            premaster.Clear();
            _keys.DeriveProtection(_clientRandom, _serverRandom, out RecordProtection client, out RecordProtection server);
            if (Options.Role == DtlsRole.Client) _records.Protect(server, client);
            else _records.Protect(client, server);
            return true;
        }

        /// <summary>Ends the flight with ChangeCipherSpec and our Finished.</summary>
        protected void SendFinished()
        {
            Span<byte> verifyData = stackalloc byte[Finished.Length];
            ComputeVerifyData(Options.Role, verifyData);
            Flight.AddChangeCipherSpec();
            _records.ChangeWriteEpoch();
            Send(HandshakeType.Finished, verifyData, RecordLayer.ProtectedEpoch);
        }

        /// <summary>Checks the peer's Finished, which proves that both saw the same handshake.</summary>
        protected HandshakeVerdict CheckFinished(HandshakeMessage message)
        {
            if (!Finished.TryParse(message.Body, out ReadOnlySpan<byte> verifyData)) return HandshakeVerdict.Dropped;
            Span<byte> expected = stackalloc byte[Finished.Length];
            ComputeVerifyData(Options.Role == DtlsRole.Client ? DtlsRole.Server : DtlsRole.Client, expected);
            if (!CryptographicOperations.FixedTimeEquals(expected, verifyData))
                return Fail(AlertDescription.DecryptError, "The secure channel could not be set up: somebody changed the handshake on its way.");
            Transcript.Append(message.Raw);
            return HandshakeVerdict.Accepted;
        }

        private void ComputeVerifyData(DtlsRole sender, Span<byte> verifyData)
        {
            Span<byte> hash = stackalloc byte[HashLength];
            Transcript.Hash(Crypto, hash);
            _keys.ComputeVerifyData(sender, hash, verifyData);
        }
    }
}
