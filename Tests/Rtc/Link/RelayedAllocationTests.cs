using System;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Link
{
    /// <summary>What a match over relays at both ends costs: only what happens within the engine's doors counts, not the network around it.</summary>
    public sealed class RelayedAllocationTests
    {
        private VirtualNetwork _network = null!;
        private MeteredNode _a = null!;
        private MeteredNode _b = null!;
        private TestPeer _peerA = null!;
        private TestPeer _peerB = null!;
        private IDataChannel _channelA = null!;
        private IDataChannel _channelB = null!;

        [Test]
        public void AMessageOverARelayCostsNoGarbage()
        {
            Connect();
            for (int i = 0; i < 2000; i++) Frame();
            int before = _peerB.Messages.Count;
            _a.Allocated = _b.Allocated = 0;
            for (int i = 0; i < 1000; i++) Frame();
            TestContext.Out.WriteLine(_a.Allocated + " and " + _b.Allocated + " bytes for " + (_peerB.Messages.Count - before) + " messages each way");
            Assert.That(_peerB.Messages.Count - before, Is.EqualTo(1000));
            Assert.That(_a.Allocated, Is.Zero);
            Assert.That(_b.Allocated, Is.Zero);
            _a.Node.Dispose();
            _b.Node.Dispose();
            Assert.That(_a.Node.Pool.Outstanding + _b.Node.Pool.Outstanding, Is.Zero);
        }

        private void Frame()
        {
            _peerA.Send(_channelA, stackalloc byte[60]);
            _peerB.Send(_channelB, stackalloc byte[60]);
            _network.RunFor(TimeSpan.FromMilliseconds(16));
        }

        private void Connect()
        {
            _network = new VirtualNetwork(301) { KeepsTrace = false };
            TurnServerNode turn = TurnServerNode.Place(_network, LinkPair.Crypto, "203.0.113.1");
            _a = AddNode("A", "198.51.100.1", 1);
            _b = AddNode("B", "198.51.100.2", 2);
            var options = new PeerConnectionOptions
            {
                IceServers = new[] { new IceServer("turn:203.0.113.1", TurnServerNode.Username, TurnServerNode.Password) },
                TransportPolicy = IceTransportPolicy.Relay,
            };
            _peerA = new TestPeer("A", _network, _a.Node.Factory, options);
            _peerB = new TestPeer("B", _network, _b.Node.Factory, options) { Other = _peerA };
            _peerA.Other = _peerB;
            _channelA = _peerA.Connection.CreateDataChannel(LinkPair.Sequenced);
            _channelB = _peerB.Connection.CreateDataChannel(LinkPair.Sequenced);
            _peerA.Connection.CreateOffer();
            Assert.That(_network.RunUntil(() => _peerA.State == PeerConnectionState.Connected && _peerB.State == PeerConnectionState.Connected, TimeSpan.FromSeconds(5)), Is.True);
            Assert.That(turn.Allocations, Has.Count.EqualTo(2));
        }

        private MeteredNode AddNode(string name, string external, ulong seed)
        {
            var metered = new MeteredNode(new RtcNode(_network, LinkPair.Crypto, new SeededRandom(seed), tracksLeaks: false));
            VirtualHost host = _network.AddHost(name, _network.AddNat(external, NatBehavior.Symmetric).Inside, metered);
            host.AddAddress("192.168.0.10", 5000);
            metered.Node.AddHostAddresses(host);
            return metered;
        }

        private sealed class MeteredNode : INetworkNode
        {
            public MeteredNode(RtcNode node) => Node = node;

            public RtcNode Node { get; }

            public long Allocated { get; set; }

            public Timestamp NextTimeout
            {
                get
                {
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    Timestamp next = Node.NextTimeout;
                    Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
                    return next;
                }
            }

            public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                Node.HandleDatagram(now, info, datagram);
                Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            }

            public void HandleTimeout(Timestamp now)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                Node.HandleTimeout(now);
                Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            }

            public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                bool any = Node.TryPollTransmit(now, destination, out transmit);
                Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
                return any;
            }

            // What the test's observers do with an event is not the engine's.
            public bool DispatchEvents(Timestamp now) => Node.DispatchEvents(now);
        }
    }
}
