using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// The server's side. It asks for no cookie, since ICE has proved the path, and insists on the client's certificate.
    /// <code>
    ///   ◄── ClientHello
    ///   ServerHello, Certificate, ServerKeyExchange, CertificateRequest, ServerHelloDone ──►
    ///   ◄── Certificate, ClientKeyExchange, CertificateVerify, ChangeCipherSpec, Finished
    ///   ChangeCipherSpec, Finished ──►
    /// </code>
    /// </summary>
    internal sealed class ServerHandshake : Handshake
    {
        public ServerHandshake(DtlsOptions options, ICryptoProvider crypto, IRandom random, RecordLayer records, Flight flight)
            : base(options, crypto, random, records, flight) => TransitionTo(HandshakeStep.ClientHello);

        public override void Start()
        {
        }

        public override bool IsEndOfAnsweredFlight(HandshakeType type) => type == (Step == HandshakeStep.Done ? HandshakeType.Finished : HandshakeType.ClientHello);

        public override HandshakeVerdict Handle(HandshakeMessage message)
        {
            switch (Step)
            {
                case HandshakeStep.ClientHello when message.Type == HandshakeType.ClientHello:
                    return HandleClientHello(message);
                case HandshakeStep.Certificate when message.Type == HandshakeType.Certificate:
                    return HandleCertificate(message, HandshakeStep.ClientKeyExchange);
                case HandshakeStep.ClientKeyExchange when message.Type == HandshakeType.ClientKeyExchange:
                    return HandleClientKeyExchange(message);
                case HandshakeStep.CertificateVerify when message.Type == HandshakeType.CertificateVerify:
                    return HandleCertificateVerify(message);
                case HandshakeStep.Finished when message.Type == HandshakeType.Finished:
                    return HandleFinished(message);
                default:
                    return HandshakeVerdict.Dropped;
            }
        }

        private HandshakeVerdict HandleClientHello(HandshakeMessage message)
        {
            if (!ClientHello.TryParse(message.Body, out ClientHello hello)) return HandshakeVerdict.Dropped;
            HandshakeVerdict verdict = Check(hello);
            if (verdict != HandshakeVerdict.Accepted) return verdict;
            hello.Random.CopyTo(ClientRandom);
            Random.Fill(ServerRandom);
            Transcript.Append(message.Raw);
            bool renegotiationInfo = hello.Extensions.Has(ExtensionType.RenegotiationInfo)
                || CipherSuite.ListContains(hello.CipherSuites, CipherSuite.EmptyRenegotiationInfoScsv);

            Flight.Clear();
            SendServerHello(renegotiationInfo, hello.Extensions.Has(ExtensionType.EcPointFormats));
            SendCertificate();
            SendServerKeyExchange();
            SendCertificateRequest();
            Send(HandshakeType.ServerHelloDone, default);
            TransitionTo(HandshakeStep.Certificate);
            return HandshakeVerdict.Accepted;
        }

        /// <summary>Whether the client offers all that we need. A list that it leaves out is judged as its RFC says.</summary>
        private HandshakeVerdict Check(in ClientHello hello)
        {
            const string Prefix = "The secure channel could not be set up: the other side ";
            HelloExtensions extensions = hello.Extensions;
            if (!ProtocolVersion.Offers12(hello.Version)) return Fail(AlertDescription.ProtocolVersion, Prefix + "does not speak DTLS 1.2.");
            if (!CipherSuite.ListContains(hello.CipherSuites, CipherSuite.EcdheEcdsaAes128GcmSha256))
                return Fail(AlertDescription.HandshakeFailure, Prefix + "does not offer ECDHE-ECDSA with AES-128-GCM.");
            if (!extensions.Has(ExtensionType.ExtendedMasterSecret))
                return Fail(AlertDescription.HandshakeFailure, Prefix + "does not know the extended master secret.");
            // Without the list any group is fine (RFC 8422 §4); without this one SHA-1 is meant (RFC 5246 §7.4.1.4.1), which is not.
            if (extensions.Has(ExtensionType.SupportedGroups) && !CipherSuite.ListContains(extensions.SupportedGroups, CipherSuite.Secp256R1))
                return Fail(AlertDescription.HandshakeFailure, Prefix + "does not offer the curve P-256.");
            if (!CipherSuite.ListContains(extensions.SignatureAlgorithms, CipherSuite.EcdsaSha256))
                return Fail(AlertDescription.HandshakeFailure, Prefix + "does not offer ECDSA with SHA-256.");
            if (extensions.Has(ExtensionType.EcPointFormats) && extensions.PointFormats.IndexOf((byte)0) < 0)
                return Fail(AlertDescription.IllegalParameter, Prefix + "does not take uncompressed points.");
            if (extensions.Has(ExtensionType.RenegotiationInfo) && !extensions.IsRenegotiationInfoEmpty)
                return Fail(AlertDescription.HandshakeFailure, Prefix + "continues a handshake that never was.");
            return HandshakeVerdict.Accepted;
        }

        private void SendServerHello(bool renegotiationInfo, bool pointFormats)
        {
            Span<byte> body = stackalloc byte[ServerHello.MaxWrittenLength];
            var writer = new SpanWriter(body);
            var hello = new ServerHello { Version = ProtocolVersion.Dtls12, Random = ServerRandom, Suite = CipherSuite.EcdheEcdsaAes128GcmSha256 };
            hello.Write(ref writer, renegotiationInfo, pointFormats);
            Send(HandshakeType.ServerHello, writer.Written);
        }

        private void SendServerKeyExchange()
        {
            const int Randoms = 2 * ClientHello.RandomLength;
            ReadOnlySpan<byte> publicKey = CreateKeyPair();
            Span<byte> signed = stackalloc byte[Randoms + ServerKeyExchange.ParametersLength];
            ClientRandom.CopyTo(signed);
            ServerRandom.CopyTo(signed.Slice(ClientHello.RandomLength));
            Span<byte> parameters = signed.Slice(Randoms);
            var parametersWriter = new SpanWriter(parameters);
            ServerKeyExchange.WriteParameters(ref parametersWriter, publicKey);

            Span<byte> signature = stackalloc byte[DigitalSignature.MaxSignatureLength];
            int length = Options.Certificate.Sign(signed, signature);
            Span<byte> body = stackalloc byte[ServerKeyExchange.ParametersLength + DigitalSignature.MaxWrittenLength];
            var writer = new SpanWriter(body);
            writer.WriteBytes(parameters);
            DigitalSignature.Write(ref writer, signature.Slice(0, length));
            Send(HandshakeType.ServerKeyExchange, writer.Written);
        }

        private void SendCertificateRequest()
        {
            Span<byte> body = stackalloc byte[CertificateRequest.WrittenLength];
            var writer = new SpanWriter(body);
            CertificateRequest.Write(ref writer);
            Send(HandshakeType.CertificateRequest, body);
        }

        private HandshakeVerdict HandleClientKeyExchange(HandshakeMessage message)
        {
            if (!ClientKeyExchange.TryParse(message.Body, out ReadOnlySpan<byte> point)) return HandshakeVerdict.Dropped;
            Transcript.Append(message.Raw);
            if (!TryDeriveKeys(point))
                return Fail(AlertDescription.IllegalParameter, "The secure channel could not be set up: the other side's key is no point on the curve.");
            TransitionTo(HandshakeStep.CertificateVerify);
            return HandshakeVerdict.Accepted;
        }

        private HandshakeVerdict HandleCertificateVerify(HandshakeMessage message)
        {
            if (!DigitalSignature.TryParse(message.Body, out ushort scheme, out ReadOnlySpan<byte> signature)) return HandshakeVerdict.Dropped;
            if (scheme != CipherSuite.EcdsaSha256 || !Crypto.VerifyEcdsaSha256(PeerCertificate, Transcript.Bytes, signature))
                return Fail(AlertDescription.DecryptError, "The other side could not prove that its certificate is its own.");
            Transcript.Append(message.Raw);
            TransitionTo(HandshakeStep.Finished);
            return HandshakeVerdict.Accepted;
        }

        private HandshakeVerdict HandleFinished(HandshakeMessage message)
        {
            HandshakeVerdict verdict = CheckFinished(message);
            if (verdict != HandshakeVerdict.Accepted) return verdict;
            Flight.Clear();
            SendFinished();
            TransitionTo(HandshakeStep.Done);
            return verdict;
        }
    }
}
