using System;
using System.Collections.Generic;
using System.IO;
using NUnit.Framework;
using P2PNet.Messages;

namespace P2PNet.Tests.Sessions
{
    /// <summary>Files that are cut, damaged or made to harm.</summary>
    public sealed class RecordingFileTests
    {
        private const ulong Seed = 20260722;

        [Test]
        public void FileThatIsCutReadsUpToItsLastWholeEntry()
        {
            byte[] file = Recordings.OfAMatch(out _);
            var ends = new List<int>();
            using (RecordingReader whole = Recordings.Reader(file))
            {
                while (whole.Read()) ends.Add((int)whole.Offset);
                ends.Add((int)whole.Offset);
                Assert.That(whole.Offset, Is.EqualTo(file.Length));
            }

            for (int length = 0; length < file.Length; length++)
            {
                byte[] cut = file.AsSpan(0, length).ToArray();
                if (length < ends[0])
                {
                    Assert.That((Action)(() => Recordings.Reader(cut)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("byte 0"), () => length + " bytes");
                    continue;
                }

                int entries = 0;
                using RecordingReader reader = Recordings.Reader(cut);
                while (reader.Read()) entries++;
                Assert.That((entries, reader.IsCut), Is.EqualTo((ends.FindLastIndex(e => e <= length), true)), () => length + " bytes");
            }
        }

        [Test]
        public void DamagedFilesAreReadOrRefusedWithAPosition()
        {
            byte[] file = Recordings.OfAMatch(out _);
            var random = new SeededRandom(Seed);
            int refused = 0;
            for (int i = 0; i < 4000; i++)
            {
                byte[] damaged = (byte[])file.Clone();
                for (int flips = 1 + random.Next(3); flips > 0; flips--) damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                if (!TryPlay(damaged, i)) refused++;
            }

            Assert.That(refused, Is.InRange(400, 3900), "some are told, some change a message's content only");
        }

        [Test]
        public void RandomBytesBehindAHeaderAreReadOrRefused()
        {
            byte[] start = Recordings.Written(writer => { });
            var random = new SeededRandom(Seed);
            for (int i = 0; i < 4000; i++)
            {
                var file = new byte[start.Length + random.Next(200)];
                random.Fill(file.AsSpan(start.Length - 3));
                start.AsSpan(0, start.Length - 3).CopyTo(file);
                // The kinds of entries there are, more often than chance has them.
                if (file.Length > start.Length) file[start.Length - 3] = (byte)(0x90 + random.Next(12));
                TryPlay(file, i);
            }
        }

        // an array that claims four billion values, a body of four gigabytes: no memory is taken for them
        [TestCase(new byte[] { 0xDD, 0xFF, 0xFF, 0xFF, 0xFF, 8, 0 })]
        [TestCase(new byte[] { 0x96, 8, 0, 1, 0, 41, 0xC6, 0xFF, 0xFF, 0xFF, 0xFF, 1 })]
        public void LengthsThatLieAreTheEndOfTheFile(byte[] lie)
        {
            byte[] start = Recordings.Written(writer => { });
            var file = new byte[start.Length - 3 + lie.Length];
            start.AsSpan(0, start.Length - 3).CopyTo(file);
            lie.CopyTo(file.AsSpan(start.Length - 3));
            using RecordingReader reader = Recordings.Reader(file);
            Assert.That((reader.Read(), reader.IsCut), Is.EqualTo((false, true)));
        }

        [Test]
        public void EntryLargerThanEntriesAreIsRefused()
        {
            byte[] start = Recordings.Written(writer => { });
            var file = new byte[3 << 20];
            start.AsSpan(0, start.Length - 3).CopyTo(file);
            new byte[] { 0x96, 8, 0, 1, 0, 41, 0xC6, 0, 0x20, 0, 0 }.CopyTo(file.AsSpan(start.Length - 3));
            using RecordingReader reader = Recordings.Reader(file);
            Assert.That((Action)(() => reader.Read()), Throws.TypeOf<InvalidDataException>().With.Message.Contains("byte " + (start.Length - 3)));
        }

        [Test]
        public void WhatIsNoRecordingIsSaidToBeNone()
        {
            Assert.That((Action)(() => Recordings.Reader(new byte[0])), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("match is damaged"));
            Assert.That((Action)(() => Recordings.Reader(new byte[] { 0x50, 0x4B, 3, 4 })), Throws.TypeOf<InvalidDataException>());
            Assert.That((Action)(() => RecordingReader.Open("/does/not/exist")), Throws.InstanceOf<IOException>());
        }

        [Test]
        public void LaterVersionsMayAddKindsAndValues()
        {
            byte[] start = Recordings.Written(writer => { });
            var file = new List<byte>(start.AsSpan(0, start.Length - 3).ToArray());
            file.AddRange(new byte[] { 0x94, 77, 0, 0xA1, (byte)'x', 0x81, 1, 2 }); // a kind 77
            file.AddRange(new byte[] { 0x93, 11, 0, 0xC3 }); // an end with one more value
            using RecordingReader reader = Recordings.Reader(file.ToArray());
            Assert.That((reader.Read(), reader.Kind), Is.EqualTo((true, (RecordedKind)77)));
            Assert.That((reader.Read(), reader.Kind), Is.EqualTo((true, RecordedKind.End)));
            Assert.That((reader.Read(), reader.IsCut), Is.EqualTo((false, false)));
        }

        [Test]
        public void LargestMessageGoesThereAndBack()
        {
            var body = new byte[SessionSender.MaxMessageSize];
            new SeededRandom(Seed).Fill(body);
            byte[] file = Recordings.Written(writer =>
            {
                writer.Player(1, new Player("id", "Bob", isCurrent: false), PeerState.Connected, isJoining: false);
                for (int i = 0; i < 20; i++) Assert.That(writer.Received(1, Delivery.ReliableOrdered, 41, body));
            });
            using RecordingReader reader = Recordings.Reader(file);
            int found = 0;
            while (reader.Read())
            {
                if (reader.Kind == RecordedKind.Received && reader.Body.SequenceEqual(body)) found++;
            }

            Assert.That(found, Is.EqualTo(20));
        }

        private static bool TryPlay(byte[] file, int round)
        {
            try
            {
                using SessionPlayer player = SessionPlayer.Open(Recordings.Reader(file), () => TimeSpan.Zero);
                player.HandlerFailed += e => Assert.Fail("seed " + Seed + ", round " + round + ": " + e);
                _ = new EventLog(player);
                while (player.Step())
                {
                }

                player.Seek(player.Duration / 2);
                player.Step();
                return true;
            }
            catch (InvalidDataException e)
            {
                Assert.That(e.Message, Does.Contain("byte "), () => "seed " + Seed + ", round " + round);
                return false;
            }
        }
    }
}
