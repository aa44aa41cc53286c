using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Link;
using P2PNet.Rtc.Stun;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Link
{
    /// <summary>Which peers a relay lets in: each link's share of the permissions, and what a player is told where there is none.</summary>
    public sealed class RelayPermissionTests
    {
        private TurnServerNode _turn = null!;

        // A member announces candidate after candidate, each of which would be a permission at A's relay for five minutes
        [Test]
        public void APeerWithThousandsOfCandidatesLeavesTheOthersTheirShare()
        {
            using LinkPair pair = MakePair(280);
            pair.Connect();
            var hostile = new TestPeer("H", pair.Network, pair.NodeA.Factory, Options());
            hostile.Connection.SetRemoteDescription(new SessionDescription(SessionDescriptionType.Offer, pair.A.Descriptions[0].Sdp));
            for (int i = 0; i < 3000; i++)
            {
                hostile.Connection.AddIceCandidate("candidate:1 1 udp " + (2000000 + i) + " 45.1." + (i / 250) + "." + (1 + (i % 250)) + " 5000 typ srflx");
                if (i % 10 == 0) pair.RunFor(0.02);
            }

            pair.RunFor(1);
            Assert.That(PermissionsOfA(), Is.LessThanOrEqualTo(RelayShare.Most + RelayShare.Guaranteed));
            Assert.That(pair.NodeA.Endpoint.Counters.PeersOverShare, Is.GreaterThan(2900));
            Assert.That(pair.IsConnected, Is.True, "the relayed link goes on");
            hostile.Connection.Close();
            pair.RunFor(1);
            Assert.That(pair.NodeA.Endpoint.Relays.All[0].Client!.PermissionFor(Address(1), out _), Is.Null, "what it had is free again");
        }

        [Test]
        public void ALinkHasItsShareWhereOthersTookAllThereWas()
        {
            var greedy = Enumerable.Range(0, 4).Select(_ => new RelayShare()).ToArray();
            int ofAll = 0;
            foreach (RelayShare share in greedy)
            {
                for (int i = 0; i < 100; i++)
                {
                    if (share.TryAdd(Timestamp.Zero, Address(ofAll), ofAll, default, out _)) ofAll++;
                }
            }

            Assert.That(ofAll, Is.EqualTo(RelayShare.Plenty));
            var other = new RelayShare();
            for (int i = 0; i < 20; i++) other.TryAdd(Timestamp.Zero, Address(1000 + i), ofAll + other.Count, default, out _);
            Assert.That(other.Count, Is.EqualTo(RelayShare.Guaranteed));
        }

        [Test]
        public void AnAddressGivesWayWhenTheServerHasForgottenItButNotTheOneInUse()
        {
            var share = new RelayShare();
            for (int i = 0; i < RelayShare.Most; i++) share.TryAdd(Timestamp.Zero, Address(i), i, default, out _);
            Assert.That(share.TryAdd(Timestamp.Zero + TimeSpan.FromMinutes(4), Address(99), 0, Address(0), out _), Is.False);
            Assert.That(share.TryAdd(Timestamp.Zero + TimeSpan.FromMinutes(5), Address(99), 0, Address(0), out TransportAddress replaced), Is.True);
            Assert.That(replaced, Is.EqualTo(Address(1)));
            Assert.That(share.Contains(Address(0)), Is.True);
        }

        [TestCase((int)StunErrorCode.Forbidden, "forbids us to relay (403)")]
        [TestCase((int)StunErrorCode.InsufficientCapacity, "is full (508)")]
        public void AFailureSaysThatTheRelayDoesNotLetThePeerIn(int code, string words)
        {
            using LinkPair pair = MakePair(281);
            _turn.Refusal = method => method is StunMethod.CreatePermission or StunMethod.ChannelBind ? (StunErrorCode)code : (StunErrorCode?)null;
            pair.Offer();
            pair.Expect(() => pair.A.State == PeerConnectionState.Failed, 20, "A gives up");
            Assert.That(pair.A.Failure!.Reason, Does.EndWith(" For the way to the other player the relay 203.0.113.1 " + words + "."));
        }

        private static TransportAddress Address(int number)
        {
            Assert.That(TransportAddress.TryParse("45.1." + (number / 250) + "." + (1 + (number % 250)), 0, out TransportAddress address), Is.True);
            return address;
        }

        private static PeerConnectionOptions Options() => new PeerConnectionOptions
        {
            IceServers = new[] { new IceServer("stun:203.0.113.1:3478"), new IceServer("turn:203.0.113.1:3478", TurnServerNode.Username, TurnServerNode.Password) },
        };

        private int PermissionsOfA() => _turn.Allocations.Max(allocation => allocation.Permissions.Count);

        private LinkPair MakePair(ulong seed) => new LinkPair(seed, Options(), p =>
        {
            _turn = TurnServerNode.Place(p.Network, LinkPair.Crypto, "203.0.113.1");
            p.HostA = Host(p, "A", "198.51.100.1", p.NodeA);
            p.HostB = Host(p, "B", "198.51.100.2", p.NodeB);
        });

        private static VirtualHost Host(LinkPair pair, string name, string outside, RtcNode node)
        {
            VirtualHost host = pair.Network.AddHost(name, pair.Network.AddNat(outside, NatBehavior.Symmetric).Inside, node);
            host.AddAddress("192.168.0.10", 5000);
            node.AddHostAddresses(host);
            return host;
        }
    }
}
