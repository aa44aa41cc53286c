using System;
using System.Collections.Generic;
using System.Text;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.Ice;
using P2PNet.Rtc.Stun;

namespace P2PNet.Tests.Rtc.Ice
{
    /// <summary>What is not the peer's is dropped and counted, and what the peer may ask for is bounded.</summary>
    public sealed class HostileTests
    {
        private static readonly TransportAddress Peer = IceNetwork.Address("192.0.2.2", 7000);

        private readonly ICryptoProvider _crypto = NativeCrypto.Create();
        private readonly byte[] _buffer = new byte[1500];
        private IceAgent _agent = null!;

        [SetUp]
        public void MakeAgent() => _agent = Agent(new IceAgentOptions { Role = IceRole.Controlled });

        [Test]
        public void DropsAWrongPassword()
        {
            Handle(Request(password: "wrong"));
            Assert.That(_agent.Counters.DroppedIntegrity, Is.EqualTo(1));
            AssertSilent();
        }

        [Test]
        public void DropsAForeignUsername()
        {
            Handle(Request(username: "someone:else"));
            Handle(Request(username: _agent.LocalUfrag));
            Assert.That(_agent.Counters.DroppedUsername, Is.EqualTo(2));
            AssertSilent();
        }

        [Test]
        public void DropsAMissingOrWrongFingerprint()
        {
            Handle(Request(fingerprint: false));
            byte[] request = Request();
            request[request.Length - 1] ^= 1;
            Handle(request);
            Assert.That(_agent.Counters.DroppedFingerprint, Is.EqualTo(2));
            AssertSilent();
        }

        [Test]
        public void DropsOtherMethodsAndIndications()
        {
            Handle(Request(method: StunMethod.Allocate));
            Handle(Request(messageClass: StunClass.Indication));
            Assert.That(_agent.Counters.DroppedUnexpected, Is.EqualTo(2));
            AssertSilent();
        }

        [Test]
        public void DropsAResponseToNothing()
        {
            Handle(Request(messageClass: StunClass.SuccessResponse));
            Assert.That(_agent.Counters.DroppedUnknownTransaction, Is.EqualTo(1));
        }

        [Test]
        public void RefusesAnUnknownRequiredAttributeByName()
        {
            Handle(Request(extra: (StunAttributeType)0x7777));
            Assert.That(_agent.TryPollTransmit(Timestamp.Zero, _buffer, out Transmit transmit), Is.True);
            Assert.That(StunMessage.TryParse(_buffer.AsSpan(0, transmit.Length), out StunMessage response), Is.True);
            Assert.That(ErrorCodeAttribute.TryRead(response, out ErrorCodeAttribute error) && error.Code == StunErrorCode.UnknownAttribute, Is.True);
            var unknown = new StunAttributeType[4];
            Assert.That(UnknownAttributes.TryRead(response, unknown, out int count) && count == 1 && (int)unknown[0] == 0x7777, Is.True);
            Assert.That(MessageIntegrity.Matches(response, _crypto, Encoding.ASCII.GetBytes(_agent.LocalPassword)), Is.True);
        }

        [Test]
        public void RefusesACheckWithoutPriority()
        {
            Handle(Request(priority: false));
            Assert.That(_agent.TryPollTransmit(Timestamp.Zero, _buffer, out Transmit transmit), Is.True);
            Assert.That(StunMessage.TryParse(_buffer.AsSpan(0, transmit.Length), out StunMessage response), Is.True);
            Assert.That(ErrorCodeAttribute.TryRead(response, out ErrorCodeAttribute error) && error.Code == StunErrorCode.BadRequest, Is.True);
            Assert.That(_agent.Counters.PeerReflexiveDiscovered, Is.Zero);
        }

        [Test]
        public void IgnoresAnAnswerThatWasSignedByNobodyOrCameAnotherWay()
        {
            IcePair pair = IcePair.OnOneNetwork(61);
            byte[]? check = null;
            pair.Network.Drop = (_, datagram) =>
            {
                if (datagram.From == IceNetwork.Address("192.0.2.1", 5000)) check ??= datagram.Bytes;
                return true;
            };
            pair.Trickle();
            Assert.That(pair.Network.RunUntil(() => check != null, 100), Is.True);
            Assert.That(StunMessage.TryParse(check, out StunMessage request), Is.True);
            TransportAddress b = IceNetwork.Address("192.0.2.2", 5000);

            pair.A.Agent.HandleDatagram(pair.Network.Now, new DatagramInfo(SocketId.IPv4, b), Response(request.TransactionId, "not the password of B"));
            Assert.That(pair.A.Agent.Counters.DroppedIntegrity, Is.EqualTo(1));
            Assert.That(pair.A.Agent.State, Is.EqualTo(IceState.Checking));

            pair.A.Agent.HandleDatagram(pair.Network.Now, new DatagramInfo(SocketId.IPv4, Peer), Response(request.TransactionId, pair.B.Agent.LocalPassword));
            Assert.That(pair.A.Agent.Counters.DroppedAsymmetric, Is.EqualTo(1));
            Assert.That(pair.A.Agent.State, Is.EqualTo(IceState.Checking));
        }

