using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.DataChannels;

namespace P2PNet.Tests.Rtc.DataChannels
{
    public sealed class DataChannelTableTests
    {
        private static readonly Timestamp Now = Timestamp.Zero;
        private BufferPool _pool = null!;
        private FakeStreams _clientStreams = null!;
        private FakeStreams _serverStreams = null!;
        private DataChannelTable _client = null!;
        private DataChannelTable _server = null!;

        [SetUp]
        public void SetUp()
        {
            _pool = new BufferPool(trackLeaks: true);
            _clientStreams = new FakeStreams();
            _serverStreams = new FakeStreams();
            var limits = new DataChannelLimits { MaxChannels = 8, MaxMessageSize = 1000 };
            _client = new DataChannelTable(limits, _pool, _clientStreams);
            _server = new DataChannelTable(limits, _pool, _serverStreams);
        }

        [TearDown]
        public void EveryBufferCameBack()
        {
            _client.End();
            _server.End();
            Events(_client);
            Events(_server);
            _clientStreams.Drop();
            _serverStreams.Drop();
            Assert.That(_pool.Outstanding, Is.Zero, string.Join("\n", _pool.DescribeLeaks()));
        }

        // A -> OPEN, "early" ->  B
        // A <- ACK           <-  B
        [Test]
        public void OpensAChannelAndSendsDataRightBehindTheOpen()
        {
            Connect();
            DataChannel channel = _client.Create(Now, new DataChannelOptions { Label = "chat ☕", Protocol = "v1", Ordered = false, MaxRetransmits = 3 });
            Assert.That(channel.State, Is.EqualTo(DataChannelState.Open));
            Assert.That(channel.Id, Is.Zero, "the DTLS client gives out even ids");
            Assert.That(Send(_client, channel, "early"), Is.EqualTo(SendStatus.Accepted));
            Deliver();
            Assert.That(Send(_client, channel, "late"), Is.EqualTo(SendStatus.Accepted));
            Deliver();

            Assert.That(Events(_server), Is.EqualTo(new[] { "0 opened by peer: chat ☕", "0 \"early\"", "0 \"late\"" }));
            DataChannelOptions seen = _server.Channels[0].Options;
            Assert.That((seen.Label, seen.Protocol, seen.Ordered, seen.MaxRetransmits, seen.MaxPacketLifeTime), Is.EqualTo(("chat ☕", "v1", false, (int?)3, (int?)null)));
            Assert.That(_clientStreams.Log, Is.EqualTo(new[]
            {
                (Ppid.Dcep, Reliability.Reliable()), // never unreliable, never unordered
                (Ppid.Binary, Reliability.Retransmits(3, unordered: false)), // ordered: it must not overtake the OPEN
                (Ppid.Binary, Reliability.Retransmits(3, unordered: true)),
            }));
        }

        [Test]
        public void GivesOutOddIdsOnTheServersSide()
        {
            Connect();
            Assert.That(_server.Create(Now, new DataChannelOptions()).Id, Is.EqualTo(1));
            Assert.That(_server.Create(Now, new DataChannelOptions()).Id, Is.EqualTo(3));
        }

        [Test]
        public void OpensWhatWasCreatedBeforeTheAssociationStood()
        {
            DataChannel negotiated = _client.Create(Now, new DataChannelOptions { NegotiatedId = 0 });
            DataChannel announced = _client.Create(Now, new DataChannelOptions { Label = "a" });
            Assert.That((negotiated.State, negotiated.Id), Is.EqualTo((DataChannelState.Connecting, 0)));
            Assert.That((announced.State, announced.Id), Is.EqualTo((DataChannelState.Connecting, -1)));
            Assert.That(Send(_client, negotiated, "x"), Is.EqualTo(SendStatus.NotOpen));
            Connect();
            Assert.That((negotiated.State, announced.State, announced.Id), Is.EqualTo((DataChannelState.Open, DataChannelState.Open, 2)));
            Assert.That(_clientStreams.Log.Count, Is.EqualTo(1), "a negotiated channel is not announced");
        }

