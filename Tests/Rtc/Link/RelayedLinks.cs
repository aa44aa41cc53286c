using System;
using P2PNet.Rtc;
using P2PNet.Rtc.Link;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Link
{
    /// <summary>Two players behind NATs, a relay (TURN) on the Internet, and what A reaches it with over TCP and TLS.</summary>
    public abstract class RelayedLinks
    {
        private protected const string Server = "203.0.113.1";

        private protected TurnServerNode Turn { get; set; } = null!;

        private protected VirtualStreams StreamsA { get; private set; } = null!;

        /// <summary>Two players behind symmetric NATs whose link has stood for a while.</summary>
        private protected LinkPair Relayed(ulong seed, out IDataChannel a, out IDataChannel b, bool isUdpBlocked = false)
        {
            LinkPair pair = MakePair(seed, NatBehavior.Symmetric, NatBehavior.Symmetric);
            if (isUdpBlocked) BlockUdp(pair);
            (a, b) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            pair.RunFor(2);
            return pair;
        }

        private protected static bool IsRelayed(string candidate) => candidate.Contains("typ relay", StringComparison.Ordinal);

        private protected bool IsToTurn(PacketRecord packet) => packet.Destination == Turn.Host.Addresses[0];

        /// <summary>A firewall around A drops all UDP.</summary>
        private protected static void BlockUdp(LinkPair pair) => pair.Network.Filter = p => p.From == pair.HostA || p.To == pair.HostA;

        private protected static PeerConnectionOptions Options(IceTransportPolicy policy = IceTransportPolicy.All, string password = TurnServerNode.Password, bool isKnown = false)
        {
            string[] ways = { "turn:203.0.113.1:3478?transport=udp", "turn:203.0.113.1:7777?transport=tcp", "turns:203.0.113.1:443?transport=tcp" };
            var relay = new IceServer(ways, TurnServerNode.Username, password) { Realm = isKnown ? TurnServerNode.Realm : null, Nonce = isKnown ? "nonce1" : null };
            return new PeerConnectionOptions { IceServers = new[] { new IceServer("stun:203.0.113.1:3478"), relay }, TransportPolicy = policy };
        }

        private protected LinkPair MakePair(
            ulong seed,
            NatBehavior natA,
            NatBehavior natB,
            bool relayForA = true,
            bool relayForB = true,
            IceTransportPolicy policy = IceTransportPolicy.All,
            string password = TurnServerNode.Password,
            bool isKnown = false,
            Action<LinkPair>? before = null)
        {
            VirtualStreams? streamsA = null;
            PeerConnectionOptions with = Options(policy, password, isKnown);
            var without = new PeerConnectionOptions { TransportPolicy = policy, IceServers = new[] { new IceServer("stun:203.0.113.1:3478") } };
            var pair = new LinkPair(
                seed,
                relayForA ? with : without,
                p =>
                {
                    Turn = TurnServerNode.Place(p.Network, LinkPair.Crypto, Server);
                    p.HostA = Host("A", p.Network.AddNat("198.51.100.1", natA).Inside, p.NodeA, "192.168.0.10");
                    p.HostB = Host("B", p.Network.AddNat("198.51.100.2", natB).Inside, p.NodeB, "10.0.0.10");
                    streamsA!.Attach(p.HostA, p.NodeA.Endpoint);
                    streamsA.Servers[Turn.Host.Addresses[0].WithPort(7777)] = Turn;
                    streamsA.Servers[Turn.Host.Addresses[0].WithPort(443)] = Turn;
                    StreamsA = streamsA;
                    before?.Invoke(p);
                },
                endpointOptionsOf: network => new RtcEndpointOptions { Streams = streamsA ??= new VirtualStreams(network) },
                optionsOfB: relayForB ? with : without);
            return pair;
        }

        private protected static VirtualHost Host(string name, NetworkSegment segment, RtcNode node, string address)
        {
            VirtualHost host = node.Join(name, segment, 5000, address);
            host.Conditions = new LinkConditions { Delay = TimeSpan.FromMilliseconds(25) };
            return host;
        }
    }
}
