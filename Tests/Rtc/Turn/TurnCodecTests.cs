using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;

namespace P2PNet.Tests.Rtc.Turn
{
    /// <summary>The attributes and frames of RFC 8656, byte by byte as its §18 draws them.</summary>
    public sealed class TurnCodecTests
    {
        private static readonly TransportAddress Peer = TurnScene.Address("192.0.2.7", 4711);
        private static readonly TransportAddress PeerIPv6 = TurnScene.Address("2001:db8::7", 4711);

        private delegate void Adding(ref StunWriter writer);

        [Test]
        public void EachAttributeHasTheBytesOfTheRfc()
        {
            AssertBytes("000c0004 40010000", (ref StunWriter w) => ChannelNumberAttribute.AddTo(ref w, 0x4001));
            AssertBytes("000d0004 00000258", (ref StunWriter w) => LifetimeAttribute.AddTo(ref w, 600));
            AssertBytes("00190004 11000000", (ref StunWriter w) => RequestedTransportAttribute.AddTo(ref w, RequestedTransportAttribute.Udp));
            AssertBytes("00170004 02000000", (ref StunWriter w) => AddressFamilyAttribute.AddTo(ref w, StunAttributeType.RequestedAddressFamily, AddressFamily.IPv6));
            AssertBytes("80000004 02000000", (ref StunWriter w) => AddressFamilyAttribute.AddTo(ref w, StunAttributeType.AdditionalAddressFamily, AddressFamily.IPv6));
            AssertBytes("00180001 80000000", (ref StunWriter w) => EvenPortAttribute.AddTo(ref w, reservesNext: true));
            AssertBytes("001a0000", (ref StunWriter w) => DontFragmentAttribute.AddTo(ref w));
            AssertBytes("00220008 0102030405060708", (ref StunWriter w) => ReservationTokenAttribute.AddTo(ref w, 0x0102030405060708));
            AssertBytes("80040008 00000304 000004d0", (ref StunWriter w) => new IcmpAttribute(3, 4, 1232).AddTo(ref w));
            AssertBytes("80010006 02000428 6e6f0000", (ref StunWriter w) => new AddressErrorCodeAttribute(AddressFamily.IPv6, StunErrorCode.AddressFamilyNotSupported, Encoding.ASCII.GetBytes("no")).AddTo(ref w));
            AssertBytes("80020008 00020000 00010000", (ref StunWriter w) => AddAlgorithms(ref w, StunAttributeType.PasswordAlgorithms, PasswordAlgorithm.Sha256, PasswordAlgorithm.Md5));
            AssertBytes("001d0004 00020000", (ref StunWriter w) => AddAlgorithms(ref w, StunAttributeType.PasswordAlgorithm, PasswordAlgorithm.Sha256));
        }

        [Test]
        public void EveryAttributeComesBackAsItWasWritten()
        {
            byte[] bytes = WriteAll();
            Assert.That(StunMessage.TryParse(bytes, out StunMessage message), Is.True);
            Assert.That(ChannelNumberAttribute.TryRead(message, out ushort channel) && channel == 0x4001, Is.True);
            Assert.That(LifetimeAttribute.TryRead(message, out uint lifetime) && lifetime == 600, Is.True);
            Assert.That(RequestedTransportAttribute.TryRead(message, out byte protocol) && protocol == 17, Is.True);
            Assert.That(AddressFamilyAttribute.TryRead(message, StunAttributeType.RequestedAddressFamily, out AddressFamily family) && family == AddressFamily.IPv4, Is.True);
            Assert.That(AddressFamilyAttribute.TryRead(message, StunAttributeType.AdditionalAddressFamily, out family) && family == AddressFamily.IPv6, Is.True);
            Assert.That(EvenPortAttribute.TryRead(message, out bool reserves) && reserves, Is.True);
            Assert.That(DontFragmentAttribute.IsIn(message), Is.True);
            Assert.That(ReservationTokenAttribute.TryRead(message, out ulong token) && token == ulong.MaxValue - 1, Is.True);
            Assert.That(IcmpAttribute.TryRead(message, out IcmpAttribute icmp) && icmp.Type == 3 && icmp.Code == 4 && icmp.ErrorData == 1232, Is.True);
            Assert.That(AddressErrorCodeAttribute.TryRead(message, out AddressErrorCodeAttribute error), Is.True);
            Assert.That(error.Family, Is.EqualTo(AddressFamily.IPv6));
            Assert.That(error.Code, Is.EqualTo(StunErrorCode.InsufficientCapacity));
            var algorithms = new PasswordAlgorithm[4];
            Assert.That(PasswordAlgorithmAttribute.TryReadAll(message, algorithms, out int count) && count == 2 && algorithms[0] == PasswordAlgorithm.Sha256, Is.True);
            Assert.That(PasswordAlgorithmAttribute.TryReadOne(message, out PasswordAlgorithm algorithm) && algorithm == PasswordAlgorithm.Md5, Is.True);
        }