        [Test]
        public void CarriesMessagesOnNegotiatedChannelsWithoutAnnouncingThem()
        {
            Connect();
            var options = new DataChannelOptions { NegotiatedId = 7, Ordered = false, MaxPacketLifeTime = 50 };
            DataChannel a = _client.Create(Now, options);
            DataChannel b = _server.Create(Now, options);
            Send(_client, a, "there");
            Send(_server, b, "back");
            Deliver();
            Assert.That(Events(_server), Is.EqualTo(new[] { "7 Open", "7 \"there\"" }));
            Assert.That(Events(_client), Is.EqualTo(new[] { "7 Open", "7 \"back\"" }));
            Assert.That(_clientStreams.Log.Single(), Is.EqualTo((Ppid.Binary, Reliability.Lifetime(50, unordered: true))));
        }

        [TestCase(false, Ppid.BinaryEmpty)]
        [TestCase(true, Ppid.StringEmpty)]
        public void CarriesEmptyMessages(bool isString, object ppid)
        {
            (DataChannel a, _) = Negotiate();
            using PooledBuffer shared = _pool.Rent(0).AddReference();
            Assert.That(_client.Send(Now, a, shared, isString), Is.EqualTo(SendStatus.Accepted));
            Assert.That(_clientStreams.Log.Single().Ppid, Is.EqualTo(ppid));
            Assert.That(shared.Length, Is.Zero, "other owners see their message unchanged");
            Deliver();
            Assert.That(Events(_server), Is.EqualTo(new[] { "0 Open", isString ? "0 text \"\"" : "0 \"\"" }));
        }

        // A -> RESET -> B      both see Closing, then Closed; the id is free again
        // A <- RESET <- B
        [Test]
        public void ClosesOnBothSidesAndGivesTheIdOutAgain()
        {
            Connect();
            DataChannel channel = _client.Create(Now, new DataChannelOptions { Label = "one" });
            Send(_client, channel, "last words");
            _client.Close(Now, channel);
            Assert.That(channel.State, Is.EqualTo(DataChannelState.Closing));
            Assert.That(Send(_client, channel, "too late"), Is.EqualTo(SendStatus.NotOpen));
            Deliver();
            Assert.That(channel.State, Is.EqualTo(DataChannelState.Closed));
            Assert.That(Events(_client), Is.EqualTo(new[] { "0 Open", "0 Closing", "0 Closed" }));
            Assert.That(Events(_server), Is.EqualTo(new[] { "0 opened by peer: one", "0 \"last words\"", "0 Closing", "0 Closed" }));
            Assert.That(_client.Create(Now, new DataChannelOptions { Label = "two" }).Id, Is.Zero);
            Deliver();
            Assert.That(Events(_server), Is.EqualTo(new[] { "0 opened by peer: two" }));
        }

        [Test]
        public void ClosesAlsoWhenBothSidesDoSoAtOnce()
        {
            (DataChannel a, DataChannel b) = Negotiate();
            _client.Close(Now, a);
            _server.Close(Now, b);
            Deliver();
            Assert.That((a.State, b.State), Is.EqualTo((DataChannelState.Closed, DataChannelState.Closed)));
            Assert.That(_clientStreams.Waiting + _serverStreams.Waiting, Is.Zero);
        }

        [Test]
        public void KeepsTheIdUntilBothStreamsAreReset()
        {
            (DataChannel a, _) = Negotiate();
            _client.Close(Now, a);
            _client.OnOutgoingReset(new StreamId(0));
            Assert.That(a.State, Is.EqualTo(DataChannelState.Closing));
            Assert.That(Refusal(_client, new DataChannelOptions { NegotiatedId = 0 }), Is.TypeOf<ArgumentException>());
            _client.OnIncomingReset(Now, new StreamId(0));
            Assert.That(a.State, Is.EqualTo(DataChannelState.Closed));
            Assert.That(Refusal(_client, new DataChannelOptions { NegotiatedId = 0 }), Is.Null);
        }

        [Test]
        public void AnnouncesTheChannelLaterWhereTheBufferIsFull()
        {
            Connect();
            _clientStreams.IsFull = true;
            DataChannel channel = _client.Create(Now, new DataChannelOptions { Label = "a" });
            Assert.That(Send(_client, channel, "x"), Is.EqualTo(SendStatus.WouldBlock));
            _clientStreams.IsFull = false;
            Assert.That(Send(_client, channel, "y"), Is.EqualTo(SendStatus.Accepted));
            Deliver();
            Assert.That(Events(_server), Is.EqualTo(new[] { "0 opened by peer: a", "0 \"y\"" }));
        }