        [Test]
        public void SurvivesJunkAndEveryBitFlipOfItsOwnTraffic()
        {
            IcePair pair = IcePair.OnOneNetwork(62);
            pair.Network.Capture = new List<byte[]>();
            pair.Trickle();
            Assert.That(pair.Network.RunUntil(() => pair.BothSettled), Is.True);
            var info = new DatagramInfo(SocketId.IPv4, IceNetwork.Address("192.0.2.1", 5000));
            IceCounters counters = pair.B.Agent.Counters;
            long received = counters.RequestsReceived;

            foreach (byte[] valid in pair.Network.Capture.ToArray())
            {
                for (int bit = 0; bit < valid.Length * 8; bit++)
                {
                    byte[] flipped = (byte[])valid.Clone();
                    flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                    pair.B.Agent.HandleDatagram(pair.Network.Now, info, flipped);
                }

                for (int length = 0; length < valid.Length; length++) pair.B.Agent.HandleDatagram(pair.Network.Now, info, valid.AsSpan(0, length).ToArray());
            }

            for (int i = 0; i < 5000; i++)
            {
                var junk = new byte[pair.Network.Random.Next(200)];
                pair.Network.Random.Fill(junk);
                pair.B.Agent.HandleDatagram(pair.Network.Now, info, junk);
            }

            Assert.That(counters.RequestsReceived, Is.EqualTo(received), "FINGERPRINT catches every single flipped bit.");
            Assert.That(counters.DroppedMalformed, Is.GreaterThan(5000));
            Assert.That(counters.DroppedFingerprint, Is.GreaterThan(1000));
            Assert.That(pair.BothConnected, Is.True);
        }

        [Test]
        public void KeepsNoMoreRemoteCandidatesAndPairsThanTheLimit()
        {
            _agent.SetRemoteCredentials(Timestamp.Zero, "peer", "0123456789012345678901");
            for (int i = 1; i <= 1000; i++)
                _agent.AddRemoteCandidate(Timestamp.Zero, new Candidate(CandidateType.Host, IceNetwork.Address("198.51.100.7", i), (uint)i, "f" + i));
            Assert.That(_agent.Counters.CandidatesOverLimit, Is.EqualTo(900));

            for (int i = 1; i <= 500; i++) Handle(Request(), IceNetwork.Address("198.51.100.8", i));
            Assert.That(_agent.Counters.PeerReflexiveDiscovered, Is.Zero);
            Assert.That(_agent.Counters.CandidatesOverLimit, Is.EqualTo(1400));
            Assert.That(_agent.Counters.DroppedResponseQueueFull, Is.EqualTo(500 - ResponseQueue.Capacity), "The shell did not poll.");
        }

        [Test]
        public void DropsTheLeastPreferredPairsAboveTheLimit()
        {
            IceAgent agent = Agent(new IceAgentOptions { MaxPairs = 10 });
            for (int i = 1; i <= 50; i++)
                agent.AddRemoteCandidate(Timestamp.Zero, new Candidate(CandidateType.Host, IceNetwork.Address("198.51.100.7", i), (uint)i, "f" + i));
            agent.SetRemoteCredentials(Timestamp.Zero, "peer", "0123456789012345678901");
            Assert.That(agent.Counters.PairsOverLimit, Is.EqualTo(40));
            var ports = new List<int>();
            for (int at = 0; at < 140; at += 10)
            {
                agent.HandleTimeout(Timestamp.FromMilliseconds(at));
                while (agent.TryPollTransmit(Timestamp.FromMilliseconds(at), _buffer, out Transmit transmit)) ports.Add(transmit.Remote.Port);
            }

            Assert.That(ports, Is.EqualTo(new[] { 50, 49, 48, 47, 46, 45, 44, 43, 42, 41 }), "The best ones, in order, one every Ta.");
        }