        // RFC 8489, appendix B.1, whose header counts its own 20 bytes, so that it is no message; but key and integrity are right.
        [Test]
        public void TheKeyOfTheLongTermVectorWithSha256GivesItsIntegrity()
        {
            byte[] request = Bytes(
                "0001009c2112a44278ad3433c6ad72c029da412e001e00204a3cf38fef6992bda952c67804 17da0f24819415569e60b205c46e41407f1704"
                + "001500296f624d61744a6f73324141414366 2f2f3439396b39353464364f4c33346f4c394653547679363473 41000000"
                + "0014000b6578616d706c652e6f726700 001c0020e4686c8f0edeb59013e07090010a93efccbccc544c0a45d9f830aa6d6f735a01");
            ICryptoProvider crypto = NativeCrypto.Create();
            var key = new byte[LongTermKey.Sha256Length];
            LongTermKey.DeriveSha256(crypto, "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9", "example.org", "TheMatrIX", key);
            var mac = new byte[32];
            crypto.HmacSha256(key, request.AsSpan(0, request.Length - 36), mac);
            Assert.That(mac, Is.EqualTo(request.AsSpan(request.Length - 32).ToArray()));
        }

        [TestCase(0u, "obMatJos2AAAA")]
        [TestCase(0x800000u, "obMatJos2gAAA")]
        [TestCase(0xC00000u, "obMatJos2wAAA")]
        [TestCase(0xFFFFFFu, "obMatJos2////")]
        public void TheNonceCookieSaysWhatAServerCan(uint features, string cookie)
        {
            var written = new byte[NonceCookie.Length];
            NonceCookie.Write(written, features);
            Assert.That(Encoding.ASCII.GetString(written), Is.EqualTo(cookie));
            Assert.That(NonceCookie.TryRead(Encoding.ASCII.GetBytes(cookie + "and more"), out uint read) && read == features, Is.True);
        }

        [TestCase("")]
        [TestCase("obMatJos2AAA")]
        [TestCase("obMatJos3AAAA")]
        [TestCase("obMatJos2AA-A")]
        public void OtherNoncesHaveNoCookie(string nonce) => Assert.That(NonceCookie.TryRead(Encoding.ASCII.GetBytes(nonce), out _), Is.False);

        [Test]
        public void AnIndicationIsWrittenAroundItsPayload()
        {
            foreach (TransportAddress peer in new[] { Peer, PeerIPv6 })
            {
                for (int length = 0; length < 70; length++)
                {
                    var buffer = Enumerable.Repeat((byte)0xEE, DataIndication.MaxHeadroom + length + DataIndication.MaxTailroom).ToArray();
                    byte[] payload = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
                    payload.CopyTo(buffer, DataIndication.MaxHeadroom);
                    int start = DataIndication.WrapInPlace(buffer, DataIndication.MaxHeadroom, length, StunMethod.Send, peer, TransactionId.Create(new SeededRandom(1)), out int total);
                    Assert.That(start, Is.EqualTo(DataIndication.MaxHeadroom - DataIndication.HeadroomFor(peer)));
                    Assert.That(StunMessage.TryParse(buffer.AsSpan(start, total), out StunMessage message), Is.True);
                    Assert.That(message.Class == StunClass.Indication && message.Method == StunMethod.Send, Is.True);
                    Assert.That(DataIndication.TryRead(message, out TransportAddress read, out int offset, out int readLength), Is.True);
                    Assert.That(read, Is.EqualTo(peer));
                    Assert.That(message.Bytes.Slice(offset, readLength).ToArray(), Is.EqualTo(payload));
                }
            }
        }

        [Test]
        public void ChannelDataSaysWhoseItIsAndHowLong()
        {
            var message = new byte[] { 0x40, 0x05, 0, 3, 1, 2, 3, 0 };
            Assert.That(ChannelDataHeader.TryRead(message, out ChannelDataHeader header), Is.True);
            Assert.That(header.Channel, Is.EqualTo(0x4005));
            Assert.That(header.DataLength, Is.EqualTo(3));
            for (int length = 0; length < 7; length++) Assert.That(ChannelDataHeader.TryRead(message.AsSpan(0, length), out _), Is.False, length.ToString());
            foreach (byte first in new byte[] { 0, 3, 0x3F, 0x50, 0xFF })
            {
                message[0] = first;
                Assert.That(ChannelDataHeader.TryRead(message, out _), Is.False, "reserved by RFC 8656 §12");
            }
        }

