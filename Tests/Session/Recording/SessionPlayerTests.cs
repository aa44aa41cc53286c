using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Messages;

namespace P2PNet.Tests.Sessions
{
    /// <summary>Recordings that are played: what handlers hear, and when.</summary>
    public sealed class SessionPlayerTests
    {
        private TimeSpan _now;

        [Test]
        public void HandlersHearTheSameInTheSameOrder()
        {
            byte[] file = Recordings.OfAMatch(out List<string> heard);
            using SessionPlayer player = Open(file);
            var log = new EventLog(player);
            while (player.Step())
            {
            }

            Assert.That(heard, Has.Some.Contains("joined Cid").And.Some.Contains("connected Cid").And.Some.Contains("Cid numbered 9 9").And.Some.StartsWith("removed"));
            Assert.That(log.Lines, Is.EqualTo(heard));
            Assert.That((player.IsAtEnd, player.IsCut, player.State), Is.EqualTo((true, false, SessionState.Ended)));
        }

        [Test]
        public void PeersAndLobbyAreThoseOfTheRecording()
        {
            using SessionPlayer player = Open(Recordings.OfAMatch(out _));
            Assert.That(player.Lobby.Players.Select(p => p.Name), Is.EqualTo(new[] { "Ann", "Bob" }));
            Assert.That((player.Lobby.CurrentPlayer.Name, player.Lobby.Host!.Name, player.Lobby.IsHost), Is.EqualTo(("Bob", "Ann", false)));
            Assert.That(player.Peers.Select(p => p.Name + " " + p.State), Is.EqualTo(new[] { "Ann Connected" }));
        }

        // entries at 0, 1, 2 … 9 s
        [TestCase(1, 5)]
        [TestCase(4, 1.25)]
        [TestCase(0.5, 10)]
        public void TimePassesAsFastAsAsked(double speed, double secondsToTheFifth)
        {
            using SessionPlayer player = OpenNumbers(out List<int> numbers);
            player.Speed = speed;
            player.Poll();
            Assert.That(numbers, Is.EqualTo(new[] { 0 }), "the clock starts with the first poll");
            _now += TimeSpan.FromSeconds(secondsToTheFifth) - TimeSpan.FromMilliseconds(10);
            player.Poll();
            Assert.That(numbers, Is.EqualTo(new[] { 0, 1, 2, 3, 4 }));
            _now += TimeSpan.FromMilliseconds(10);
            player.Poll();
            Assert.That(numbers.Last(), Is.EqualTo(5));
            Assert.That(player.Position, Is.EqualTo(TimeSpan.FromSeconds(5)));
            _now += TimeSpan.FromMinutes(1);
            player.Poll();
            Assert.That((numbers.Count, player.IsAtEnd, player.Position), Is.EqualTo((10, true, player.Duration)));
        }

        [Test]
        public void PausedItStaysWhereItIs()
        {
            using SessionPlayer player = OpenNumbers(out List<int> numbers);
            player.Poll();
            player.Pause();
            _now += TimeSpan.FromSeconds(100);
            player.Poll();
            Assert.That((numbers.Count, player.Position), Is.EqualTo((1, TimeSpan.Zero)));
            player.Play();
            _now += TimeSpan.FromSeconds(1);
            player.Poll();
            Assert.That(numbers, Is.EqualTo(new[] { 0, 1 }));
        }

        [Test]
        public void HandlerThatPausesStopsWhatIsDue()
        {
            using SessionPlayer player = OpenNumbers(out List<int> numbers);
            player.On<Numbered>((_, message) =>
            {
                if (message.Number == 3) player.Pause();
            });
            player.Poll();
            _now += TimeSpan.FromSeconds(100);
            player.Poll();
            Assert.That((numbers.Last(), player.Position), Is.EqualTo((3, TimeSpan.FromSeconds(3))));
            player.Play();
            _now += TimeSpan.FromSeconds(1);
            player.Poll();
            Assert.That(numbers.Last(), Is.EqualTo(4));
        }

