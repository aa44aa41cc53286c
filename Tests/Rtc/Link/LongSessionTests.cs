using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Rtc.Link
{
    /// <summary>What only time brings about: timers, intervals and counts of a long session.</summary>
    public sealed class LongSessionTests
    {
        [Test]
        public void ALinkStandsForAnHourIdleAndBusy()
        {
            using var pair = new LinkPair(97);
            (IDataChannel a, IDataChannel b) = pair.Open(LinkPair.Reliable);
            (IDataChannel a2, IDataChannel b2) = pair.Open(new DataChannelOptions { Label = "state", NegotiatedId = 2, Ordered = false, MaxRetransmits = 0 });
            pair.Network.KeepsTrace = false;
            pair.Connect();
            foreach (VirtualHost host in pair.Network.Hosts) host.Conditions = new LinkConditions { Delay = TimeSpan.FromMilliseconds(30), Loss = 0.02 };
            int sent = 0;
            pair.RunFor(3000);
            for (int i = 0; i < 3000; i++)
            {
                Assert.That(pair.A.Send(a, BitConverter.GetBytes(sent)), Is.EqualTo(SendStatus.Accepted));
                Assert.That(pair.B.Send(b, BitConverter.GetBytes(sent++)), Is.EqualTo(SendStatus.Accepted));
                pair.A.Send(a2, new byte[50]);
                pair.B.Send(b2, new byte[50]);
                pair.RunFor(0.2);
            }

            pair.RunFor(2);
            foreach (TestPeer peer in new[] { pair.A, pair.B })
            {
                int[] numbers = peer.Messages.Where(m => m.Channel.Id == 0).Select(m => BitConverter.ToInt32(m.Bytes, 0)).ToArray();
                Assert.That(numbers.SequenceEqual(Enumerable.Range(0, sent)), Is.True);
                Assert.That(peer.Messages.Count - sent, Is.InRange(sent * 9 / 10, sent));
                Assert.That(peer.State, Is.EqualTo(PeerConnectionState.Connected));
                Assert.That(peer.States.Count(state => state == PeerConnectionState.Disconnected), Is.LessThan(5), "with 2 % of loss hardly ever suspect");
            }
        }
    }
}
