using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Sctp;

namespace P2PNet.Tests.Rtc.Sctp
{
    /// <summary>Bytes that no honest peer sends. Nothing may throw, and no more memory may be taken than the window allows.</summary>
    internal sealed class HostilePeerTests
    {
        private const long HeldLimit = (1024 * 1024) + (64 * 1024);

        [Test]
        public void TruncationAtEveryByteOfEveryPacketIsHarmless([Values] bool fixChecksum)
        {
            foreach (byte[] packet in Traffic(out SctpPair pair))
            {
                for (int length = 0; length < Math.Min(packet.Length, 120); length++) Deliver(pair, Cut(packet, length), fixChecksum);
            }
        }

        [Test]
        public void BitFlipsWithARightChecksumAreHarmless([Range(1, 8)] int seed)
        {
            var random = new SeededRandom((ulong)seed);
            List<byte[]> packets = Traffic(out SctpPair pair);
            for (int i = 0; i < 4000; i++)
            {
                if (pair.A.Association.State == SctpState.Closed || pair.Z.Association.State == SctpState.Closed)
                {
                    pair.AssertNoLeaks();
                    packets = Traffic(out pair, (ulong)(seed + i));
                }

                byte[] packet = (byte[])packets[random.Next(packets.Count)].Clone();
                // Headers are where the sense is.
                int span = random.Next(4) == 0 ? packet.Length : Math.Min(packet.Length, 48);
                for (int flips = 1 + random.Next(4); flips > 0; flips--) packet[random.Next(span)] ^= (byte)(1 << random.Next(8));
                Revive(packet, pair, random);
                Deliver(pair, packet, true);
                if (i % 50 == 0) pair.RunFor(TimeSpan.FromMilliseconds(random.Next(300)));
                Assert.That(pair.Z.Association.Receiver.HeldBytes, Is.LessThanOrEqualTo(HeldLimit), "Seed " + seed);
            }

            SctpCounters counters = pair.Z.Association.Counters;
            Assert.That(counters.DroppedDuplicates + counters.DroppedUnexpectedChunks + counters.DroppedWrongTag, Is.GreaterThan(0), "Seed " + seed);
            pair.AssertNoLeaks();
        }

        [Test]
        public void RandomChunksUnderTheRightTagAreHarmless([Range(1, 6)] int seed)
        {
            var random = new SeededRandom((ulong)seed);
            List<byte[]> packets = Traffic(out SctpPair pair);
            byte[] types = { 0, 0, 0, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 130, 192, 192, 0x80, 0xFF };
            for (int i = 0; i < 1500; i++)
            {
                if (pair.A.Association.State == SctpState.Closed || pair.Z.Association.State == SctpState.Closed)
                {
                    pair.AssertNoLeaks();
                    packets = Traffic(out pair, (ulong)(seed + i));
                }

                var packet = new byte[12 + ((4 + random.Next(60)) & ~3)];
                random.Fill(packet);
                packet[12] = types[random.Next(types.Length)];
                packet[14] = 0;
                packet[15] = (byte)(packet.Length - 12);
                packets[0].AsSpan(0, 4).CopyTo(packet);
                Revive(packet, pair, random);
                Deliver(pair, packet, true);
                if (i % 50 == 0) pair.RunFor(TimeSpan.FromMilliseconds(random.Next(300)));
            }

            pair.AssertNoLeaks();
        }

