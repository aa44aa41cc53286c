using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;

namespace P2PNet.Tests.Sessions
{
    /// <summary>The frames of the bulk channel, byte for byte, and whatever else may come.</summary>
    [TestFixture]
    internal sealed class BulkFrameTests
    {
        private static readonly BufferPool Pool = new BufferPool();

        [Test]
        public void FramesAreAsTheProtocolHasThem()
        {
            byte[] checksum = new byte[32];
            Assert.That(Hex(BulkFrames.Offer(Pool, 1, BulkContentType.File, 300, "map")), Is.EqualTo("95-01-01-01-CD-01-2C-A3-6D-61-70"));
            Assert.That(Hex(BulkFrames.Offer(Pool, 200, BulkContentType.File, null, "m")), Is.EqualTo("95-01-CC-C8-01-C0-A1-6D"));
            Assert.That(Hex(BulkFrames.Offer(Pool, 2, BulkContentType.Message, 70_000, "")), Is.EqualTo("95-01-02-00-CE-00-01-11-70-A0"));
            Assert.That(Hex(Chunk(2, 258, 0xaa, 0xbb)), Is.EqualTo("94-02-CE-00-00-00-02-CF-00-00-00-00-00-00-01-02-C5-00-02-AA-BB"));
            Assert.That(Hex(BulkFrames.End(Pool, 1, 300, checksum)), Is.EqualTo("94-03-01-CD-01-2C-C4-20-" + string.Join("-", Enumerable.Repeat("00", 32))));
            Assert.That(Hex(BulkFrames.End(Pool, 2, 5, default)), Is.EqualTo("94-03-02-05-C0"));
            Assert.That(Hex(BulkFrames.Ending(Pool, BulkFrameKind.Withdraw, 1, TransferFailure.SourceChanged, "no")), Is.EqualTo("94-04-01-06-A2-6E-6F"));
            Assert.That(Hex(BulkFrames.Room(Pool, BulkFrameKind.Accept, 1, 0, 786_432)), Is.EqualTo("94-05-01-00-CE-00-0C-00-00"));
            Assert.That(Hex(BulkFrames.Room(Pool, BulkFrameKind.Credit, 1, 2, 3)), Is.EqualTo("94-06-01-02-03"));
            Assert.That(Hex(BulkFrames.Done(Pool, 1)), Is.EqualTo("92-07-01"));
            Assert.That(Hex(BulkFrames.Ending(Pool, BulkFrameKind.Refuse, 1, TransferFailure.Refused, "")), Is.EqualTo("94-08-01-01-A0"));
        }

        [Test]
        public void AFullChunkFitsOnePacket()
        {
            // 1191 rounded down to a multiple of 4, without the common header (12) and the header of a DATA chunk (16).
            Assert.That(BulkFrames.ChunkHeaderLength + BulkFrames.ChunkLength, Is.LessThanOrEqualTo(1188 - 12 - 16));
        }

        [Test]
        public void EveryFormOfANumberIsRead()
        {
            foreach (string number in new[] { "05", "CC-05", "CD-00-05", "CE-00-00-00-05", "CF-00-00-00-00-00-00-00-05", "D0-05", "D1-00-05", "D2-00-00-00-05", "D3-00-00-00-00-00-00-00-05" })
                foreach (string header in new[] { "94", "DC-00-04", "DD-00-00-00-04" })
                {
                    Assert.That(BulkFrame.TryRead(Bytes(header + "-06-" + number + "-" + number + "-" + number), out BulkFrame frame), header + " " + number);
                    Assert.That((frame.Kind, frame.Number, frame.Offset, frame.Limit), Is.EqualTo((BulkFrameKind.Credit, 5u, 5L, 5L)));
                }
        }

        [TestCase("95-06-01-02-03-C0", BulkFrameKind.Credit, Description = "an element that a later version added")]
        [TestCase("94-06-01-02-03-FF-FF", BulkFrameKind.Credit, Description = "bytes behind the frame")]
        [TestCase("91-09", BulkFrameKind.None, Description = "a kind of a later version")]
        [TestCase("92-CD-01-00-A1", BulkFrameKind.None)]
        [TestCase("91-00", BulkFrameKind.None)]
        public void WhatALaterVersionSaysIsNoMistake(string bytes, object kind)
        {
            Assert.That(BulkFrame.TryRead(Bytes(bytes), out BulkFrame frame));
            Assert.That(frame.Kind, Is.EqualTo(kind));
        }