        [Test]
        public void StepPlaysOneAndPauses()
        {
            using SessionPlayer player = OpenNumbers(out List<int> numbers);
            for (int i = 0; i < 10; i++)
            {
                Assert.That(player.Step());
                Assert.That((numbers.Last(), player.Position, player.IsPlaying), Is.EqualTo((i, TimeSpan.FromSeconds(i), false)));
            }

            Assert.That((player.Step(), player.IsAtEnd), Is.EqualTo((false, true)));
        }

        [Test]
        public void SeekGoesForwardsAndBack()
        {
            using SessionPlayer player = OpenNumbers(out List<int> numbers);
            foreach ((double seconds, int next) in new[] { (7.0, 7), (6.5, 7), (0.0, 0), (2.0, 2), (1.999, 2), (9.0, 9) })
            {
                player.Seek(TimeSpan.FromSeconds(seconds));
                Assert.That(player.Position, Is.EqualTo(TimeSpan.FromSeconds(seconds)));
                Assert.That(player.Step());
                Assert.That(numbers.Last(), Is.EqualTo(next), "from " + seconds);
            }

            player.Seek(TimeSpan.FromHours(1));
            Assert.That((player.Step(), player.Position), Is.EqualTo((false, player.Duration)));
            Assert.That((Action)(() => player.Seek(TimeSpan.FromSeconds(-1))), Throws.InstanceOf<ArgumentOutOfRangeException>());
        }

        [Test]
        public void SeekShowsPeersAndStateAsTheyWereWithoutAnEvent()
        {
            using SessionPlayer player = Open(Recordings.OfAMatch(out _));
            Peer ann = player.Peers[0];
            var log = new EventLog(player);
            player.Seek(player.Duration);
            Assert.That(player.Lobby.Players.Select(p => p.Name), Is.EqualTo(new[] { "Ann", "Bob", "Cid" }));
            player.Seek(TimeSpan.Zero);
            Assert.That(log.Lines, Is.Empty);
            Assert.That(player.Lobby.Players.Select(p => p.Name), Is.EqualTo(new[] { "Ann", "Bob" }));
            Assert.That(player.Peers.Single(), Is.SameAs(ann));
            while (player.Step())
            {
            }

            Assert.That(log.Lines, Has.Some.Contains("joined Cid"), "handlers stay after a jump");
        }

        // 3000 messages: jumps by the index hit the same as playing from the beginning
        [Test]
        public void SeekInALongRecordingIsExact()
        {
            byte[] file = Numbers(3000, TimeSpan.FromMilliseconds(10));
            var random = new SeededRandom(9);
            using SessionPlayer player = Open(file);
            var numbers = new List<int>();
            player.On((Peer _, in Numbered message) => numbers.Add(message.Number));
            for (int i = 0; i < 200; i++)
            {
                int wanted = random.Next(3000);
                player.Seek(TimeSpan.FromMilliseconds(wanted * 10));
                player.Step();
                Assert.That(numbers.Last(), Is.EqualTo(wanted));
            }
        }

        [Test]
        public void WhatWasSentIsHeardByItsOwnHandlers()
        {
            using SessionPlayer player = Open(Recordings.OfAMatch(out _));
            var sent = new List<string>();
            player.OnSent((IReadOnlyList<Peer> to, in Numbered message) => sent.Add(string.Join("+", to.Select(p => p.Name)) + " " + message.Number));
            while (player.Step())
            {
            }

            Assert.That(sent.Take(4), Is.EqualTo(new[] { "Ann 0", "Ann -5", "Ann -10", "Ann -15" }));
            Assert.That(sent.Skip(4).Take(2), Is.EqualTo(new[] { "Ann 0", "Ann+Cid -5" }), "Cid had not been polled before the first");
        }