        // Fragments without an end, TSNs far ahead, SSNs that never come: everything within the window, and no more.
        [Test]
        public void APeerThatLiesAboutItsMessagesCannotFillTheMemory([Range(1, 6)] int seed)
        {
            SctpPair pair = new SctpPair((ulong)seed, trackLeaks: false).Established();
            byte[] pattern = pair.A.Sent.Last();
            Assert.That(InitChunk.TryParse(pair.A.Sent[0].AsSpan(12), out InitChunk init), Is.True);
            var random = new SeededRandom((ulong)seed);
            var chunk = new byte[1200];
            Tsn next = init.InitialTsn;
            for (int i = 0; i < 20_000 && pair.Z.Association.State == SctpState.Established; i++)
            {
                Tsn tsn = seed % 2 == 0 ? next : next + random.Next(20_000);
                next = seed % 3 == 0 ? next : next.Next;
                var ssn = new Ssn((ushort)(seed < 4 ? 1 + random.Next(30_000) : random.Next(65536)));
                byte flags = (byte)(seed == 4 ? 3 : random.Next(8));
                int length = new DataChunk(flags, tsn, new StreamId((ushort)random.Next(1024)), ssn, Ppid.Binary, new byte[1 + random.Next(1000)]).Write(chunk);
                pair.Z.Association.HandleDatagram(pair.Now, default, PacketEditor.With(pattern, chunk.AsSpan(0, length).ToArray()));
                pair.Z.TakeEvents();
                pair.Z.Messages.Clear();
                Assert.That(pair.Z.Association.Receiver.HeldBytes, Is.LessThanOrEqualTo(HeldLimit));
                Assert.That(pair.Buffers.Outstanding, Is.LessThan(2 * DataReceiver.MaxHeld));
            }

            pair.AssertNoLeaks();
        }

        [Test]
        public void ASackForWhatWasNeverSentIsDropped()
        {
            SctpPair pair = new SctpPair().Established();
            pair.Send(pair.A, 0, 10);
            pair.Flush();
            byte[] sack = { 3, 0, 0, 16, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 };
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(sack.AsSpan(4), (pair.A.Association.Sender.Outstanding.NextTsn + 3).Value);
            pair.A.Association.HandleDatagram(pair.Now, default, PacketEditor.With(pair.Z.Sent.Last(), sack));
            Assert.That(pair.A.Association.Counters.DroppedBadSacks, Is.EqualTo(1));
            pair.RunUntil(() => pair.Z.Messages.Count == 1, TimeSpan.FromSeconds(1));
            pair.AssertNoLeaks();
        }

        /// <summary>Packets of a whole life: set-up, messages of all kinds, gaps, resets; and a pair that still stands.</summary>
        private static List<byte[]> Traffic(out SctpPair result, ulong seed = 5)
        {
            SctpPair pair = new SctpPair(seed).Established();
            pair.Loss = 0.1;
            for (int i = 0; i < 12; i++)
            {
                pair.Send(pair.A, (ushort)i, 1 + (i * 300), i, i % 2 == 0 ? default : Reliability.Retransmits(0, i % 3 == 0));
                pair.Send(pair.Z, (ushort)i, 1 + (i * 300), i);
            }

            pair.RunFor(TimeSpan.FromMilliseconds(300));
            pair.A.Association.ResetStreams(pair.Now, new[] { new StreamId(1), new StreamId(2) });
            pair.RunFor(TimeSpan.FromSeconds(2));
            pair.Loss = 0;
            result = pair;
            List<byte[]> packets = pair.A.Sent.Concat(pair.Z.Sent).ToList();
            pair.A.Sent.Clear();
            pair.Z.Sent.Clear();
            return packets;
        }

        /// <summary>Moves a packet's tag and numbers to where the association stands, so that it is not only dropped as old.</summary>
        private static void Revive(byte[] packet, SctpPair pair, SeededRandom random)
        {
            if (random.Next(8) == 0 || packet.Length < 20) return;
            SctpEnd to = random.Next(2) == 0 ? pair.A : pair.Z;
            uint tag = packet[12] == (byte)ChunkType.Init ? 0 : to.Peer.Association.PeerTag;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), tag);
            if (random.Next(2) == 0) return;
            Tsn tsn = packet[12] == (byte)ChunkType.Sack
                ? to.Association.Sender.Outstanding.NextTsn + (random.Next(8) - 6)
                : to.Association.Receiver.CumulativeTsn + (random.Next(40) - 3);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(16), tsn.Value);
        }

        private static void Deliver(SctpPair pair, byte[] packet, bool fixChecksum)
        {
            if (fixChecksum) PacketEditor.Fix(packet);
            pair.A.Association.HandleDatagram(pair.Now, default, (byte[])packet.Clone());
            pair.Z.Association.HandleDatagram(pair.Now, default, packet);
            pair.Flush();
            pair.A.Sent.Clear();
            pair.Z.Sent.Clear();
        }

        private static byte[] Cut(byte[] packet, int length) => packet.AsSpan(0, length).ToArray();
    }
}
