using System;
using NUnit.Framework;
using P2PNet.Rtc.Dtls;

namespace P2PNet.Tests.Rtc.Dtls
{
    public sealed class HandshakeReassemblerTests
    {
        [Test]
        public void PutsFragmentsTogetherInAnyOrderAndOverlapping()
        {
            for (ulong seed = 1; seed <= 200; seed++)
            {
                var random = new SeededRandom(seed);
                byte[] body = new byte[1 + random.Next(2000)];
                random.Fill(body);
                var reassembler = new HandshakeReassembler();
                HandshakeMessage? message;
                int fragments = 0;
                while (!reassembler.TryPeek(out message) && fragments++ < 10_000)
                {
                    int offset = random.Next(body.Length);
                    int length = random.Next(Math.Min(body.Length - offset, 300) + 1);
                    var header = new HandshakeHeader(HandshakeType.Certificate, body.Length, 0, offset, length);
                    Assert.That(reassembler.Add(header, body.AsSpan(offset, length)), Is.EqualTo(FragmentResult.Stored));
                }

                Assert.That(message, Is.Not.Null, "seed " + seed);
                Assert.That(message!.Body.ToArray(), Is.EqualTo(body), "seed " + seed);
            }
        }

        [Test]
        public void GivesMessagesOutInTheirOrder()
        {
            var reassembler = new HandshakeReassembler();
            for (int sequence = HandshakeReassembler.Window - 1; sequence > 0; sequence--) Assert.That(Add(reassembler, sequence, 10), Is.EqualTo(FragmentResult.Stored));
            Assert.That(reassembler.TryPeek(out _), Is.False);
            Add(reassembler, 0, 0);
            for (int sequence = 0; sequence < HandshakeReassembler.Window; sequence++)
            {
                Assert.That(reassembler.TryPeek(out HandshakeMessage? message), Is.True);
                Assert.That(message!.Sequence, Is.EqualTo(sequence));
                reassembler.Advance();
            }

            Assert.That(Add(reassembler, 3, 10), Is.EqualTo(FragmentResult.Old));
        }

        [Test]
        public void BoundsWhatWaits()
        {
            var reassembler = new HandshakeReassembler();
            Assert.That(Add(reassembler, 1, HandshakeReassembler.MaxMessageLength), Is.EqualTo(FragmentResult.Stored));
            Assert.That(Add(reassembler, 2, HandshakeReassembler.MaxMessageLength), Is.EqualTo(FragmentResult.Stored));
            Assert.That(Add(reassembler, 3, 1), Is.EqualTo(FragmentResult.TooFarAhead));
            Assert.That(Add(reassembler, 0, HandshakeReassembler.MaxMessageLength), Is.EqualTo(FragmentResult.Stored), "the awaited one always has room");
            Assert.That(Add(reassembler, HandshakeReassembler.Window, 1), Is.EqualTo(FragmentResult.TooFarAhead));
            Assert.That(Add(reassembler, 0, HandshakeReassembler.MaxMessageLength + 1), Is.EqualTo(FragmentResult.TooLarge));
            reassembler.Advance();
            Assert.That(Add(reassembler, 3, HandshakeReassembler.MaxMessageLength), Is.EqualTo(FragmentResult.TooFarAhead));
            reassembler.Advance();
            Assert.That(Add(reassembler, 3, HandshakeReassembler.MaxMessageLength), Is.EqualTo(FragmentResult.Stored));
        }

        [Test]
        public void AForgedFragmentDoesNotKeepTheTrueMessageOut()
        {
            var reassembler = new HandshakeReassembler();
            reassembler.Add(new HandshakeHeader(HandshakeType.Finished, 500, 0, 0, 4), new byte[] { 6, 6, 6, 6 });
            byte[] body = { 1, 2, 3 };
            reassembler.Add(new HandshakeHeader(HandshakeType.ServerHello, 3, 0, 0, 3), body);
            Assert.That(reassembler.TryPeek(out HandshakeMessage? message), Is.True);
            Assert.That(message!.Type, Is.EqualTo(HandshakeType.ServerHello));
            Assert.That(message.Body.ToArray(), Is.EqualTo(body));
        }

        private static FragmentResult Add(HandshakeReassembler reassembler, int sequence, int length) =>
            reassembler.Add(new HandshakeHeader(HandshakeType.Certificate, length, (ushort)sequence, 0, length), new byte[length]);
    }
}