        [Test]
        public void AnswersTheOpenLaterWhereTheBufferIsFull()
        {
            Connect();
            _serverStreams.IsFull = true;
            _client.Create(Now, new DataChannelOptions { Label = "a" });
            Deliver();
            Assert.That(_serverStreams.Waiting, Is.Zero);
            _serverStreams.IsFull = false;
            _server.OnBufferedAmountLow(Now, new StreamId(0));
            Assert.That(_serverStreams.Log.Single().Ppid, Is.EqualTo(Ppid.Dcep));
            Assert.That(Events(_server), Is.EqualTo(new[] { "0 opened by peer: a", "0 room" }));
        }

        [Test]
        public void RefusesAnOpenForAnIdThatIsOursOrTaken()
        {
            Connect();
            Inject(_server, 1, Ppid.Dcep, Open("mine"));
            Inject(_server, 65535, Ppid.Dcep, Open("reserved"));
            Assert.That(_server.Counters.RefusedOpenId, Is.EqualTo(2));
            Inject(_server, 4, Ppid.Dcep, Open("good"));
            Inject(_server, 4, Ppid.Dcep, Open("again"));
            Assert.That(_server.Counters.RefusedOpenId, Is.EqualTo(3));
            Assert.That(Events(_server), Is.EqualTo(new[] { "4 opened by peer: good" }));
            Assert.That(_serverStreams.Waiting, Is.EqualTo(3), "two resets and one ACK; the channel that stands is not harmed");
        }

        [Test]
        public void BoundsTheNumberOfChannels()
        {
            Connect();
            for (int i = 0; i < 20; i++) Inject(_server, (ushort)(i * 2), Ppid.Dcep, Open("n"));
            Assert.That(_server.Channels.Count, Is.EqualTo(8));
            Assert.That(_server.Counters.RefusedOpenLimit, Is.EqualTo(12));
            Assert.That(Refusal(_server, new DataChannelOptions()), Is.TypeOf<InvalidOperationException>());
        }

        [Test]
        public void PutsDeprecatedPartialMessagesTogether()
        {
            Negotiate();
            Inject(_server, 0, Ppid.StringPartial, Bytes("one, "));
            Inject(_server, 0, Ppid.StringPartial, Bytes("two, "));
            Inject(_server, 0, Ppid.String, Bytes("three"));
            Inject(_server, 0, Ppid.Binary, Bytes("whole"));
            Assert.That(Events(_server), Is.EqualTo(new[] { "0 Open", "0 text \"one, two, three\"", "0 \"whole\"" }));
        }

        [Test]
        public void DropsPartialMessagesThatGrowTooLargeOrDoNotFitTogether()
        {
            Negotiate();
            for (int i = 0; i < 50; i++) Inject(_server, 0, Ppid.BinaryPartial, new byte[400]);
            Inject(_server, 0, Ppid.Binary, Bytes("end"));
            Inject(_server, 0, Ppid.BinaryPartial, Bytes("binary"));
            Inject(_server, 0, Ppid.String, Bytes("text"));
            Inject(_server, 0, Ppid.Binary, Bytes("good"));
            Assert.That(Events(_server), Is.EqualTo(new[] { "0 Open", "0 \"good\"" }));
            Assert.That(_server.Counters.DroppedPartial, Is.EqualTo(2));
        }

        [Test]
        public void CountsWhatItCannotUse()
        {
            Negotiate();
            Inject(_server, 9, Ppid.Binary, Bytes("nobody"));
            Inject(_server, 0, (Ppid)99, Bytes("what"));
            Inject(_server, 0, Ppid.Dcep, Array.Empty<byte>());
            Inject(_server, 0, Ppid.Dcep, new byte[] { 0x77 });
            Assert.That((_server.Counters.DroppedNoChannel, _server.Counters.DroppedUnknownPpid, _server.Counters.DroppedMalformedDcep), Is.EqualTo((1L, 1L, 2L)));
            _server.OnIncomingReset(Now, new StreamId(0));
            Inject(_server, 0, Ppid.Binary, Bytes("after the reset"));
            Assert.That(_server.Counters.DroppedAfterClose, Is.EqualTo(1));
        }

