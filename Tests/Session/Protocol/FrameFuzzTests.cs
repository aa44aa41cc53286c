using System;
using NUnit.Framework;
using P2PNet.Protocol;

namespace P2PNet.Tests.Sessions.Protocol
{
    internal sealed class FrameFuzzTests
    {
        [Test]
        public void SurvivesTruncationAtEveryByte()
        {
            foreach (Frame frame in FrameSamples.All())
            {
                byte[] bytes = FrameSamples.Bytes(frame);
                for (int length = 0; length < bytes.Length; length++) AssertRefused(bytes.AsSpan(0, length), frame.Type + " cut at " + length);
            }
        }

        [Test]
        public void SurvivesRandomBytes()
        {
            var random = new SeededRandom(0x5EED_0001);
            byte[] junk = new byte[300];
            for (int round = 0; round < 20_000; round++)
            {
                Span<byte> bytes = junk.AsSpan(0, random.Next(junk.Length));
                random.Fill(bytes);
                AssertRefused(bytes, "seed " + random.Seed + " round " + round);
            }
        }

        [Test]
        public void SurvivesChangedBitsAndBytes()
        {
            const string Structure = "{}[]\",:\\0-9.eEtfn\0";
            var random = new SeededRandom(0x5EED_0002);
            foreach (Frame frame in FrameSamples.All())
            {
                byte[] valid = FrameSamples.Bytes(frame);
                for (int round = 0; round < 500; round++)
                {
                    byte[] bytes = (byte[])valid.Clone();
                    for (int change = random.Next(4); change >= 0; change--)
                    {
                        int at = random.Next(bytes.Length);
                        bytes[at] = random.Next(2) == 0 ? (byte)(bytes[at] ^ (1 << random.Next(8))) : (byte)Structure[random.Next(Structure.Length)];
                    }

                    Check(bytes, frame.Type + " seed " + random.Seed + " round " + round);
                }
            }
        }

        private static void AssertRefused(ReadOnlySpan<byte> bytes, string context) => Assert.That(Check(bytes, context), Is.False, context);

        /// <summary>Either a frame that can be written again, or an error with a sentence; never an exception.</summary>
        private static bool Check(ReadOnlySpan<byte> bytes, string context)
        {
            bool read;
            Frame? frame;
            ProtocolError? error;
            try
            {
                read = FrameReader.TryRead(bytes, out frame, out error);
                if (frame != null) FrameSamples.Bytes(frame);
            }
            catch (Exception e)
            {
                Assert.Fail(context + ": " + e);
                return false;
            }

            Assert.That(frame is null, Is.Not.EqualTo(read), context);
            Assert.That(error is null, Is.EqualTo(read), context);
            if (!read) Assert.That(error!.Message, Does.EndWith(".").And.Length.LessThanOrEqualTo(ProtocolLimits.MaxMessageLength), context);
            return read;
        }
    }
}