        [TestCase("")]
        [TestCase("90")]
        [TestCase("06")]
        [TestCase("91-06", Description = "without a number")]
        [TestCase("93-06-01-02", Description = "too short")]
        [TestCase("94-06-FF-02-03", Description = "a negative number")]
        [TestCase("94-06-D0-80-02-03")]
        [TestCase("94-06-CF-00-00-00-01-00-00-00-00-02-03", Description = "a number above 32 bits")]
        [TestCase("94-06-01-CF-00-20-00-00-00-00-00-00-03", Description = "an offset above 2^53-1")]
        [TestCase("94-06-01-CF-FF-FF-FF-FF-FF-FF-FF-FF-03")]
        [TestCase("94-02-01-00-C6-FF-FF-FF-FF-00", Description = "more content than there is")]
        [TestCase("94-02-01-00-A1-61", Description = "content that is a string")]
        [TestCase("95-01-01-01-05-C4-01-61", Description = "a name that is binary")]
        [TestCase("81-06-01")]
        public void WhatIsNoFrameIsRefused(string bytes) => Assert.That(BulkFrame.TryRead(Bytes(bytes), out _), Is.False);

        [Test]
        public void AnyBytesAreReadOrRefused()
        {
            var random = new SeededRandom(3);
            List<byte[]> frames = Samples();
            foreach (byte[] frame in frames)
            {
                Assert.That(BulkFrame.TryRead(frame, out _));
                for (int length = 0; length < frame.Length; length++)
                    Assert.That(BulkFrame.TryRead(frame.AsSpan(0, length), out _), Is.False, "cut to " + length);
            }

            for (int i = 0; i < 50_000; i++)
            {
                byte[] bytes;
                if (i % 2 == 0)
                {
                    bytes = (byte[])frames[random.Next(frames.Count)].Clone();
                    for (int k = random.Next(3); k >= 0; k--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                }
                else
                {
                    bytes = new byte[random.Next(40)];
                    random.Fill(bytes);
                }

                if (!BulkFrame.TryRead(bytes, out BulkFrame frame)) continue;
                Assert.That(frame.Offset, Is.InRange(-1L, (1L << 53) - 1));
                Assert.That(frame.Limit, Is.InRange(0L, (1L << 53) - 1));
                Assert.That(frame.BytesAt + frame.Bytes.Length, Is.InRange(0, bytes.Length));
                if (frame.Bytes.Length > 0) Assert.That(frame.Bytes[0], Is.EqualTo(bytes[frame.BytesAt]));
                BulkFrames.ReadText(frame.Bytes);
            }
        }

        [Test]
        public void TextOfThePeerIsOneLineOfBoundedLength()
        {
            Assert.That(BulkFrames.ReadText(System.Text.Encoding.UTF8.GetBytes("a\r\n\u001bb")), Is.EqualTo("a   b"));
            Assert.That(BulkFrames.ReadText(new byte[100_000]), Has.Length.EqualTo(BulkFrames.MaxTextLength));
            Assert.That(BulkFrames.ReadText(new byte[] { 0xff, 0xfe }), Is.EqualTo("\ufffd\ufffd"));
        }

        [Test]
        public void FailuresSurviveTheWire()
        {
            foreach (TransferFailure failure in (TransferFailure[])Enum.GetValues(typeof(TransferFailure)))
                Assert.That(BulkCodes.ToFailure(BulkCodes.Of(failure)), Is.EqualTo(failure == TransferFailure.SessionEnded ? TransferFailure.Cancelled : failure));
        }

        internal static PooledBuffer Chunk(uint number, long offset, params byte[] content)
        {
            PooledBuffer chunk = Pool.Rent(BulkFrames.ChunkHeaderLength + content.Length);
            chunk.Length = BulkFrames.ChunkHeaderLength + content.Length;
            content.CopyTo(chunk.Span.Slice(BulkFrames.ChunkHeaderLength));
            BulkFrames.WriteChunkHeader(chunk.Span, number, offset);
            return chunk;
        }

        internal static byte[] Bytes(string hex) => hex.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(b => Convert.ToByte(b, 16)).ToArray();

        private static List<byte[]> Samples() => new[]
        {
            BulkFrames.Offer(Pool, 70_000, BulkContentType.File, 1L << 40, "save.dat"),
            BulkFrames.Offer(Pool, 3, BulkContentType.File, null, new string('x', 200)),
            Chunk(9, 1 << 20, 1, 2, 3),
            BulkFrames.End(Pool, 9, 400, new byte[32]),
            BulkFrames.End(Pool, 9, 400, default),
            BulkFrames.Ending(Pool, BulkFrameKind.Withdraw, 9, TransferFailure.Cancelled, "bye"),
            BulkFrames.Ending(Pool, BulkFrameKind.Refuse, 9, TransferFailure.Busy, new string('y', 100)),
            BulkFrames.Room(Pool, BulkFrameKind.Accept, 9, 0, 65536),
            BulkFrames.Room(Pool, BulkFrameKind.Credit, 9, 65536, 1 << 20),
            BulkFrames.Done(Pool, 9),
        }.Select(b => b.Span.ToArray()).ToList();

        private static string Hex(PooledBuffer buffer)
        {
            using (buffer) return BitConverter.ToString(buffer.Span.ToArray());
        }
    }
}