        [Test]
        public void EndsEveryChannelWithTheLink()
        {
            (DataChannel a, _) = Negotiate();
            DataChannel b = _client.Create(Now, new DataChannelOptions());
            _client.End();
            Assert.That((a.State, b.State, _client.Channels.Count), Is.EqualTo((DataChannelState.Closed, DataChannelState.Closed, 0)));
            Assert.That(_client.Create(Now, new DataChannelOptions()).State, Is.EqualTo(DataChannelState.Closed));
        }

        [TestCase(1, 1, 0)]
        [TestCase(-1, null, 0)]
        [TestCase(65535, null, 0)]
        [TestCase(null, 0, 0)]
        [TestCase(null, 65536, 0)]
        [TestCase(null, null, 65535)]
        [TestCase(null, null, -1)]
        public void RefusesOptionsThatMakeNoSense(int? retransmits, int? lifetime, int? id)
        {
            var options = new DataChannelOptions { MaxRetransmits = retransmits, MaxPacketLifeTime = lifetime, NegotiatedId = id };
            Assert.That(Refusal(_client, options), Is.TypeOf<ArgumentException>());
            Assert.That(Refusal(_client, new DataChannelOptions { Label = new string('x', 65536) }), Is.TypeOf<ArgumentException>());
        }

        [Test]
        public void TakesEveryTruncationAndChangeOfAnOpen()
        {
            byte[] open = Open("label");
            for (int length = 0; length < open.Length; length++)
                Assert.That(DcepOpen.TryParse(open.AsSpan(0, length), out _), Is.False, "cut to " + length);
            Connect();
            var random = new SeededRandom(5);
            for (int i = 0; i < 5000; i++)
            {
                byte[] changed = (byte[])open.Clone();
                changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
                Inject(_server, (ushort)random.Next(16), (Ppid)(50 + random.Next(9)), changed);
            }

            Assert.That(_server.Channels.Count, Is.LessThanOrEqualTo(8));
            Assert.That(_server.Counters.DroppedMalformedDcep, Is.Positive);
            _serverStreams.Drop();
        }

        private static Exception? Refusal(DataChannelTable table, DataChannelOptions options)
        {
            try
            {
                table.Create(Now, options);
                return null;
            }
            catch (Exception e)
            {
                return e;
            }
        }

        private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

        private byte[] Open(string label)
        {
            using PooledBuffer buffer = _pool.Rent(64);
            DcepOpen.Write(new DataChannelOptions { Label = label }, buffer);
            return buffer.Span.ToArray();
        }

        private void Connect()
        {
            _client.OnConnected(Now, isDtlsClient: true);
            _server.OnConnected(Now, isDtlsClient: false);
        }

        private (DataChannel Client, DataChannel Server) Negotiate()
        {
            Connect();
            var options = new DataChannelOptions { NegotiatedId = 0 };
            return (_client.Create(Now, options), _server.Create(Now, options));
        }

        private void Deliver()
        {
            while (_clientStreams.Waiting + _serverStreams.Waiting > 0)
            {
                _clientStreams.Deliver(_client, _server);
                _serverStreams.Deliver(_server, _client);
            }
        }

        private SendStatus Send(DataChannelTable table, DataChannel channel, string text)
        {
            PooledBuffer payload = _pool.Rent(text.Length);
            payload.Write(Bytes(text));
            SendStatus status = table.Send(Now, channel, payload, isString: false);
            if (status != SendStatus.Accepted) payload.Dispose();
            return status;
        }

        private void Inject(DataChannelTable table, ushort stream, Ppid ppid, byte[] bytes)
        {
            PooledBuffer payload = _pool.Rent(bytes.Length);
            payload.Write(bytes);
            table.OnMessage(Now, new StreamId(stream), ppid, payload);
        }

        private static List<string> Events(DataChannelTable table)
        {
            var seen = new List<string>();
            while (table.TryPollEvent(out DataChannelEvent e))
            {
                string what = e.Kind == DataChannelEventKind.OpenedByPeer ? "opened by peer: " + e.Channel.Options.Label
                    : e.Kind == DataChannelEventKind.StateChanged ? e.State.ToString()
                    : e.Kind == DataChannelEventKind.BufferedAmountLow ? "room"
                    : (e.IsString ? "text \"" : "\"") + Encoding.UTF8.GetString(e.Payload!.Span) + "\"";
                e.Payload?.Dispose();
                seen.Add(e.Channel.Id + " " + what);
            }

            return seen;
        }
    }
}
