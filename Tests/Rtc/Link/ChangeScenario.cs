using System;
using System.Collections.Generic;
using System.Linq;
using P2PNet.Rtc;
using P2PNet.Rtc.Ice;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Link
{
    /// <summary>
    /// One match of two players and something that happens to a network of theirs, all drawn from one seed: the NATs, the lines and their loss, what
    /// happens, to whom, and when. Restarts ICE as the session does.
    /// </summary>
    internal sealed class ChangeScenario
    {
        private static readonly TimeSpan RestartAfter = TimeSpan.FromMilliseconds(500);
        private static readonly TimeSpan RestartEvery = TimeSpan.FromSeconds(2);

        private readonly SeededRandom _random;
        private readonly Site _a;
        private readonly Site _b;
        private readonly NetworkChange _change;
        private readonly ChangeMoment _moment;
        private readonly double _loss;
        private readonly bool _hitsA;
        private readonly bool _hitsB;
        private readonly List<(Timestamp At, long Checks)>[] _checks = { new List<(Timestamp, long)>(), new List<(Timestamp, long)>() };
        private TurnServerNode _turn = null!;
        private Timestamp _restartAt = Timestamp.Never;

        public ChangeScenario(ulong seed)
        {
            Seed = seed;
            _random = new SeededRandom(seed ^ 0x5EA7C4);
            _a = new Site('A', Draw<SiteKind>());
            _b = new Site('B', Draw<SiteKind>());
            _change = Draw<NetworkChange>();
            _moment = Draw<ChangeMoment>();
            int who = Next(0, 4);
            _hitsA = who != 0;
            _hitsB = who == 0 || who == 3;
            _loss = Next(0, 2) == 0 ? 0 : Next(0, 11) / 100.0;
        }

        public ulong Seed { get; }

        /// <summary>From the change, or its end, to the next reliable message; zero where it came before the link stood.</summary>
        public TimeSpan Silence { get; private set; }

        /// <summary>From the change, or its end, until the path was as good as it can be.</summary>
        public TimeSpan Settling { get; private set; }

        /// <summary>Most checks that either side began within 200 ms.</summary>
        public int Checks { get; private set; }

        private bool IsDirectPossible
        {
            get
            {
                bool aNeedsPort = _a.Kind is SiteKind.PortRestricted or SiteKind.Carrier or SiteKind.Symmetric;
                bool bNeedsPort = _b.Kind is SiteKind.PortRestricted or SiteKind.Carrier or SiteKind.Symmetric;
                return !(_a.Kind == SiteKind.Symmetric && bNeedsPort) && !(_b.Kind == SiteKind.Symmetric && aNeedsPort);
            }
        }

        public override string ToString()
            => "seed " + Seed + ": " + _a.Kind + " / " + _b.Kind + ", " + _change + " at " + (_hitsA ? "A" : string.Empty) + (_hitsB ? "B" : string.Empty) + ", " + _moment + ", loss " + _loss;

        /// <summary>Plays it.</summary>
        /// <returns>What is not as it should be; null where all is.</returns>
        public string? Run(bool tells = false)
        {
            using LinkPair pair = Make();
            pair.Network.KeepsTrace = tells;
            (IDataChannel, IDataChannel) channels = pair.Open(LinkPair.Reliable);
            Watch(pair);
            pair.Offer();
            MatchTraffic? traffic = null;
            if (_moment == ChangeMoment.Connecting)
            {
                pair.RunFor(Next(0, 600) / 1000.0);
            }
            else
            {
                if (!RunUntil(pair, () => pair.IsConnected, 15)) return "the link does not come up: " + pair.A + ", " + pair.B;
                traffic = new MatchTraffic(pair, channels);
                pair.RunFor(Next(1000, 4000) / 1000.0);
                if (_moment == ChangeMoment.Restarting)
                {
                    (Next(0, 2) == 0 ? pair.A : pair.B).Connection.CreateOffer(iceRestart: true);
                    pair.RunFor(Next(0, 250) / 1000.0);
                }
            }

            if (_hitsA) Happen(pair, pair.A, pair.NodeA, pair.HostA, _a);
            if (_hitsB) Happen(pair, pair.B, pair.NodeB, pair.HostB, _b);
            if (_change == NetworkChange.CableOut)
            {
                pair.RunFor(Next(500, 5500) / 1000.0);
                pair.HostA.IsOnline = pair.HostB.IsOnline = true;
            }

            traffic?.Forget();
            Timestamp since = pair.Network.Now;
            if (traffic == null)
            {
                if (!RunUntil(pair, () => pair.IsConnected, 15)) return "the link does not come up: " + pair.A + ", " + pair.B + Ladder(pair);
                traffic = new MatchTraffic(pair, channels);
            }

            bool settles = RunUntil(pair, () => IsAsGoodAsCanBe(pair), 10);
            Settling = pair.Network.Now - since;
            string path = Describe(pair);
            pair.RunFor(3);
            Silence = traffic.LongestSilence;
            Checks = Math.Max(MostWithin(_checks[0]), MostWithin(_checks[1]));
            if (pair.A.Failure != null || pair.B.Failure != null) return "lost: " + pair.A + ", " + pair.B + Ladder(pair);
            if (Silence >= TimeSpan.FromSeconds(2)) return "silence of " + Silence.TotalMilliseconds + " ms" + Ladder(pair);
            if (!settles) return "stays on " + path + Ladder(pair);
            pair.HostA.Conditions = pair.HostB.Conditions = new LinkConditions();
            return traffic.FindFault() is string fault ? fault + Ladder(pair) : null;
        }

        private bool IsAsGoodAsCanBe(LinkPair pair)
        {
            int a = RelaysOf(pair.A), b = RelaysOf(pair.B);
            return a >= 0 && b >= 0 && (IsDirectPossible ? a + b == 0 : a + b == 1);
        }

        /// <summary>1 where this end is on our relay, 0 where not; -1 without a path.</summary>
        private static int RelaysOf(TestPeer peer)
        {
            PathStatistics path = peer.Connection.Statistics;
            return !path.HasPath ? -1 : path.LocalType == CandidateType.Relayed ? 1 : 0;
        }

        private static string Describe(LinkPair pair) => string.Join(" and ", new[] { pair.A, pair.B }.Select(p => p.Connection.Statistics.LocalType + "-" + p.Connection.Statistics.RemoteType));

        private static string Ladder(LinkPair pair) => pair.Network.KeepsTrace ? "\n" + pair.Network.Ladder(100000) : string.Empty;

        private static bool RunUntil(LinkPair pair, Func<bool> condition, double seconds) => pair.Network.RunUntil(condition, TimeSpan.FromSeconds(seconds));

        private static int MostWithin(List<(Timestamp At, long Checks)> samples)
        {
            long most = 0;
            for (int i = 20; i < samples.Count; i++) most = Math.Max(most, samples[i].Checks - samples[i - 20].Checks);
            return (int)most;
        }

        private void Happen(LinkPair pair, TestPeer peer, RtcNode node, VirtualHost host, Site site)
        {
            // The connection to the lobby server breaks with the network.
            if (_change is not NetworkChange.RelayRestarts and not NetworkChange.Nothing)
            {
                Timestamp resumes = pair.Network.Now + TimeSpan.FromMilliseconds(Next(200, 1500));
                pair.A.HeldUntil = Timestamp.Max(pair.A.HeldUntil, resumes);
                pair.B.HeldUntil = Timestamp.Max(pair.B.HeldUntil, resumes);
            }

            switch (_change)
            {
                case NetworkChange.NatForgets:
                    if (site.Nats.Count > 0) site.Nats[Next(0, site.Nats.Count)].Reset();
                    break;
                case NetworkChange.NewPublicAddress when site.Nats.Count > 0:
                    site.Nats[0].Renumber(site.NextPublicAddress());
                    break;
                case NetworkChange.NewLocalAddress when site.Nats.Count > 0:
                    host.MoveTo(host.Segment, "10.9.9." + Next(2, 200), 5000);
                    Announce(pair, node, host);
                    break;
                case NetworkChange.NewPublicAddress:
                case NetworkChange.NewLocalAddress:
                case NetworkChange.Roams:
                    site.Place(pair.Network, out NetworkSegment segment, out string address);
                    host.MoveTo(segment, address, 5000);
                    Announce(pair, node, host);
                    break;
                case NetworkChange.RelayRestarts:
                    _turn.Restart();
                    break;
                case NetworkChange.CableOut:
                    host.IsOnline = false;
                    break;
            }
        }

        /// <summary>The system says so a little later.</summary>
        private void Announce(LinkPair pair, RtcNode node, VirtualHost host)
            => pair.Network.After(TimeSpan.FromMilliseconds(Next(0, 150)), () => node.Endpoint.SetHostAddresses(pair.Network.Now, host.Addresses));

        /// <summary>Counts checks; and where the path is silent for a while, A restarts, as the session has it.</summary>
        private void Watch(LinkPair pair)
        {
            Timestamp now = pair.Network.Now;
            RtcNode[] nodes = { pair.NodeA, pair.NodeB };
            for (int i = 0; i < 2; i++)
            {
                IceCounters? counters = nodes[i].Endpoint.Links.FirstOrDefault()?.Stack.Ice?.Counters;
                if (counters != null) _checks[i].Add((now, counters.ChecksSent + counters.StandbyChecksSent + counters.ConsentChecksSent));
            }

            bool isSilent = pair.A.State == PeerConnectionState.Disconnected || pair.B.State == PeerConnectionState.Disconnected;
            if (!isSilent) _restartAt = Timestamp.Never;
            else if (_restartAt == Timestamp.Never) _restartAt = now + RestartAfter;
            if (now >= _restartAt && pair.A.State != PeerConnectionState.Failed)
            {
                pair.A.Connection.CreateOffer(iceRestart: true);
                _restartAt = now + RestartEvery;
            }

            pair.Network.After(TimeSpan.FromMilliseconds(10), () => Watch(pair));
        }

        private LinkPair Make()
        {
            var relay = new IceServer("turn:203.0.113.1:3478", TurnServerNode.Username, TurnServerNode.Password);
            var options = new PeerConnectionOptions { IceServers = new[] { new IceServer("stun:203.0.113.1:3478"), relay } };
            var pair = new LinkPair(Seed, options, p =>
            {
                _turn = TurnServerNode.Place(p.Network, LinkPair.Crypto, "203.0.113.1");
                _turn.Host.Conditions = new LinkConditions { Delay = TimeSpan.FromMilliseconds(1) };
                p.HostA = Host(p, "A", _a, p.NodeA);
                p.HostB = Host(p, "B", _b, p.NodeB);
            });
            pair.A.SignalingDelay = TimeSpan.FromMilliseconds(Next(20, 120));
            pair.B.SignalingDelay = TimeSpan.FromMilliseconds(Next(20, 120));
            return pair;
        }

        private VirtualHost Host(LinkPair pair, string name, Site site, RtcNode node)
        {
            site.Place(pair.Network, out NetworkSegment segment, out string address);
            VirtualHost host = pair.Network.AddHost(name, segment, node);
            host.Conditions = new LinkConditions
            {
                Delay = TimeSpan.FromMilliseconds(Next(5, 60)),
                Jitter = TimeSpan.FromMilliseconds(Next(0, 3) * 5),
                Loss = _loss,
                Duplication = Next(0, 2) * 0.02,
            };
            host.AddAddress(address, 5000);
            node.AddHostAddresses(host);
            return host;
        }

        private T Draw<T>()
            where T : struct, Enum
        {
            T[] values = (T[])Enum.GetValues(typeof(T));
            return values[Next(0, values.Length)];
        }

        private int Next(int from, int to) => from + (int)(_random.NextUInt64() % (ulong)(to - from));

        /// <summary>Where a player is, and every network in which it is later.</summary>
        private sealed class Site
        {
            private readonly char _name;
            private int _places;
            private int _publics;

            public Site(char name, SiteKind kind)
            {
                _name = name;
                Kind = kind;
            }

            public SiteKind Kind { get; }

            /// <summary>From the outermost to that of the player.</summary>
            public List<Nat> Nats { get; } = new List<Nat>();

            public string NextPublicAddress() => "198.51.100." + ((_name == 'A' ? 10 : 100) + _publics++);

            /// <summary>Makes another network of the same kind.</summary>
            public void Place(VirtualNetwork network, out NetworkSegment segment, out string address)
            {
                Nats.Clear();
                int place = ++_places;
                segment = network.Internet;
                address = "192.0.2." + ((_name == 'A' ? 10 : 100) + place);
                if (Kind == SiteKind.Public) return;
                NatBehavior behavior = Kind switch
                {
                    SiteKind.FullCone => NatBehavior.FullCone,
                    SiteKind.Restricted => NatBehavior.RestrictedCone,
                    SiteKind.Symmetric => NatBehavior.Symmetric,
                    _ => NatBehavior.PortRestrictedCone,
                };
                Nats.Add(network.AddNat(NextPublicAddress(), behavior));
                if (Kind == SiteKind.Carrier) Nats.Add(network.AddNat("100.64." + place + "." + (_name - 'A' + 1), behavior, Nats[0].Inside));
                segment = Nats[Nats.Count - 1].Inside;
                address = (_name == 'A' ? "192.168." : "172.16.") + place + ".10";
            }
        }
    }
}
