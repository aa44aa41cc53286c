using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Link;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Link
{
    public sealed class HostileTests
    {
        [Test]
        public void ChangedCopiesOfEveryPacketHarmNothing([Values(1, 2, 3)] int seed)
        {
            using var pair = new LinkPair((ulong)(80 + seed));
            var random = new SeededRandom((ulong)seed);
            (IDataChannel a, IDataChannel b) = pair.Open(LinkPair.Reliable);
            int seen = 0;
            Assert.That(TransportAddress.TryParse("203.0.113.99", 666, out TransportAddress stranger), Is.True);
            // From the first packet on, each one comes with changed copies of itself, seemingly from the same sender. The DTLS handshake is
            // the exception: up to its Finished it is not protected (RFC 6347 §4.1.2.7), so there the copies come from the attacker's own address.
            pair.Network.Filter = packet =>
            {
                seen++;
                bool isOpen = packet.Bytes[0] >= 20 && packet.Bytes[0] <= 22;
                for (int copy = 0; copy < 4; copy++) pair.Network.Inject(packet.To!, isOpen ? stranger : packet.Source, Changed(packet.Bytes, random));
                return false;
            };
            pair.Connect();
            for (int i = 0; i < 20; i++)
            {
                pair.A.Send(a, new byte[1 + (i * 200)]);
                pair.B.Send(b, new byte[1 + (i * 200)]);
                pair.RunFor(0.05);
            }

            pair.Expect(() => pair.A.Messages.Count == 20 && pair.B.Messages.Count == 20, 5, "everything arrives, once");
            Assert.That(pair.IsConnected, Is.True);
            Assert.That(seen, Is.GreaterThan(50));
            Assert.That(Dropped(pair.NodeB.Endpoint.Counters), Is.Positive);
        }

        [Test]
        public void EveryTruncationOfEveryPacketHarmsNothing()
        {
            using var pair = new LinkPair(85);
            (IDataChannel a, IDataChannel _) = pair.Open(LinkPair.Reliable);
            pair.Network.Filter = packet =>
            {
                for (int length = 0; length < packet.Bytes.Length; length++) pair.Network.Inject(packet.To!, packet.Source, packet.Bytes.AsSpan(0, length));
                return false;
            };
            pair.Connect();
            pair.A.Send(a, new byte[3000]);
            pair.Expect(() => pair.B.Messages.Count == 1, 5, "the message arrives");
        }

        [Test]
        public void JunkFromStrangersReachesNoLink()
        {
            using var pair = new LinkPair(86);
            (IDataChannel a, IDataChannel _) = pair.Open(LinkPair.Reliable);
            pair.Connect();
            pair.RunFor(0.5);
            var random = new SeededRandom(86);
            byte[][] captured = pair.Network.Trace.Select(packet => packet.Bytes).ToArray();
            Assert.That(TransportAddress.TryParse("203.0.113.99", 666, out TransportAddress stranger), Is.True);
            long before = pair.B.Connection.Statistics.DatagramsReceived;
            LinkCounters counters = pair.NodeB.Endpoint.Counters;
            int packets = pair.Network.Trace.Count;
            for (int i = 0; i < 20_000; i++)
            {
                var junk = new byte[random.Next(1300)];
                random.Fill(junk);
                // Half of it looks like one of our protocols.
                if (junk.Length > 0 && random.Next(2) == 0) junk[0] = (byte)random.Next(64);
                pair.Network.Inject(pair.HostB, stranger, junk);
            }

            Assert.That(pair.B.Connection.Statistics.DatagramsReceived, Is.EqualTo(before));
            Assert.That(pair.Network.Trace.Count, Is.EqualTo(packets), "nothing is answered");
            Assert.That(counters.DroppedUnknownProtocol, Is.Positive);
            Assert.That(counters.DroppedMalformedStun, Is.Positive);
            Assert.That(counters.DroppedUnknownRemote, Is.Positive);
            Assert.That(counters.DroppedEmpty, Is.Positive);

            // What was true once, from another place: no link moves there.
            foreach (byte[] packet in captured) pair.Network.Inject(pair.HostB, stranger, Changed(packet, random));
            pair.A.Send(a, "still there?");
            pair.Expect(() => pair.B.Messages.Count == 1, 1, "the link goes on");
            Assert.That(pair.B.Connection.Statistics.RemoteAddress, Is.EqualTo("192.0.2.1:5001"));
        }

        [Test]
        public void AStrangerWithTheRightFragmentAndTheWrongPasswordTakesNothingOver()
        {
            using var pair = new LinkPair(87);
            pair.Connect();
            pair.RunFor(0.2);
            byte[] check = pair.Network.Trace.First(packet => packet.To == pair.HostB && PacketDescription.Of(packet.Bytes) == "STUN request").Bytes;
            byte[] forged = (byte[])check.Clone();
            forged[8] ^= 0xFF; // another transaction, so that neither integrity nor fingerprint match
            Assert.That(TransportAddress.TryParse("203.0.113.99", 666, out TransportAddress stranger), Is.True);
            int packets = pair.Network.Trace.Count;
            for (int i = 0; i < 100; i++) pair.Network.Inject(pair.HostB, stranger, forged);
            Assert.That(pair.Network.Trace.Count, Is.EqualTo(packets), "no answer");
            Assert.That(pair.NodeB.Endpoint.Links[0].Remotes.Count, Is.EqualTo(1));
        }

        // M -> B: its own, authentic check, but with A's address as its source, before each packet of A's.
        [TestCase(true)]
        [TestCase(false)]
        public void AnotherPeerThatForgesItsSourceDoesNotTakeAnAddressAway(bool fromTheStart)
        {
            using var pair = new LinkPair(88);
            var unreliable = new DataChannelOptions { Label = "unreliable", NegotiatedId = 3, Ordered = false, MaxRetransmits = 0 };
            (IDataChannel a, IDataChannel _) = pair.Open(unreliable);
            using var nodeM = new RtcNode(pair.Network, LinkPair.Crypto, new SeededRandom(880));
            VirtualHost hostM = nodeM.Join("M", pair.Network.Internet, 5003, "192.0.2.3");
            var options = new PeerConnectionOptions();
            var m = new TestPeer("M", pair.Network, nodeM.Factory, options);
            var b = new TestPeer("B for M", pair.Network, pair.NodeB.Factory, options) { Other = m };
            m.Other = b;
            m.Connection.CreateOffer();
            pair.Expect(() => m.State == PeerConnectionState.Connected && b.State == PeerConnectionState.Connected, 5, "M connects");
            PacketRecord check = pair.Network.Trace.Last(p => p.From == hostM && p.To == pair.HostB && PacketDescription.Of(p.Bytes) == "STUN request");
            Assert.That(TransportAddress.TryParse("192.0.2.1", 5001, out TransportAddress addressOfA), Is.True);

            if (!fromTheStart) pair.Connect();
            pair.Network.Filter = packet =>
            {
                if (packet.From == pair.HostA && packet.Bytes[0] >= 20) pair.Network.Inject(pair.HostB, addressOfA, check.Bytes);
                return false;
            };
            if (fromTheStart) pair.Connect(5);
            for (int i = 0; i < 50; i++)
            {
                pair.A.Send(a, new byte[] { (byte)i });
                pair.RunFor(0.01);
            }

            pair.RunFor(0.1);
            Assert.That(pair.B.Messages.Count, Is.EqualTo(50), "nothing of A's is lost");
            Assert.That(b.State, Is.EqualTo(PeerConnectionState.Connected));
            Assert.That(pair.NodeB.Endpoint.Counters.ContestedRemotes, Is.Positive);
        }

        // A peer that comes back on the same socket while its former link still stands here: the new link gets the address.
        [TestCase(true)]
        [TestCase(false)]
        public void APeerThatComesBackFromTheSameAddressConnectsAnew(bool offers)
        {
            using var pair = new LinkPair(89);
            pair.Connect();
            // Its goodbye gets lost.
            pair.Network.Filter = packet => packet.From == pair.HostA;
            pair.A.Connection.Close();
            pair.RunFor(0.5);
            pair.Network.Filter = null;
            Assert.That(pair.B.State, Is.EqualTo(PeerConnectionState.Connected));
            var options = new PeerConnectionOptions();
            var again = new TestPeer("A again", pair.Network, pair.NodeA.Factory, options);
            var b = new TestPeer("B again", pair.Network, pair.NodeB.Factory, options) { Other = again };
            again.Other = b;
            (offers ? again : b).Connection.CreateOffer();
            pair.Expect(() => again.State == PeerConnectionState.Connected && b.State == PeerConnectionState.Connected, 5, "A connects again");
        }

        [Test]
        public void AnyDescriptionIsTakenOrRefusedWithAReason([Values(1, 2)] int seed)
        {
            using var pair = new LinkPair(90);
            pair.A.Other = null;
            pair.A.Connection.CreateOffer();
            pair.RunFor(0.1);
            string offer = pair.A.Descriptions[0].Sdp;
            var random = new SeededRandom((ulong)seed);
            int taken = 0;
            for (int i = 0; i < 2000; i++)
            {
                var peer = new TestPeer("B " + i, pair.Network, pair.NodeB.Factory, new PeerConnectionOptions());
                try
                {
                    bool answers = random.Next(2) == 0;
                    if (answers) peer.Connection.CreateOffer();
                    peer.Connection.SetRemoteDescription(new SessionDescription(answers ? SessionDescriptionType.Answer : SessionDescriptionType.Offer, Changed(offer, random)));
                    peer.Connection.SetRemoteDescription(new SessionDescription(SessionDescriptionType.Offer, Changed(offer, random)));
                    peer.Connection.AddIceCandidate(Changed("candidate:1 1 udp 2130706431 192.0.2.9 5000 typ host ufrag abcd", random));
                    taken++;
                }
                catch (FormatException e)
                {
                    Assert.That(e.Message, Is.Not.Empty);
                }

                pair.RunFor(0.02);
                peer.Connection.Dispose();
            }

            Assert.That(taken, Is.Positive);
            pair.RunFor(4);
            Assert.That(pair.NodeB.Endpoint.Links, Has.Count.EqualTo(1));
        }

        private static string Changed(string text, SeededRandom random)
        {
            for (int changes = random.Next(4); changes > 0; changes--)
            {
                int at = random.Next(text.Length);
                int end = Math.Min(text.Length, at + 1 + random.Next(random.Next(4) == 0 ? 40 : 2));
                string instead = random.Next(3) switch
                {
                    0 => string.Empty,
                    1 => ((char)random.Next(random.Next(2) == 0 ? 128 : 65536)).ToString(),
                    _ => text.Substring(random.Next(text.Length / 2), random.Next(Math.Min(30, text.Length / 2))),
                };
                text = text.Substring(0, at) + instead + text.Substring(end);
            }

            return text;
        }

        private static byte[] Changed(byte[] packet, SeededRandom random)
        {
            byte[] changed = (byte[])packet.Clone();
            switch (random.Next(3))
            {
                case 0:
                    return changed.AsSpan(0, random.Next(changed.Length)).ToArray();
                case 1:
                    changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
                    return changed;
                default:
                    int at = random.Next(changed.Length);
                    random.Fill(changed.AsSpan(at, Math.Min(changed.Length - at, 1 + random.Next(16))));
                    return changed;
            }
        }

        private static long Dropped(LinkCounters counters) => counters.DroppedEmpty + counters.DroppedUnknownProtocol + counters.DroppedMalformedStun
            + counters.DroppedUnknownUfrag + counters.DroppedUnknownTransaction + counters.DroppedUnexpectedStun + counters.DroppedUnknownRemote;
    }
}
