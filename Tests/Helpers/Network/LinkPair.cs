using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.Link;

namespace P2PNet.Tests.Network
{
    /// <summary>
    /// Two clients, A who offers and B who answers, and the wire between them; most tests of a link begin here. The crypto is the platform's, so
    /// keys and signatures differ between runs of one seed; where every byte counts, BouncyCastle gets a seeded source.
    /// </summary>
    internal sealed class LinkPair : IDisposable
    {
        public static readonly DataChannelOptions Reliable = new DataChannelOptions { Label = "reliable", NegotiatedId = 0 };
        public static readonly DataChannelOptions Unordered = new DataChannelOptions { Label = "unordered", NegotiatedId = 1, Ordered = false };
        public static readonly DataChannelOptions Sequenced = new DataChannelOptions { Label = "sequenced", NegotiatedId = 2, Ordered = false, MaxRetransmits = 0 };

        private static readonly ICryptoProvider SystemProvider = new SystemCrypto();

        private readonly List<RtcNode> _nodes = new List<RtcNode>();

        public LinkPair(
            ulong seed,
            PeerConnectionOptions? options = null,
            Action<LinkPair>? addresses = null,
            bool reproducible = false,
            RtcEndpointOptions? endpointOptions = null,
            Func<VirtualNetwork, RtcEndpointOptions>? endpointOptionsOf = null,
            PeerConnectionOptions? optionsOfB = null)
        {
            Network = new VirtualNetwork(seed);
            NodeA = AddNode(seed * 2, reproducible, endpointOptionsOf?.Invoke(Network) ?? endpointOptions);
            NodeB = AddNode((seed * 2) + 1, reproducible, endpointOptions);
            if (addresses == null)
            {
                HostA = NodeA.Join("A", Network.Internet, 5001, "192.0.2.1");
                HostB = NodeB.Join("B", Network.Internet, 5002, "192.0.2.2");
            }
            else
            {
                addresses(this);
            }

            options ??= new PeerConnectionOptions();
            A = new TestPeer("A", Network, NodeA.Factory, options);
            B = new TestPeer("B", Network, NodeB.Factory, optionsOfB ?? options);
            A.Other = B;
            B.Other = A;
        }

        public VirtualNetwork Network { get; }

        public RtcNode NodeA { get; }

        public RtcNode NodeB { get; }

        public VirtualHost HostA { get; set; } = null!;

        public VirtualHost HostB { get; set; } = null!;

        public TestPeer A { get; }

        public TestPeer B { get; }

        public bool IsConnected => A.State == PeerConnectionState.Connected && B.State == PeerConnectionState.Connected;

        /// <summary>The same crypto for every link: making it anew costs more than a link.</summary>
        public static ICryptoProvider Crypto => SystemProvider;

        /// <summary>A description as a peer makes it that does not know SNAP.</summary>
        public static string WithoutSctpInit(string sdp) => Regex.Replace(sdp, "a=sctp-init:[^\r]*\r\n", string.Empty);

        public void Offer() => A.Connection.CreateOffer();

        public (IDataChannel A, IDataChannel B) Open(DataChannelOptions options) => (A.Connection.CreateDataChannel(options), B.Connection.CreateDataChannel(options));

        /// <summary>Offers and waits until both sides are connected.</summary>
        public void Connect(double limitSeconds = 15)
        {
            Offer();
            Expect(() => IsConnected, limitSeconds, "both sides connect");
        }

        public void Expect(Func<bool> condition, double limitSeconds, string what) =>
            Assert.That(Network.RunUntil(condition, TimeSpan.FromSeconds(limitSeconds)), Is.True, () => "Not: " + what + "\n" + A + ", " + B + "\n" + Network.Ladder());

        public void RunFor(double seconds) => Network.RunFor(TimeSpan.FromSeconds(seconds));

        /// <summary>Closes everything and checks that every buffer came back.</summary>
        public void Dispose()
        {
            foreach (RtcNode node in _nodes)
            {
                node.Dispose();
                Assert.That(node.Pool.Outstanding, Is.Zero, () => "leaked:\n" + string.Join("\n", node.Pool.DescribeLeaks()));
            }
        }

        private RtcNode AddNode(ulong seed, bool reproducible, RtcEndpointOptions? options)
        {
            var random = new SeededRandom(seed);
            ICryptoProvider crypto = reproducible ? new BouncyCastleCrypto(random, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)) : SystemProvider;
            var node = new RtcNode(Network, crypto, random, options);
            _nodes.Add(node);
            return node;
        }
    }
}
