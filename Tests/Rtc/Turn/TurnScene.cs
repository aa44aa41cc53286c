using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Turn
{
    /// <summary>One client behind a NAT, one server, one peer that echoes; 20 ms there and back between the client and the server.</summary>
    internal sealed class TurnScene
    {
        private static readonly ICryptoProvider Crypto = NativeCrypto.Create();

        public TurnScene(ulong seed = 1, TurnTransport transport = TurnTransport.Udp, string? ipv6 = null, Func<TurnClientOptions, TurnClientOptions>? change = null)
        {
            Network = new VirtualNetwork(seed);
            Server = TurnServerNode.Place(Network, Crypto, "203.0.113.1", ipv6);
            var options = new TurnClientOptions(SocketId.IPv4, Server.Host.Addresses[0], transport) { Username = TurnServerNode.Username, Credential = TurnServerNode.Password };
            Node = new TurnClientNode(change == null ? options : change(options), Crypto, new SeededRandom(seed));
            Nat = Network.AddNat("198.51.100.1", NatBehavior.Symmetric);
            Network.AddHost("C", Nat.Inside, Node).AddAddress("192.168.0.10", 5000);
            Echo = new EchoNode();
            VirtualHost peer = Network.AddHost("P", Network.Internet, Echo);
            Peer = peer.AddAddress("192.0.2.7", 6000);
            if (ipv6 != null) PeerIPv6 = peer.AddAddress("2001:db8::7", 6000);
        }

        public VirtualNetwork Network { get; }

        public TurnServerNode Server { get; }

        public TurnClientNode Node { get; }

        public TurnClient Client => Node.Client;

        public Nat Nat { get; }

        public EchoNode Echo { get; }

        public TransportAddress Peer { get; }

        public TransportAddress PeerIPv6 { get; }

        public static TransportAddress Address(string address, ushort port = 3478)
        {
            TransportAddress.TryParse(address, port, out TransportAddress parsed);
            return parsed;
        }

        public void Start() => Client.Start(Network.Now);

        /// <summary>Starts and waits for the allocation.</summary>
        public void Allocate()
        {
            Start();
            Expect(() => Client.State == TurnState.Allocated, 8, "an allocation");
        }

        public bool Send(byte first = 23, int length = 100) => Node.Send(Network.Now, Peer, Enumerable.Repeat(first, length).ToArray());

        public void Expect(Func<bool> condition, double seconds, string what) =>
            Assert.That(Network.RunUntil(condition, TimeSpan.FromSeconds(seconds)), Is.True, () => "Not: " + what + "\n" + Network.Ladder());

        public void ExpectFailure(TurnFailureKind kind, string reason, double seconds = 1)
        {
            Start();
            Expect(() => Node.Failures.Count > 0, seconds, "a failure");
            Assert.That(Node.Failures.Single().Kind, Is.EqualTo(kind));
            Assert.That(Node.Failures[0].Reason, Does.Contain(reason));
            Assert.That(Client.NextTimeout, Is.EqualTo(Timestamp.Never), "it is over");
        }

        public void RunFor(double seconds) => Network.RunFor(TimeSpan.FromSeconds(seconds));

        /// <summary>Requests of this method that reached the server.</summary>
        public int Count(StunMethod method) => Server.Requests.Count(m => m == method);

        internal sealed class EchoNode : INetworkNode
        {
            private readonly Queue<(DatagramInfo Info, byte[] Bytes)> _answers = new Queue<(DatagramInfo, byte[])>();

            public TransportAddress From { get; private set; }

            public int Heard { get; private set; }

            public Timestamp NextTimeout => Timestamp.Never;

            public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
            {
                Heard++;
                From = info.Remote;
                _answers.Enqueue((info, datagram.ToArray()));
            }

            public void HandleTimeout(Timestamp now)
            {
            }

            public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
            {
                transmit = default;
                if (!_answers.TryDequeue(out (DatagramInfo Info, byte[] Bytes) answer)) return false;
                answer.Bytes.CopyTo(destination);
                transmit = new Transmit(answer.Info.Socket, answer.Info.Remote, answer.Bytes.Length);
                return true;
            }

            public bool DispatchEvents(Timestamp now) => false;
        }
    }
}
