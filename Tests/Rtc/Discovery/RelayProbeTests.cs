using System;
using System.Collections.Generic;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Discovery;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;

namespace P2PNet.Tests.Rtc.Discovery
{
    /// <summary>One way to a relay, against a server that each test scripts: bytes in, bytes out, 10 ms later.</summary>
    public sealed class RelayProbeTests
    {
        private static readonly TransportAddress Server = Parse("203.0.113.2", 3478);
        private static readonly TransportAddress Relayed = Parse("203.0.113.2", 50000);

        // P -> Allocate; S -> 401; P -> Allocate with credentials; S -> relayed address; P -> Refresh 0; six pings
        [Test]
        public void ObtainsAnAddressGivesItBackAndPings()
        {
            var script = new Script("user", "password");
            RelayProbeOutcome outcome = script.Run();
            Assert.That(outcome.Answered, Is.True);
            Assert.That(outcome.Relayed, Is.EqualTo(Relayed));
            Assert.That(outcome.Failure, Is.Null);
            Assert.That(outcome.RoundTripTime!.Value.TotalMilliseconds, Is.EqualTo(10).Within(0.01));
            Assert.That(script.Count(StunMethod.Allocate), Is.EqualTo(2));
            Assert.That(script.Count(StunMethod.Binding), Is.EqualTo(6));
            Assert.That(script.LastRefreshLifetime, Is.Zero);
        }

        [Test]
        public void TellsThatCredentialsAreMissing()
        {
            RelayProbeOutcome outcome = new Script(null, null).Run();
            Assert.That(outcome.Answered, Is.True);
            Assert.That(outcome.Failure, Is.SameAs(TurnFailureReasons.NoCredentials));
            Assert.That(outcome.RoundTripTime, Is.Not.Null);
        }

        [Test]
        public void TellsARefusal()
        {
            var script = new Script("user", "password") { Refusal = StunErrorCode.AllocationQuotaReached };
            RelayProbeOutcome outcome = script.Run();
            Assert.That(outcome.Failure!.Code, Is.EqualTo(StunErrorCode.AllocationQuotaReached));
            Assert.That(outcome.Relayed.IsValid, Is.False);
            Assert.That(outcome.RoundTripTime, Is.Not.Null);
        }

        [TestCase(true)]
        [TestCase(false)]
        public void TellsSilence(bool isStream)
        {
            var script = new Script("user", "password", isStream ? TurnTransport.Tcp : TurnTransport.Udp) { IsMute = true };
            RelayProbeOutcome outcome = script.Run();
            Assert.That(outcome.Answered, Is.False);
            Assert.That(outcome.Failure!.Kind, Is.EqualTo(TurnFailureKind.NoAnswer));
            Assert.That(outcome.RoundTripTime, Is.Null);
            Assert.That(script.Now.TotalMilliseconds, Is.LessThan(7500));
        }

        [TestCase(true)]
        [TestCase(false)]
        public void ServersNeedNotAnswerPings(bool isStream)
        {
            var script = new Script("user", "password", isStream ? TurnTransport.Tcp : TurnTransport.Udp) { AnswersPings = false };
            RelayProbeOutcome outcome = script.Run();
            Assert.That(outcome.Relayed, Is.EqualTo(Relayed));
            Assert.That(outcome.RoundTripTime!.Value.TotalMilliseconds, Is.EqualTo(10).Within(0.5), "of the requests");
            Assert.That(script.Count(StunMethod.Binding), Is.EqualTo(isStream ? 1 : 4));
        }

        [Test]
        public void OtherSendersCountForNothing()
        {
            var script = new Script("user", "password") { AnswersFrom = Parse("192.0.2.66", 3478) };
            Assert.That(script.Run().Answered, Is.False);
        }

        [Test]
        public void SurvivesJunk()
        {
            var random = new SeededRandom(5);
            var script = new Script("user", "password") { Junk = random };
            Assert.That(script.Run().Relayed, Is.EqualTo(Relayed), () => "seed " + random.Seed);
        }

        private static TransportAddress Parse(string address, ushort port)
        {
            Assert.That(TransportAddress.TryParse(address, port, out TransportAddress parsed), Is.True);
            return parsed;
        }

        /// <summary>The probe, the clock and the server.</summary>
        private sealed class Script
        {
            private const string Realm = "realm";
            private static readonly ICryptoProvider Crypto = P2PNet.Native.NativeCrypto.Create();

            private readonly RelayProbe _probe;
            private readonly Queue<(Timestamp At, byte[] Bytes)> _answers = new Queue<(Timestamp, byte[])>();
            private readonly List<StunMethod> _requests = new List<StunMethod>();
            private readonly byte[] _key = new byte[LongTermKey.Length];

