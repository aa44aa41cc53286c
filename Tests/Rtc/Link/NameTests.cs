using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Link;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Link
{
    public sealed class NameTests
    {
        [TestCase("stun:192.0.2.1", "192.0.2.1", 3478)]
        [TestCase("STUN:stun.example.org:19302", "stun.example.org", 19302)]
        [TestCase("stun:[2001:db8::1]:3479", "2001:db8::1", 3479)]
        [TestCase("stun:[2001:db8::1]", "2001:db8::1", 3478)]
        public void ReadsStunUrls(string url, string host, int port)
        {
            Assert.That(StunServers.TryParse(url, out string parsedHost, out ushort parsedPort), Is.True);
            Assert.That((parsedHost, (int)parsedPort), Is.EqualTo((host, port)));
        }

        [TestCase("")]
        [TestCase("stun:")]
        [TestCase("stun:host:0")]
        [TestCase("stun:host:x")]
        [TestCase("stun:host:70000")]
        [TestCase("stun:[::1]x")]
        [TestCase("stuns:host")]
        [TestCase("turn:host")]
        [TestCase("https://host")]
        public void PassesOverOtherUrls(string url) => Assert.That(StunServers.TryParse(url, out _, out _), Is.False);

        [Test]
        public void ANamedServerIsAskedOnceItsNameIsResolved()
        {
            var resolver = new Names { ["stun.example.org"] = "203.0.113.1" };
            var options = new PeerConnectionOptions { IceServers = new[] { new IceServer("stun:stun.example.org:3478"), new IceServer("stun:unknown.example.org"), new IceServer("turn:x") } };
            StunServerNode stun = null!;
            using var pair = new LinkPair(61, options, endpointOptions: new RtcEndpointOptions { Resolver = resolver }, addresses: p =>
            {
                stun = StunServerNode.Place(p.Network);
                p.HostA = p.NodeA.Join("A", p.Network.AddNat("198.51.100.1", NatBehavior.FullCone).Inside, 5000, "192.168.0.10");
                p.HostB = p.NodeB.Join("B", p.Network.Internet, 5000, "192.0.2.2");
            });
            Assert.That(pair.NodeA.Endpoint.Gatherer.IsComplete, Is.False, "names are being looked up");
            pair.Offer();
            resolver.Answer(pair.Network.Now);
            pair.Expect(() => pair.IsConnected, 5, "connect");
            pair.RunFor(1);
            Assert.That(stun.Requests, Is.EqualTo(2), "one for each endpoint");
            Assert.That(pair.A.Candidates, Has.Some.Contains("typ srflx"));
            Assert.That(pair.A.Candidates.Last(), Is.Empty, "no more will come");
            Assert.That(pair.NodeA.Endpoint.Counters.ServersPassedOver, Is.EqualTo(2));
        }

        [Test]
        public void CandidatesOfBrowsersThatHideTheirAddressAreResolved()
        {
            var resolver = new Names { ["0a1b2c.local"] = "192.0.2.1" };
            using var pair = new LinkPair(62, endpointOptions: new RtcEndpointOptions { Resolver = resolver });
            pair.A.Rewrite = sdp => sdp.Replace("192.0.2.1 5001", "0a1b2c.local 5001", StringComparison.Ordinal);
            // A does not check on its own: only the name leads to it.
            pair.B.Rewrite = sdp => string.Join("\r\n", sdp.Split("\r\n").Where(line => !line.StartsWith("a=candidate")));
            pair.Offer();
            pair.RunFor(0.1);
            Assert.That(pair.IsConnected, Is.False);
            resolver.Answer(pair.Network.Now);
            pair.Expect(() => pair.IsConnected, 2, "connect");
        }

        private sealed class Names : Dictionary<string, string>, IHostResolver
        {
            private readonly List<(string Host, HostResolved Answer)> _asked = new List<(string, HostResolved)>();

            public void Resolve(string host, HostResolved answer) => _asked.Add((host, answer));

            public void Answer(Timestamp now)
            {
                foreach ((string host, HostResolved answer) in _asked)
                {
                    bool known = TryGetValue(host, out string? address) & TransportAddress.TryParse(address, 0, out TransportAddress parsed);
                    answer(now, known ? new[] { parsed } : Array.Empty<TransportAddress>());
                }

                _asked.Clear();
            }
        }
    }
}
