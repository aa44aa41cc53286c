using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet.Tests.Sessions
{
    /// <summary>What goes into a recording, and what happens when the disk does not want it.</summary>
    public sealed class RecorderTests
    {
        [Test]
        public void EveryMessageInAndOutIsRecordedWithItsPeerDeliveryAndBytes()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob", "Cid");
            var disk = new SlowStream();
            Session bob = sessions[1];
            using (SessionRecorder recorder = SessionRecorder.Start(bob, disk, "match", new SessionRecorderOptions()))
            {
                bob.Broadcast(new Numbered { Number = 1 }, Delivery.ReliableUnordered);
                bob.Send(bob.Peers[1], new Moved { Tick = 2 });
                sessions[0].Broadcast(new Moved { Tick = 3 });
                sessions[2].Send(sessions[2].Peers[1], new Numbered { Number = 4 }, Delivery.Unreliable);
                world.Run(50);
                bob.Poll();
                Assert.That((recorder.MessagesRecorded, recorder.MessagesDropped, recorder.IsRecording), Is.EqualTo((4L, 0L, true)));
                recorder.Dispose();
                Assert.That((recorder.BytesWritten, recorder.IsRecording, recorder.Failure), Is.EqualTo(((long)disk.Taken.Length, false, (string?)null)));
            }

            using RecordingReader reader = Recordings.Reader(disk.Taken);
            var entries = new List<string>();
            while (reader.Read())
            {
                string players = reader.Kind == RecordedKind.Sent ? string.Join("+", reader.Receivers.Select(n => reader.Players[n].Name)) : reader.Player?.Name + string.Empty;
                if (reader.Kind == RecordedKind.Received || reader.Kind == RecordedKind.Sent)
                    entries.Add(reader.Kind + " " + players + " " + reader.Delivery + " " + reader.MessageTypes[reader.MessageId].Name.Split('.').Last() + " " + BitConverter.ToString(reader.Body.ToArray()));
            }

            Assert.That(entries.Take(2), Is.EqualTo(new[] { "Sent Ann+Cid ReliableUnordered Numbered 92-01-C0", "Sent Cid UnreliableSequenced Moved 92-02-CA-00-00-00-00" }));
            Assert.That(entries.Skip(2), Is.EquivalentTo(new[] { "Received Ann UnreliableSequenced Moved 92-03-CA-00-00-00-00", "Received Cid Unreliable Numbered 92-04-C0" }));
            Assert.That((reader.Kind, reader.IsCut), Is.EqualTo((RecordedKind.End, false)));
            Assert.That(reader.Players.Values.Select(p => p.Name), Is.EquivalentTo(new[] { "Ann", "Bob", "Cid" }));
            Assert.That((reader.Players[0].Name, reader.LobbyName, reader.Software), Is.EqualTo(("Bob", bob.Lobby.Name, "P2PNet " + typeof(Session).Assembly.GetName().Version!.ToString(3))));
            Assert.That(reader.MessageTypes[41].SchemaHash, Is.EqualTo(MessageType<Numbered>.Descriptor.SchemaHash));
            Assert.That(reader.MessageTypes[41].Schema, Is.EqualTo(MessageType<Numbered>.Descriptor.Schema).And.Not.Empty);
        }

        [Test]
        public void NothingThatLetsAStrangerInIsRecorded()
        {
            using var world = new VirtualWorld();
            Session session = world.NewSession("Ann", "Bob")[1];
            var disk = new SlowStream();
            SessionRecorder.Start(session, disk, "match", new SessionRecorderOptions()).Dispose();
            string text = System.Text.Encoding.UTF8.GetString(disk.Taken);
            Assert.That(text, Does.Contain("Ann").And.Not.Contain(session.Lobby.Code).And.Not.Contain(session.Lobby.Id));
        }

        [Test]
        public void SessionHasOneRecorderAtATimeAndOneThatIsOverHasNone()
        {
            using var world = new VirtualWorld();
            Session session = world.NewSession("Ann")[0];
            var first = SessionRecorder.Start(session, new SlowStream(), "first", new SessionRecorderOptions());
            Assert.That((Action)(() => SessionRecorder.Start(session, new SlowStream(), "second", new SessionRecorderOptions())), Throws.InvalidOperationException.With.Message.Contains("into first"));
            first.Dispose();
            first.Dispose();
            SessionRecorder.Start(session, new SlowStream(), "second", new SessionRecorderOptions()).Dispose();
            world.Complete(session.LeaveAsync());
            Assert.That((Action)(() => SessionRecorder.Start(session, new SlowStream(), "third", new SessionRecorderOptions())), Throws.InvalidOperationException.With.Message.Contains("over"));
        }

        [Test]
        public void RecordingEndsWithTheSession()
        {
            using var world = new VirtualWorld();
            Session session = world.NewSession("Ann")[0];
            var disk = new SlowStream();
            SessionRecorder recorder = SessionRecorder.Start(session, disk, "match", new SessionRecorderOptions());
            world.Complete(session.LeaveAsync());
            Assert.That((recorder.IsRecording, session.Tap), Is.EqualTo((false, (SessionTap?)null)));
            recorder.Dispose();
            using RecordingReader reader = Recordings.Reader(disk.Taken);
            while (reader.Read())
            {
            }

            Assert.That((reader.Kind, reader.IsCut), Is.EqualTo((RecordedKind.End, false)));
        }

        // the disk stands still: 256 KiB wait, the rest is missing, and the file says so where it is
        [Test]
        public void SlowDiskLosesMessagesAndNothingElse()
        {
            var log = new List<string>();
            var disk = new SlowStream();
            var pool = new BufferPool(trackLeaks: true);
            var options = new SessionRecorderOptions { MaxQueuedBytes = 256 * 1024 };
            var file = new RecordingFile(disk, pool, options, log.Add);
            var writer = new RecordingWriter(file, () => TimeSpan.Zero);
            var tap = new SessionTap(writer, "match", log.Add);
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            tap.Describe(sessions[0]);
            disk.Gate.Reset();
            Peer bob = sessions[0].Peers[0];
            var body = new byte[1000];
            for (int i = 0; i < 1000; i++) tap.OnReceived(bob, Delivery.ReliableOrdered, 41, body);
            tap.OnEvent(new SessionEvent(SessionEventKind.PeerSuspect, bob));
            long dropped = tap.MessagesDropped;
            Assert.That(dropped, Is.InRange(700, 800), "256 KiB of 1000 KB found room");
            Assert.That(log, Is.EqualTo(new[] { "The recording misses messages from here on: the disk does not take them as fast as they come, or they are larger than 256 KiB. match" }));
            disk.Gate.Set();
            SpinWait.SpinUntil(() => pool.Outstanding == 0, TimeSpan.FromSeconds(20));
            tap.OnReceived(bob, Delivery.ReliableOrdered, 41, body);
            tap.End();
            file.End(TimeSpan.FromSeconds(20));
            Assert.That(pool.Outstanding, Is.Zero, () => string.Join("\n", pool.DescribeLeaks()));

            var kinds = new List<RecordedKind>();
            using RecordingReader reader = Recordings.Reader(disk.Taken);
            while (reader.Read())
            {
                if (reader.Kind == RecordedKind.Gap) Assert.That((reader.MissingMessages, reader.MissingBytes), Is.EqualTo((dropped, dropped * 1000)));
                if (reader.Kind > RecordedKind.Player) kinds.Add(reader.Kind);
            }

            Assert.That(kinds.Count(k => k == RecordedKind.Received), Is.EqualTo(1001 - dropped));
            Assert.That(kinds.TakeLast(4), Is.EqualTo(new[] { RecordedKind.LinkChanged, RecordedKind.Gap, RecordedKind.Received, RecordedKind.End }));
        }

        // Cid records; the link to Bob is cut, Ann leaves, and Bob hosts
        [Test]
        public void HostIsRecordedThoughNoLinkToItStands()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob", "Cid");
            Session cid = sessions[2];
            var disk = new SlowStream();
            SessionRecorder recorder = SessionRecorder.Start(cid, disk, "match", new SessionRecorderOptions());
            world.Links.Connections.Single(c => c.Loop == world.LoopOf(1) && c.Other!.Loop == world.LoopOf(2)).Break();
            world.Links.Connections.Single(c => c.Loop == world.LoopOf(2) && c.Other!.Loop == world.LoopOf(1)).Break();
            world.Run(100);
            cid.Poll();
            Assert.That(cid.Peers.Single(p => p.Name == "Bob").State, Is.EqualTo(PeerState.Disconnected));
            world.Complete(sessions[0].LeaveAsync());
            world.Run(100);
            cid.Poll();
            Assert.That(cid.Lobby.Host!.Name, Is.EqualTo("Bob"));
            recorder.Dispose();

            var hosts = new List<string?>();
            using RecordingReader reader = Recordings.Reader(disk.Taken);
            while (reader.Read())
                if (reader.Kind == RecordedKind.HostChanged)
                    hosts.Add(reader.Player?.Name);
            Assert.That(hosts, Is.EqualTo(new[] { "Bob" }));
        }

        [Test]
        public void MessageLargerThanEntriesIsToldAsMissing()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            var disk = new SlowStream();
            using SessionRecorder recorder = SessionRecorder.Start(sessions[0], disk, "match", new SessionRecorderOptions());
            sessions[0].Tap!.OnReceived(sessions[0].Peers[0], Delivery.ReliableOrdered, 41, new byte[SessionSender.MaxMessageSize + 1]);
            sessions[0].Tap!.OnReceived(sessions[0].Peers[0], Delivery.ReliableOrdered, 41, new byte[] { 0x92, 1, 0xC0 });
            recorder.Dispose();
            using SessionPlayer player = SessionPlayer.Open(Recordings.Reader(disk.Taken), () => TimeSpan.Zero);
            Assert.That((player.Messages, player.MissingMessages, recorder.MessagesDropped), Is.EqualTo((1L, 1L, 1L)));
        }

        [Test]
        public void FullDiskEndsTheRecordingWithASentence()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            var disk = new SlowStream { Error = new IOException("No space left on device") };
            using SessionRecorder recorder = SessionRecorder.Start(sessions[0], disk, "match", new SessionRecorderOptions { FlushInterval = TimeSpan.FromMilliseconds(10) });
            Assert.That(SpinWait.SpinUntil(() => !recorder.IsRecording, TimeSpan.FromSeconds(20)));
            Assert.That(recorder.Failure, Is.EqualTo("The recording ended because its file cannot be written: No space left on device"));
            Assert.That(sessions[0].Broadcast(new Numbered { Number = 1 }), Is.EqualTo(SendResult.Sent), "the game goes on");
            Assert.That(recorder.MessagesDropped, Is.EqualTo(1));
        }

        // The errors of files that grow beyond what their system allows, and of streams of the game's, are of any type
        [Test]
        public void AnyErrorOfTheStreamEndsTheRecordingAndNothingElse([Values] bool atItsEnd)
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            var disk = new SlowStream { Error = new ArgumentOutOfRangeException("value"), FailsAtItsEnd = atItsEnd };
            using SessionRecorder recorder = SessionRecorder.Start(sessions[0], disk, "match", new SessionRecorderOptions { FlushInterval = TimeSpan.FromMilliseconds(10) });
            if (atItsEnd) recorder.Dispose();
            Assert.That(SpinWait.SpinUntil(() => !recorder.IsRecording, TimeSpan.FromSeconds(20)));
            Assert.That(recorder.Failure, Does.StartWith("The recording ended because its file cannot be written: ").And.Contain("'value'"));
        }

        [Test]
        public void WhatIsOutOfRangeIsNamed()
        {
            using var world = new VirtualWorld();
            Session session = world.NewSession("Ann")[0];
            Assert.That((Action)(() => SessionRecorder.Start(session, "unused", new SessionRecorderOptions { MaxQueuedBytes = 1 })), Throws.ArgumentException.With.Message.Contains("MaxQueuedBytes is from 262144"));
            Assert.That((Action)(() => SessionRecorder.Start(session, "unused", new SessionRecorderOptions { FlushInterval = TimeSpan.Zero })), Throws.ArgumentException.With.Message.Contains("FlushInterval is from 10 ms"));
        }

        [Test]
        [NonParallelizable]
        public void MessageCostsNoGarbage()
        {
            using var world = new VirtualWorld(trackLeaks: false);
            Session[] sessions = world.NewSession("Ann", "Bob");
            var pool = new BufferPool();
            var file = new RecordingFile(Stream.Null, pool, new SessionRecorderOptions(), null);
            var tap = new SessionTap(new RecordingWriter(file, () => TimeSpan.Zero), "match", null);
            tap.Describe(sessions[0]);
            Peer[] peers = { sessions[0].Peers[0] };
            var payload = new byte[] { 41, 0x92, 1, 0xC0 };
            // As many chunks as may ever wait at once.
            var chunks = new List<PooledBuffer>();
            for (int i = 0; i < 32; i++) chunks.Add(pool.Rent(64 * 1024));
            foreach (PooledBuffer chunk in chunks) chunk.Dispose();
            Record(20_000);
            // The first time that a thread really has to wait for the other one's gate, the runtime makes it something to wait with, once.
            long allocated = Math.Min(Measure(), Measure());
            tap.End();
            file.End(TimeSpan.FromSeconds(20));
            Assert.That((allocated, tap.MessagesRecorded, tap.MessagesDropped), Is.EqualTo((0L, 660_000L, 0L)));
            Assert.That(pool.Outstanding, Is.Zero);

            long Measure()
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                Record(100_000);
                return GC.GetAllocatedBytesForCurrentThread() - before;
            }

            void Record(int count)
            {
                for (int i = 0; i < count; i++)
                {
                    tap.OnReceived(peers[0], Delivery.ReliableOrdered, 41, payload.AsSpan(1));
                    tap.OnSent(peers[0], Delivery.ReliableOrdered, payload);
                    tap.AddReceiver(peers[0]);
                    tap.OnBroadcast(Delivery.Unreliable, payload);
                    // As fast as 16 players at 60 Hz would be too slow for a test; the disk takes chunks faster than these come.
                    while (i % 1000 == 0 && pool.Outstanding >= 16) Thread.Yield();
                }
            }
        }
    }
}