            public Script(string? username, string? credential, TurnTransport transport = TurnTransport.Udp)
            {
                var options = new TurnClientOptions(SocketId.IPv4, Server, transport) { Username = username, Credential = credential, WantsIPv6 = false };
                _probe = new RelayProbe(options, Crypto, new SeededRandom(1));
                if (username != null) LongTermKey.Derive(Crypto, username, Realm, credential!, _key);
            }

            public StunErrorCode Refusal { get; set; }

            public bool IsMute { get; set; }

            public bool AnswersPings { get; set; } = true;

            public TransportAddress AnswersFrom { get; set; } = Server;

            public SeededRandom? Junk { get; set; }

            public Timestamp Now { get; private set; }

            public uint? LastRefreshLifetime { get; private set; }

            public int Count(StunMethod method) => _requests.FindAll(request => request == method).Count;

            public RelayProbeOutcome Run()
            {
                _probe.Start(Now);
                var buffer = new byte[RelayProbe.MaxTransmitLength];
                while (Now < Timestamp.FromMilliseconds(30_000))
                {
                    while (_probe.TryPollTransmit(Now, buffer, out Transmit transmit)) Handle(buffer.AsSpan(transmit.Offset, transmit.Length));
                    if (_probe.TryPollEvent(out RelayProbeOutcome? outcome)) return outcome!;
                    Timestamp next = _answers.Count > 0 ? Timestamp.Min(_answers.Peek().At, _probe.NextTimeout) : _probe.NextTimeout;
                    Assert.That(next, Is.Not.EqualTo(Timestamp.Never), "Nothing will ever happen again.");
                    Now = Timestamp.Max(Now, next);
                    Deliver();
                    if (_probe.NextTimeout <= Now) _probe.HandleTimeout(Now);
                }

                throw new AssertionException("No outcome.");
            }

            private void Deliver()
            {
                while (_answers.Count > 0 && _answers.Peek().At <= Now)
                {
                    byte[] answer = _answers.Dequeue().Bytes;
                    for (int i = 0; Junk != null && i < 500; i++)
                    {
                        byte[] junk = (byte[])answer.Clone();
                        // Bits of the header and of the ids: what remains is nobody's answer.
                        junk[Junk.Next(20)] ^= (byte)(1 << Junk.Next(8));
                        _probe.HandleDatagram(Now, new DatagramInfo(SocketId.IPv4, Server), junk.AsSpan(0, Junk.Next(junk.Length)));
                        _probe.HandleDatagram(Now, new DatagramInfo(SocketId.IPv4, Server), junk.AsSpan(0, Junk.Next(19)));
                    }

                    _probe.HandleDatagram(Now, new DatagramInfo(SocketId.IPv4, AnswersFrom), answer);
                }
            }

            private void Handle(ReadOnlySpan<byte> bytes)
            {
                Assert.That(StunMessage.TryParse(bytes, out StunMessage request), Is.True);
                _requests.Add(request.Method);
                if (request.Method == StunMethod.Refresh && LifetimeAttribute.TryRead(request, out uint lifetime)) LastRefreshLifetime = lifetime;
                if (IsMute || (request.Method == StunMethod.Binding && !AnswersPings)) return;
                var buffer = new byte[300];
                int length = request.Method == StunMethod.Binding ? WritePong(buffer, request)
                    : request.IntegrityOffset < 0 ? WriteError(buffer, request, StunErrorCode.Unauthenticated)
                    : Refusal != default ? WriteError(buffer, request, Refusal) : WriteSuccess(buffer, request);
                _answers.Enqueue((Now + TimeSpan.FromMilliseconds(10), buffer.AsSpan(0, length).ToArray()));
            }

            private static int WritePong(byte[] buffer, in StunMessage request)
            {
                var writer = new StunWriter(buffer, StunClass.SuccessResponse, StunMethod.Binding, request.TransactionId);
                XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorMappedAddress, Parse("198.51.100.1", 7));
                return writer.Length;
            }

            private int WriteError(byte[] buffer, in StunMessage request, StunErrorCode code)
            {
                var writer = new StunWriter(buffer, StunClass.ErrorResponse, request.Method, request.TransactionId);
                new ErrorCodeAttribute(code, ReadOnlySpan<byte>.Empty).AddTo(ref writer);
                TextAttribute.Realm(System.Text.Encoding.UTF8.GetBytes(Realm)).AddTo(ref writer);
                TextAttribute.Nonce(System.Text.Encoding.UTF8.GetBytes("nonce")).AddTo(ref writer);
                if (code != StunErrorCode.Unauthenticated) MessageIntegrity.AddTo(ref writer, Crypto, _key);
                return writer.Length;
            }

            private int WriteSuccess(byte[] buffer, in StunMessage request)
            {
                var writer = new StunWriter(buffer, StunClass.SuccessResponse, request.Method, request.TransactionId);
                XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorRelayedAddress, Relayed);
                XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorMappedAddress, Parse("198.51.100.1", 7));
                MessageIntegrity.AddTo(ref writer, Crypto, _key);
                return writer.Length;
            }
        }
    }
}