        // Numbered was recorded with a text where the bytes are today; Moved has one key more today
        [Test]
        public void ChangedMessagesAreNamedRatherThanMisread()
        {
            MessageDescriptor<Numbered> numbered = MessageType<Numbered>.Descriptor;
            MessageDescriptor<Moved> moved = MessageType<Moved>.Descriptor;
            byte[] file = Recordings.Written(writer =>
            {
                Introduce(writer);
                writer.MessageType(new MessageDescriptor<Numbered>(41, numbered.Name, Delivery.ReliableOrdered, 1, numbered.Formatter, numbered.Name + "(0:i32,1:str)"));
                writer.MessageType(new MessageDescriptor<Moved>(42, moved.Name, Delivery.ReliableOrdered, 1, moved.Formatter, moved.Name + "(0:i32)"));
                for (int i = 0; i < 3; i++)
                {
                    writer.Received(1, Delivery.ReliableOrdered, 41, new byte[] { 0x92, 7, 0xC0 });
                    writer.Received(1, Delivery.ReliableOrdered, 42, new byte[] { 0x91, 5 });
                }
            });
            using SessionPlayer player = Open(file);
            var log = new EventLog(player);
            while (player.Step())
            {
            }

            string sentence = player.Differences.Single();
            Assert.That(sentence, Does.StartWith(numbered.Name + " has changed since it was recorded").And.Contain("key 1"));
            Assert.That(log.Lines, Is.EqualTo(new[] { "rejected Bob " + sentence, "Bob moved 5 0", "Bob moved 5 0", "Bob moved 5 0" }));
        }

        [Test]
        public void IdThatWasAnotherMessagesIsNamed()
        {
            MessageDescriptor<Numbered> numbered = MessageType<Numbered>.Descriptor;
            byte[] file = Recordings.Written(writer =>
            {
                Introduce(writer);
                writer.MessageType(new MessageDescriptor<Numbered>(41, "Game.Hit", Delivery.ReliableOrdered, numbered.SchemaHash, numbered.Formatter, numbered.Schema));
                writer.Received(1, Delivery.ReliableOrdered, 41, new byte[] { 0x92, 7, 0xC0 });
            });
            using SessionPlayer player = Open(file);
            var log = new EventLog(player);
            player.Step();
            Assert.That(log.Lines.Single(), Is.EqualTo("rejected Bob The message id 41 was that of Game.Hit in the recording, and is that of " + numbered.Name + " here."));
        }

        [Test]
        public void HandlerThatThrowsIsTreatedAsInASession()
        {
            using SessionPlayer player = OpenNumbers(out List<int> numbers);
            player.On<Numbered>((_, message) => throw new InvalidOperationException("at " + message.Number));
            Assert.That((Action)player.Poll, Throws.InvalidOperationException.With.Message.EqualTo("at 0"));
            _now += TimeSpan.FromSeconds(3);
            Assert.That((Action)player.Poll, Throws.InvalidOperationException.With.Message.EqualTo("at 1"));
            Assert.That(numbers.Last(), Is.EqualTo(3), "the others were handled");
            var failed = new List<string>();
            player.HandlerFailed += e => failed.Add(e.Message);
            player.Step();
            Assert.That(failed, Is.EqualTo(new[] { "at 4" }));
        }

        [Test]
        public void PollWithinAHandlerThrows()
        {
            using SessionPlayer player = OpenNumbers(out _);
            player.On<Numbered>((_, __) => player.Poll());
            Assert.That((Action)player.Poll, Throws.InvalidOperationException.With.Message.Contains("within").Or.Message.Contains("handlers"));
        }

        private static void Introduce(RecordingWriter writer)
        {
            writer.Player(0, new Player("a", "Ann", isCurrent: true), PeerState.Connected, isJoining: false);
            writer.Player(1, new Player("b", "Bob", isCurrent: false), PeerState.Connected, isJoining: false);
        }

        private SessionPlayer Open(byte[] file) => SessionPlayer.Open(Recordings.Reader(file), () => _now);

        private SessionPlayer OpenNumbers(out List<int> numbers)
        {
            SessionPlayer player = Open(Numbers(10, TimeSpan.FromSeconds(1)));
            var heard = new List<int>();
            player.On((Peer _, in Numbered message) => heard.Add(message.Number));
            numbers = heard;
            return player;
        }

        /// <summary>A message each interval, from 0 on.</summary>
        private static byte[] Numbers(int count, TimeSpan interval)
        {
            int written = 0;
            return Recordings.Written(writer =>
            {
                Introduce(writer);
                for (int i = 0; i < count; i++)
                {
                    written = i;
                    var body = new System.Buffers.ArrayBufferWriter<byte>();
                    MessageSerializer.Serialize(body, new Numbered { Number = i });
                    writer.Received(1, Delivery.ReliableOrdered, 41, body.WrittenSpan.Slice(1));
                }
            }, () => interval * written);
        }
    }
}