        [TestCase("0.0.0.0", 1)]
        [TestCase("224.0.0.1", 1)]
        [TestCase("192.0.2.9", 0)]
        [TestCase("fe80::1", 1)]
        [TestCase("ff02::1", 1)]
        public void IgnoresAddressesThatNobodyCanReach(string ip, int port)
        {
            _agent.AddRemoteCandidate(Timestamp.Zero, new Candidate(CandidateType.Host, IceNetwork.Address(ip, port), 5, "1"));
            Assert.That(_agent.Counters.CandidatesUnusable, Is.EqualTo(1));
        }

        [Test]
        public void SendsNothingToTheLoopbackForAPeerElsewhere()
        {
            _agent.SetRemoteCredentials(Timestamp.Zero, "peer", "0123456789012345678901");
            _agent.AddRemoteCandidate(Timestamp.Zero, new Candidate(CandidateType.Host, IceNetwork.Address("127.0.0.1", 22), 5, "1"));
            AssertSilent();
        }

        [Test]
        public void IgnoresCandidatesOfAnotherGeneration()
        {
            _agent.SetRemoteCredentials(Timestamp.Zero, "peer", "0123456789012345678901");
            _agent.AddRemoteCandidate(Timestamp.Zero, new Candidate(CandidateType.Host, Peer, 5, "1") { Ufrag = "old1" });
            Assert.That(_agent.Counters.CandidatesUnusable, Is.EqualTo(1));
        }

        [Test]
        public void WithTheRelayPolicyNothingShowsThePlayersAddress()
        {
            _agent = Agent(new IceAgentOptions { TransportPolicy = IceTransportPolicy.Relay });
            Assert.That(_agent.Counters.CandidatesUnusable, Is.EqualTo(1), "Its host candidate.");
            _agent.SetRemoteCredentials(Timestamp.Zero, "peer", "0123456789012345678901");
            _agent.AddRemoteCandidate(Timestamp.Zero, new Candidate(CandidateType.Host, Peer, 5, "1"));
            Handle(Request());
            AssertSilent();
            Assert.That(_agent.Counters.DroppedUnexpected, Is.EqualTo(1));
        }

        private static byte[] Finish(ref StunWriter writer, bool fingerprint)
        {
            if (fingerprint) Fingerprint.AddTo(ref writer);
            Assert.That(writer.Failed, Is.False);
            return writer.Written.ToArray();
        }

        private IceAgent Agent(IceAgentOptions options)
        {
            var agent = new IceAgent(options, _crypto, new SeededRandom(60));
            agent.AddLocalCandidate(Timestamp.Zero, new Candidate(CandidateType.Host, IceNetwork.Address("192.0.2.1", 5000), 100, "1") { Socket = SocketId.IPv4 });
            return agent;
        }

        private void Handle(byte[] datagram, TransportAddress? from = null)
            => _agent.HandleDatagram(Timestamp.Zero, new DatagramInfo(SocketId.IPv4, from ?? Peer), datagram);

        private void AssertSilent()
        {
            Assert.That(_agent.TryPollTransmit(Timestamp.FromMilliseconds(100), _buffer, out _), Is.False);
            Assert.That(_agent.Counters.RequestsReceived, Is.Zero);
        }

        private byte[] Request(
            string? username = null,
            string? password = null,
            bool fingerprint = true,
            bool priority = true,
            StunMethod method = StunMethod.Binding,
            StunClass messageClass = StunClass.Request,
            StunAttributeType extra = default)
        {
            var writer = new StunWriter(new byte[300], messageClass, method, TransactionId.Create(new SeededRandom(1)));
            TextAttribute.Username(Encoding.ASCII.GetBytes(username ?? _agent.LocalUfrag + ":peer")).AddTo(ref writer);
            if (priority) PriorityAttribute.AddTo(ref writer, 1);
            new IceRoleAttribute(true, 5).AddTo(ref writer);
            if (extra != default) writer.Add(extra, 3);
            MessageIntegrity.AddTo(ref writer, _crypto, Encoding.ASCII.GetBytes(password ?? _agent.LocalPassword));
            return Finish(ref writer, fingerprint);
        }

        private byte[] Response(TransactionId id, string password)
        {
            var writer = new StunWriter(new byte[300], StunClass.SuccessResponse, StunMethod.Binding, id);
            XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorMappedAddress, Peer);
            MessageIntegrity.AddTo(ref writer, _crypto, Encoding.ASCII.GetBytes(password));
            return Finish(ref writer, true);
        }
    }
}
