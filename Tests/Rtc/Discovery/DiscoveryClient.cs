using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Discovery;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Discovery
{
    /// <summary>A discovery with its three sockets at one address of a virtual network.</summary>
    internal sealed class DiscoveryClient
    {
        public const ushort FirstPort = 50000;

        private readonly VirtualNetwork _network;
        private readonly SocketNode[] _nodes;

        public DiscoveryClient(VirtualNetwork network, NetworkSegment segment, string address, params TransportAddress[] servers)
        {
            _network = network;
            var locals = new TransportAddress[NatDiscovery.SocketCount];
            for (int i = 0; i < locals.Length; i++)
            {
                Assert.That(TransportAddress.TryParse(address, (ushort)(FirstPort + i), out locals[i]), Is.True);
            }

            Engine = new NatDiscovery(servers, locals, new SeededRandom(network.Seed ^ 0xD15C));
            _nodes = locals.Select((_, i) => new SocketNode(this, (byte)i)).ToArray();
            Hosts = _nodes.Select((node, i) => network.AddHost("socket" + i, segment, node)).ToArray();
            for (int i = 0; i < locals.Length; i++) Hosts[i].AddAddress(address, locals[i].Port);
        }

        public NatDiscovery Engine { get; }

        public VirtualHost[] Hosts { get; }

        public List<DiscoveryState> States { get; } = new List<DiscoveryState>();

        public LinkConditions Conditions
        {
            set
            {
                foreach (VirtualHost host in Hosts) host.Conditions = value;
            }
        }

        /// <summary>Every request that left a socket.</summary>
        public IEnumerable<PacketRecord> Sent => _network.Trace.Where(packet => Hosts.Contains(packet.From));

        public NatFindings Run(double limitSeconds = 15)
        {
            Assert.That(_network.RunUntil(() => Engine.State == DiscoveryState.Completed, TimeSpan.FromSeconds(limitSeconds)), Is.True, () => _network.Ladder());
            return Engine.Describe();
        }

        /// <summary>One of the engine's sockets as a node; the first node has the engine's timers.</summary>
        private sealed class SocketNode : INetworkNode
        {
            private readonly DiscoveryClient _client;
            private readonly byte _index;
            private readonly Queue<(Transmit Transmit, byte[] Bytes)> _outbox = new Queue<(Transmit, byte[])>();

            public SocketNode(DiscoveryClient client, byte index)
            {
                _client = client;
                _index = index;
            }

            public Timestamp NextTimeout => _index == 0 ? _client.Engine.NextTimeout : Timestamp.Never;

            public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram) =>
                _client.Engine.HandleDatagram(now, new DatagramInfo(new SocketId(_index), info.Remote), datagram);

            public void HandleTimeout(Timestamp now) => _client.Engine.HandleTimeout(now);

            public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
            {
                PollEngine(now);
                transmit = default;
                if (!_outbox.TryDequeue(out (Transmit Transmit, byte[] Bytes) next)) return false;
                next.Bytes.CopyTo(destination);
                transmit = new Transmit(SocketId.For(next.Transmit.Remote), next.Transmit.Remote, next.Bytes.Length);
                return true;
            }

            public bool DispatchEvents(Timestamp now)
            {
                while (_client.Engine.TryPollEvent(out DiscoveryEvent e)) _client.States.Add(e.State);
                return false;
            }

            private void PollEngine(Timestamp now)
            {
                var buffer = new byte[NatDiscovery.MaxTransmitLength];
                while (_client.Engine.TryPollTransmit(now, buffer, out Transmit transmit))
                    _client._nodes[transmit.Socket.Value]._outbox.Enqueue((transmit, buffer.AsSpan(0, transmit.Length).ToArray()));
            }
        }
    }
}
