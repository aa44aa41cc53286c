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
    /// <summary>Another program's ICE, played by hand: it answers what comes to an address of its own, and checks when it is told to.</summary>
    internal sealed class ForeignPeer
    {
        private const string Ufrag = "othr";
        private const string Password = "0123456789012345678901";

        private static readonly TransportAddress AddressOfAgent = IceNetwork.Address("192.0.2.1", 5000);

        private readonly ICryptoProvider _crypto = NativeCrypto.Create();
        private readonly SeededRandom _random;
        private readonly byte[] _buffer = new byte[1500];

        public ForeignPeer(ulong seed, IceRole roleOfAgent, bool renominates = false)
        {
            _random = new SeededRandom(seed);
            Agent = new IceAgent(new IceAgentOptions { Role = roleOfAgent }, _crypto, _random);
            Agent.AddLocalCandidate(Now, new Candidate(CandidateType.Host, AddressOfAgent, CandidatePriority.Of(CandidateType.Host, 65535), "1") { Socket = SocketId.IPv4 });
            Agent.SetRemoteCredentials(Now, Ufrag, Password, renominates);
        }

        public IceAgent Agent { get; }

        public Timestamp Now { get; private set; } = Timestamp.FromMilliseconds(1000);

        /// <summary>Where it can be reached.</summary>
        public HashSet<TransportAddress> Alive { get; } = new HashSet<TransportAddress>();

        /// <summary>Requests of the agent's, with the address that they went to.</summary>
        public List<(TransportAddress To, bool UseCandidate, uint Nomination)> Heard { get; } = new List<(TransportAddress, bool, uint)>();

        public TransportAddress Selected => Agent.TryGetSelectedPath(out IcePath path) ? path.Remote : default;

        /// <summary>Signals a host candidate; the later ones are less preferred.</summary>
        public TransportAddress AddCandidate(string ip, int preference)
        {
            TransportAddress address = IceNetwork.Address(ip, 7000);
            Alive.Add(address);
            Agent.AddRemoteCandidate(Now, new Candidate(CandidateType.Host, address, CandidatePriority.Of(CandidateType.Host, preference), "f" + preference));
            return address;
        }

        /// <summary>Lets time pass and answers everything that comes in it, after a round trip of 20 ms.</summary>
        public void Run(double milliseconds)
        {
            Timestamp end = Now + TimeSpan.FromMilliseconds(milliseconds);
            var answers = new Queue<(Timestamp At, TransportAddress From, byte[] Bytes)>();
            while (Now < end)
            {
                if (Agent.NextTimeout <= Now) Agent.HandleTimeout(Now);
                while (Agent.TryPollTransmit(Now, _buffer, out Transmit transmit)) Hear(transmit, answers);
                Now += TimeSpan.FromMilliseconds(5);
                while (answers.Count > 0 && answers.Peek().At <= Now)
                {
                    (_, TransportAddress from, byte[] bytes) = answers.Dequeue();
                    if (Alive.Contains(from)) Agent.HandleDatagram(Now, new DatagramInfo(SocketId.IPv4, from), bytes);
                }
            }
        }

        /// <summary>Sends a check as the controlling side.</summary>
        public void Check(TransportAddress from, bool useCandidate = false, uint nomination = 0, bool controlling = true)
        {
            var writer = new StunWriter(new byte[300], StunClass.Request, StunMethod.Binding, TransactionId.Create(_random));
            TextAttribute.Username(Encoding.ASCII.GetBytes(Agent.LocalUfrag + ":" + Ufrag)).AddTo(ref writer);
            PriorityAttribute.AddTo(ref writer, CandidatePriority.Of(CandidateType.PeerReflexive, 1000));
            new IceRoleAttribute(controlling, 99).AddTo(ref writer);
            if (useCandidate) UseCandidateAttribute.AddTo(ref writer);
            if (nomination > 0) NominationAttribute.AddTo(ref writer, nomination);
            MessageIntegrity.AddTo(ref writer, _crypto, Encoding.ASCII.GetBytes(Agent.LocalPassword));
            Fingerprint.AddTo(ref writer);
            Agent.HandleDatagram(Now, new DatagramInfo(SocketId.IPv4, from), writer.Written.ToArray());
        }

        private void Hear(in Transmit transmit, Queue<(Timestamp At, TransportAddress From, byte[] Bytes)> answers)
        {
            Assert.That(StunMessage.TryParse(_buffer.AsSpan(0, transmit.Length), out StunMessage message), Is.True);
            if (message.Class != StunClass.Request || !Alive.Contains(transmit.Remote)) return;
            Heard.Add((transmit.Remote, UseCandidateAttribute.IsIn(message), NominationAttribute.Read(message)));
            var writer = new StunWriter(new byte[200], StunClass.SuccessResponse, StunMethod.Binding, message.TransactionId);
            XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorMappedAddress, AddressOfAgent);
            MessageIntegrity.AddTo(ref writer, _crypto, Encoding.ASCII.GetBytes(Password));
            Fingerprint.AddTo(ref writer);
            answers.Enqueue((Now + TimeSpan.FromMilliseconds(20), transmit.Remote, writer.Written.ToArray()));
        }
    }
}
