using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// The client's side.
    /// <code>
    ///   ClientHello ──►            ◄── HelloVerifyRequest      (as often as the server likes, up to a limit)
    ///   ClientHello (cookie) ──►   ◄── ServerHello, Certificate, ServerKeyExchange, CertificateRequest, ServerHelloDone
    ///   Certificate, ClientKeyExchange, CertificateVerify, ChangeCipherSpec, Finished ──►
    ///                                  ◄── ChangeCipherSpec, Finished
    /// </code>
    /// </summary>
    internal sealed class ClientHandshake : Handshake
    {
        private const int MaxHelloVerifyRequests = 8;

        private byte[] _cookie = Array.Empty<byte>();
        private byte[] _serverPoint = Array.Empty<byte>();
        private int _helloVerifyRequests;
        private bool _isCertificateRequested;

        public ClientHandshake(DtlsOptions options, ICryptoProvider crypto, IRandom random, RecordLayer records, Flight flight)
            : base(options, crypto, random, records, flight) => TransitionTo(HandshakeStep.ServerHello);

        public override void Start()
        {
            Random.Fill(ClientRandom);
            SendClientHello();
        }

        // Once Finished came, the server has all that it needs: answering a repetition then would start an endless exchange of last flights.
        public override bool IsEndOfAnsweredFlight(HandshakeType type) => Step == HandshakeStep.Finished && type == HandshakeType.ServerHelloDone;

        /// <summary>Whether this is a HelloVerifyRequest that asks for something new. A server that keeps no state numbers each of them 0.</summary>
        public bool IsNewHelloVerifyRequest(HandshakeMessage message) =>
            Step == HandshakeStep.ServerHello && HelloVerifyRequest.TryParse(message.Body, out ReadOnlySpan<byte> cookie) && !cookie.SequenceEqual(_cookie);

        public override HandshakeVerdict Handle(HandshakeMessage message)
        {
            switch (Step)
            {
                case HandshakeStep.ServerHello when message.Type == HandshakeType.HelloVerifyRequest:
                    return HandleHelloVerifyRequest(message);
                case HandshakeStep.ServerHello when message.Type == HandshakeType.ServerHello:
                    return HandleServerHello(message);
                case HandshakeStep.Certificate when message.Type == HandshakeType.Certificate:
                    return HandleCertificate(message, HandshakeStep.ServerKeyExchange);
                case HandshakeStep.ServerKeyExchange when message.Type == HandshakeType.ServerKeyExchange:
                    return HandleServerKeyExchange(message);
                case HandshakeStep.CertificateRequest when message.Type == HandshakeType.CertificateRequest:
                    return HandleCertificateRequest(message);
                case HandshakeStep.CertificateRequest when message.Type == HandshakeType.ServerHelloDone:
                case HandshakeStep.ServerHelloDone when message.Type == HandshakeType.ServerHelloDone:
                    return HandleServerHelloDone(message);
                case HandshakeStep.Finished when message.Type == HandshakeType.Finished:
                    return HandleFinished(message);
                default:
                    return HandshakeVerdict.Dropped;
            }
        }

        private void SendClientHello()
        {
            Span<byte> body = stackalloc byte[ClientHello.MaxWrittenLength];
            var writer = new SpanWriter(body);
            var hello = new ClientHello { Version = ProtocolVersion.Dtls12, Random = ClientRandom, SessionId = Options.SessionId.Span, Cookie = _cookie };
            hello.Write(ref writer);
            Flight.Clear();
            Send(HandshakeType.ClientHello, writer.Written);
        }

        private HandshakeVerdict HandleHelloVerifyRequest(HandshakeMessage message)
        {
            if (!HelloVerifyRequest.TryParse(message.Body, out ReadOnlySpan<byte> cookie)) return HandshakeVerdict.Dropped;
            if (++_helloVerifyRequests > MaxHelloVerifyRequests)
                return Fail(AlertDescription.HandshakeFailure, "The secure channel could not be set up: the other side keeps asking for a cookie.");
            _cookie = cookie.ToArray();
            Transcript.Reset();
            SendClientHello();
            return HandshakeVerdict.Accepted;
        }

        private HandshakeVerdict HandleServerHello(HandshakeMessage message)
        {
            if (!ServerHello.TryParse(message.Body, out ServerHello hello)) return HandshakeVerdict.Dropped;
            if (hello.Version != ProtocolVersion.Dtls12)
                return Fail(AlertDescription.ProtocolVersion, "The secure channel could not be set up: the other side does not speak DTLS 1.2.");
            if (hello.Suite != CipherSuite.EcdheEcdsaAes128GcmSha256 || hello.Compression != 0)
                return Fail(AlertDescription.IllegalParameter, "The secure channel could not be set up: the other side chose a cipher that was not offered.");
            if (hello.Extensions.HasUnknown)
                return Fail(AlertDescription.UnsupportedExtension, "The secure channel could not be set up: the other side answered an extension that was not offered.");
            if (!hello.Extensions.Has(ExtensionType.ExtendedMasterSecret))
                return Fail(AlertDescription.HandshakeFailure, "The secure channel could not be set up: the other side does not know the extended master secret.");
            if (hello.Extensions.Has(ExtensionType.RenegotiationInfo) && !hello.Extensions.IsRenegotiationInfoEmpty)
                return Fail(AlertDescription.HandshakeFailure, "The secure channel could not be set up: the other side continues a handshake that never was.");
            hello.Random.CopyTo(ServerRandom);
            Transcript.Append(message.Raw);
            TransitionTo(HandshakeStep.Certificate);
            return HandshakeVerdict.Accepted;
        }

        private HandshakeVerdict HandleServerKeyExchange(HandshakeMessage message)
        {
            if (!ServerKeyExchange.TryParse(message.Body, out ServerKeyExchange exchange)) return HandshakeVerdict.Dropped;
            if (exchange.Group != CipherSuite.Secp256R1 || exchange.Point.Length + 4 != ServerKeyExchange.ParametersLength || exchange.SignatureScheme != CipherSuite.EcdsaSha256)
                return Fail(AlertDescription.IllegalParameter, "The secure channel could not be set up: the other side chose a curve or signature that was not offered.");
            Span<byte> signed = stackalloc byte[(2 * ClientHello.RandomLength) + ServerKeyExchange.ParametersLength];
            ClientRandom.CopyTo(signed);
            ServerRandom.CopyTo(signed.Slice(ClientHello.RandomLength));
            exchange.Parameters.CopyTo(signed.Slice(2 * ClientHello.RandomLength));
            if (!Crypto.VerifyEcdsaSha256(PeerCertificate, signed, exchange.Signature))
                return Fail(AlertDescription.DecryptError, "The other side could not prove that its certificate is its own.");
            _serverPoint = exchange.Point.ToArray();
            Transcript.Append(message.Raw);
            TransitionTo(HandshakeStep.CertificateRequest);
            return HandshakeVerdict.Accepted;
        }

        private HandshakeVerdict HandleCertificateRequest(HandshakeMessage message)
        {
            if (!CertificateRequest.TryParse(message.Body, out CertificateRequest request)) return HandshakeVerdict.Dropped;
            if (!request.TakesEcdsaSha256)
                return Fail(AlertDescription.UnsupportedCertificate, "The secure channel could not be set up: the other side takes no certificate of our kind.");
            _isCertificateRequested = true;
            Transcript.Append(message.Raw);
            TransitionTo(HandshakeStep.ServerHelloDone);
            return HandshakeVerdict.Accepted;
        }

        private HandshakeVerdict HandleServerHelloDone(HandshakeMessage message)
        {
            if (message.Body.Length != 0) return HandshakeVerdict.Dropped;
            Transcript.Append(message.Raw);
            Flight.Clear();
            if (_isCertificateRequested) SendCertificate();
            ReadOnlySpan<byte> publicKey = CreateKeyPair();
            SendClientKeyExchange(publicKey);
            if (!TryDeriveKeys(_serverPoint))
                return Fail(AlertDescription.IllegalParameter, "The secure channel could not be set up: the other side's key is no point on the curve.");
            if (_isCertificateRequested) SendCertificateVerify();
            SendFinished();
            TransitionTo(HandshakeStep.Finished);
            return HandshakeVerdict.Accepted;
        }

        private void SendClientKeyExchange(ReadOnlySpan<byte> point)
        {
            Span<byte> body = stackalloc byte[1 + point.Length];
            var writer = new SpanWriter(body);
            ClientKeyExchange.Write(ref writer, point);
            Send(HandshakeType.ClientKeyExchange, body);
        }

        private void SendCertificateVerify()
        {
            Span<byte> signature = stackalloc byte[DigitalSignature.MaxSignatureLength];
            int length = Options.Certificate.Sign(Transcript.Bytes, signature);
            Span<byte> body = stackalloc byte[DigitalSignature.MaxWrittenLength];
            var writer = new SpanWriter(body);
            DigitalSignature.Write(ref writer, signature.Slice(0, length));
            Send(HandshakeType.CertificateVerify, writer.Written);
        }

        private HandshakeVerdict HandleFinished(HandshakeMessage message)
        {
            HandshakeVerdict verdict = CheckFinished(message);
            if (verdict != HandshakeVerdict.Accepted) return verdict;
            Flight.Clear();
            TransitionTo(HandshakeStep.Done);
            return verdict;
        }
    }
}
