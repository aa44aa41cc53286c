using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using P2PNet.Protocol;

namespace P2PNet.Tests.Sessions
{
    [TestFixture]
    internal sealed class OpeningFramesTests
    {
        [Test]
        public void GoThroughARequestAndBack([Range(0, 4)] int padding)
        {
            byte[][] frames = { Encoding.UTF8.GetBytes("{\"type\":\"hello\"}" + new string('ÿ', padding)), new byte[] { 0xFB, 0xFF, 0xFE }, Encoding.UTF8.GetBytes("{}") };
            Assert.That(OpeningFrames.TryEncode(frames, out List<string> names), Is.True);
            // RFC 7230 §3.2.6: what a subprotocol's name may consist of, in a browser too.
            Assert.That(names, Is.All.Matches("^[A-Za-z0-9._-]+$"));
            Assert.That(OpeningFrames.TryDecode(new[] { OpeningFrames.Subprotocol }.Concat(names).Append(ProtocolLimits.Subprotocol), out List<byte[]> read), Is.True);
            Assert.That(read, Is.EqualTo(frames));
        }

        [Test]
        public void TooMuchForARequestWaits()
        {
            byte[] frame = new byte[100];
            Assert.That(OpeningFrames.TryEncode(Enumerable.Repeat(frame, OpeningFrames.MaxFrames).ToArray(), out _), Is.True);
            Assert.That(OpeningFrames.TryEncode(Enumerable.Repeat(frame, OpeningFrames.MaxFrames + 1).ToArray(), out _), Is.False);
            Assert.That(OpeningFrames.TryEncode(new[] { new byte[OpeningFrames.MaxLength] }, out _), Is.False);
            Assert.That(OpeningFrames.TryEncode(new byte[0][], out _), Is.False, "and nothing is nothing");
        }

        [TestCase("p2pnet.frame.e30", true)]
        [TestCase("p2pnet.frame.", true)]
        [TestCase("p2pnet.frame.e30=", false)]
        [TestCase("p2pnet.frame.e", false)]
        [TestCase("p2pnet.frame.+/+/", false)]
        [TestCase("p2pnet.frame.e 30", false)]
        [TestCase("p2pnet.frame.e3\u00e9", false)]
        [TestCase("another", true)]
        public void ReadsBase64UrlAlone(string name, bool expected) =>
            Assert.That(OpeningFrames.TryDecode(new[] { name }, out List<byte[]> _), Is.EqualTo(expected));

        [Test]
        public void BoundsWhatItReads()
        {
            string name = OpeningFrames.Prefix + "e30";
            Assert.That(OpeningFrames.TryDecode(Enumerable.Repeat(name, OpeningFrames.MaxFrames), out _), Is.True);
            Assert.That(OpeningFrames.TryDecode(Enumerable.Repeat(name, OpeningFrames.MaxFrames + 1), out _), Is.False);
            Assert.That(OpeningFrames.TryDecode(new[] { OpeningFrames.Prefix + new string('A', OpeningFrames.MaxLength) }, out _), Is.False);
        }

        [Test]
        public void AnyNameIsReadOrRefused([Values(1, 2)] int seed)
        {
            var random = new SeededRandom((ulong)seed);
            for (int i = 0; i < 5000; i++)
            {
                var name = new StringBuilder(OpeningFrames.Prefix);
                for (int length = random.Next(20); length > 0; length--) name.Append((char)random.Next(random.Next(2) == 0 ? 128 : 65536));
                OpeningFrames.TryDecode(new[] { name.ToString() }, out _);
            }
        }
    }
}
