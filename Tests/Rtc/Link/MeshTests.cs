using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Link
{
    public sealed class MeshTests
    {
        [Test]
        public void EightEndpointsBehindNatsFormAMeshWithOneGatheringEach()
        {
            const int Count = 8;
            var network = new VirtualNetwork(71);
            var options = new PeerConnectionOptions { IceServers = new[] { new IceServer("stun:203.0.113.1:3478") } };
            StunServerNode stun = StunServerNode.Place(network);
            var nodes = new List<RtcNode>();
            for (int i = 0; i < Count; i++)
            {
                var node = new RtcNode(network, LinkPair.Crypto, new SeededRandom((ulong)i + 710));
                node.Join(((char)('A' + i)).ToString(), network.AddNat("198.51.100." + (i + 1), NatBehavior.PortRestrictedCone).Inside, 5000, "192.168.0.10");
                nodes.Add(node);
            }

            // The later one offers to every earlier one.
            var peers = new List<TestPeer>();
            var channels = new List<IDataChannel>();
            for (int i = 0; i < Count; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    var offerer = new TestPeer(i + ">" + j, network, nodes[i].Factory, options);
                    var answerer = new TestPeer(j + "<" + i, network, nodes[j].Factory, options) { Other = offerer };
                    offerer.Other = answerer;
                    channels.Add(offerer.Connection.CreateDataChannel(LinkPair.Reliable));
                    channels.Add(answerer.Connection.CreateDataChannel(LinkPair.Reliable));
                    offerer.Connection.CreateOffer();
                    peers.Add(offerer);
                    peers.Add(answerer);
                }
            }

            bool connected = network.RunUntil(() => peers.All(peer => peer.State == PeerConnectionState.Connected), TimeSpan.FromSeconds(15));
            Assert.That(connected, Is.True, () => string.Join(", ", peers.Where(p => p.State != PeerConnectionState.Connected)) + "\n" + network.Ladder());
            for (int i = 0; i < peers.Count; i++) peers[i].Send(channels[i], "from " + peers[i].Name);
            Assert.That(network.RunUntil(() => peers.All(peer => peer.Messages.Count == 1), TimeSpan.FromSeconds(5)), Is.True, () => network.Ladder());
            foreach (TestPeer peer in peers)
                Assert.That(System.Text.Encoding.UTF8.GetString(peer.Messages[0].Bytes), Is.EqualTo("from " + peer.Other!.Name));
            Assert.That(stun.Requests, Is.EqualTo(Count), "one gathering serves all links of an endpoint");
            TestContext.Out.WriteLine(peers.Count / 2 + " links in " + (network.Now.TotalMilliseconds - 1000) + " virtual ms, " + network.Trace.Count + " packets");
            foreach (RtcNode node in nodes)
            {
                node.Dispose();
                Assert.That(node.Pool.Outstanding, Is.Zero, () => string.Join("\n", node.Pool.DescribeLeaks()));
            }
        }
    }
}