        [Test]
        public void SurvivesTruncationBitFlipsAndRandomBytes()
        {
            byte[] valid = WriteAll();
            var random = new SeededRandom(801);
            for (int length = 0; length < valid.Length; length++) ReadEverything(valid.AsSpan(0, length).ToArray());
            for (int bit = 0; bit < valid.Length * 8; bit++)
            {
                byte[] flipped = (byte[])valid.Clone();
                flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                ReadEverything(flipped);
            }

            for (int i = 0; i < 20_000; i++)
            {
                byte[] bytes = (byte[])valid.Clone();
                for (int hit = 0; hit < 6; hit++) bytes[20 + random.Next(bytes.Length - 20)] = (byte)random.Next(256);
                ReadEverything(bytes);
            }
        }

        private static void ReadEverything(byte[] bytes)
        {
            if (!StunMessage.TryParse(bytes, out StunMessage message)) return;
            ChannelNumberAttribute.TryRead(message, out _);
            LifetimeAttribute.TryRead(message, out _);
            RequestedTransportAttribute.TryRead(message, out _);
            AddressFamilyAttribute.TryRead(message, StunAttributeType.RequestedAddressFamily, out _);
            EvenPortAttribute.TryRead(message, out _);
            ReservationTokenAttribute.TryRead(message, out _);
            IcmpAttribute.TryRead(message, out _);
            AddressErrorCodeAttribute.TryRead(message, out _);
            PasswordAlgorithmAttribute.TryReadAll(message, new PasswordAlgorithm[2], out _);
            PasswordAlgorithmAttribute.TryReadOne(message, out _);
            TurnAllocation.TryRead(message, out _);
            if (!DataIndication.TryRead(message, out _, out int offset, out int length)) return;
            Assert.That(offset >= 0 && length >= 0 && offset + length <= bytes.Length, Is.True);
        }

        private static void AssertBytes(string expected, Adding add)
        {
            var writer = new StunWriter(new byte[100], StunClass.Request, StunMethod.Allocate, default);
            add(ref writer);
            Assert.That(Hex(writer.Written.Slice(20)), Is.EqualTo(expected.Replace(" ", string.Empty)));
            for (int room = 20; room < writer.Length; room++)
            {
                var tight = new StunWriter(new byte[room], StunClass.Request, StunMethod.Allocate, default);
                add(ref tight);
                Assert.That(tight.Failed, Is.True);
            }
        }

        private static byte[] WriteAll()
        {
            var writer = new StunWriter(new byte[600], StunClass.SuccessResponse, StunMethod.Allocate, TransactionId.Create(new SeededRandom(800)));
            ChannelNumberAttribute.AddTo(ref writer, 0x4001);
            LifetimeAttribute.AddTo(ref writer, 600);
            RequestedTransportAttribute.AddTo(ref writer, RequestedTransportAttribute.Udp);
            AddressFamilyAttribute.AddTo(ref writer, StunAttributeType.RequestedAddressFamily, AddressFamily.IPv4);
            AddressFamilyAttribute.AddTo(ref writer, StunAttributeType.AdditionalAddressFamily, AddressFamily.IPv6);
            EvenPortAttribute.AddTo(ref writer, reservesNext: true);
            DontFragmentAttribute.AddTo(ref writer);
            ReservationTokenAttribute.AddTo(ref writer, ulong.MaxValue - 1);
            new IcmpAttribute(3, 4, 1232).AddTo(ref writer);
            new AddressErrorCodeAttribute(AddressFamily.IPv6, StunErrorCode.InsufficientCapacity, Encoding.ASCII.GetBytes("full")).AddTo(ref writer);
            AddAlgorithms(ref writer, StunAttributeType.PasswordAlgorithms, PasswordAlgorithm.Sha256, PasswordAlgorithm.Md5);
            AddAlgorithms(ref writer, StunAttributeType.PasswordAlgorithm, PasswordAlgorithm.Md5);
            XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorRelayedAddress, Peer);
            XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorRelayedAddress, PeerIPv6);
            XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorPeerAddress, Peer);
            writer.Add(StunAttributeType.Data, new byte[] { 1, 2, 3 });
            Assert.That(writer.Failed, Is.False);
            return writer.Written.ToArray();
        }

        private static void AddAlgorithms(ref StunWriter writer, StunAttributeType type, params PasswordAlgorithm[] algorithms)
        {
            ReadOnlySpan<PasswordAlgorithm> list = algorithms;
            PasswordAlgorithmAttribute.AddTo(ref writer, type, list);
        }

        private static string Hex(ReadOnlySpan<byte> bytes)
        {
            var text = new StringBuilder();
            foreach (byte b in bytes) text.Append(b.ToString("x2"));
            return text.ToString();
        }

        private static byte[] Bytes(string hex)
        {
            var bytes = new List<byte>();
            hex = hex.Replace(" ", string.Empty);
            for (int i = 0; i < hex.Length; i += 2) bytes.Add(Convert.ToByte(hex.Substring(i, 2), 16));
            return bytes.ToArray();
        }
    }
}
