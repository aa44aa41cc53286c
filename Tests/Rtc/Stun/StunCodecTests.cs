using System;
using System.Collections.Generic;
using System.Text;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;

namespace P2PNet.Tests.Rtc.Stun
{
    public sealed class StunCodecTests
    {
        private static readonly byte[] Key = Encoding.ASCII.GetBytes("a key of some length");

        private readonly ICryptoProvider _crypto = NativeCrypto.Create();

        [TestCase("192.0.2.7")]
        [TestCase("2001:db8::7")]
        public void EveryAttributeComesBackAsItWasWritten(string ip)
        {
            byte[] bytes = WriteAll(ip);
            Assert.That(StunMessage.TryParse(bytes, out StunMessage message), Is.True);
            Assert.That(message.Class, Is.EqualTo(StunClass.ErrorResponse));
            Assert.That(message.Method, Is.EqualTo(StunMethod.Allocate));
            Assert.That(TransportAddress.TryParse(ip, 4711, out TransportAddress expected), Is.True);

            foreach (StunAttributeType type in new[] { StunAttributeType.XorMappedAddress, StunAttributeType.XorPeerAddress, StunAttributeType.XorRelayedAddress })
                Assert.That(XorAddressAttribute.TryRead(message, type, out TransportAddress address) && address == expected, Is.True, type.ToString());
            foreach (StunAttributeType type in new[] { StunAttributeType.MappedAddress, StunAttributeType.AlternateServer, StunAttributeType.OtherAddress, StunAttributeType.ResponseOrigin })
                Assert.That(AddressAttribute.TryRead(message, type, out TransportAddress address) && address == expected, Is.True, type.ToString());

            Assert.That(ErrorCodeAttribute.TryRead(message, out ErrorCodeAttribute error), Is.True);
            Assert.That(error.Code, Is.EqualTo(StunErrorCode.StaleNonce));
            Assert.That(Encoding.ASCII.GetString(error.Reason), Is.EqualTo("Stale Nonce"));
            var unknown = new StunAttributeType[5];
            Assert.That(UnknownAttributes.TryRead(message, unknown, out int count), Is.True);
            Assert.That(count, Is.EqualTo(3));
            Assert.That(unknown[2], Is.EqualTo((StunAttributeType)3));
            Assert.That(PriorityAttribute.TryRead(message, out uint priority) && priority == 0x6E7F00FF, Is.True);
            Assert.That(IceRoleAttribute.TryRead(message, out IceRoleAttribute role) && role.IsControlling && role.TieBreaker == ulong.MaxValue - 1, Is.True);
            Assert.That(ChangeRequestAttribute.TryRead(message, out ChangeRequestAttribute change) && change.ChangePort && !change.ChangeAddress, Is.True);
            Assert.That(UseCandidateAttribute.IsIn(message), Is.True);
            Assert.That(TextAttribute.TryRead(message, StunAttributeType.Software, out TextAttribute software) && Encoding.ASCII.GetString(software.Utf8) == "P2PNet", Is.True);
            Assert.That(MessageIntegrity.Matches(message, _crypto, Key), Is.True);
            Assert.That(MessageIntegritySha256.Matches(message, _crypto, Key), Is.True);
            Assert.That(Fingerprint.Matches(message), Is.True);
        }

        [Test]
        public void EveryClassAndMethodFitsTheTypeField()
        {
            for (int method = 0; method < 0x1000; method++)
            {
                for (int messageClass = 0; messageClass < 4; messageClass++)
                {
                    var writer = new StunWriter(new byte[20], (StunClass)messageClass, (StunMethod)method, default);
                    Assert.That(StunHeader.TryRead(writer.Written, out StunHeader header), Is.True);
                    Assert.That((int)header.Class == messageClass && (int)header.Method == method, Is.True);
                }
            }

            Assert.That(StunHeader.TypeOf(StunClass.ErrorResponse, StunMethod.Binding), Is.EqualTo(0x0111));
        }

        [Test]
        public void AnIntegrityThatWasCutShortIsStillChecked()
        {
            // RFC 8489 §14.6: 16 to 32 bytes
            var writer = new StunWriter(new byte[200], StunClass.Request, StunMethod.Binding, default);
            PriorityAttribute.AddTo(ref writer, 1);
            Span<byte> value = writer.Add(StunAttributeType.MessageIntegritySha256, 16);
            Span<byte> mac = stackalloc byte[32];
            _crypto.HmacSha256(Key, writer.Written.Slice(0, writer.Length - 20), mac);
            mac.Slice(0, 16).CopyTo(value);
            Assert.That(StunMessage.TryParse(writer.Written, out StunMessage message), Is.True);
            Assert.That(MessageIntegritySha256.Matches(message, _crypto, Key), Is.True);
            Assert.That(MessageIntegritySha256.Matches(message, _crypto, Encoding.ASCII.GetBytes("other")), Is.False);
        }

        [Test]
        public void IgnoresWhatFollowsTheIntegrity()
        {
            var writer = new StunWriter(new byte[200], StunClass.Request, StunMethod.Binding, default);
            PriorityAttribute.AddTo(ref writer, 1);
            MessageIntegrity.AddTo(ref writer, _crypto, Key);
            UseCandidateAttribute.AddTo(ref writer);
            Fingerprint.AddTo(ref writer);
            Assert.That(StunMessage.TryParse(writer.Written, out StunMessage message), Is.True);
            Assert.That(MessageIntegrity.Matches(message, _crypto, Key), Is.True);
            Assert.That(Fingerprint.Matches(message), Is.True);
            Assert.That(UseCandidateAttribute.IsIn(message), Is.False, "Nobody vouches for it.");
            Assert.That(PriorityAttribute.TryRead(message, out _), Is.True);
        }

        [Test]
        public void RefusesWhatFollowsTheFingerprint()
        {
            var writer = new StunWriter(new byte[200], StunClass.Request, StunMethod.Binding, default);
            Fingerprint.AddTo(ref writer);
            UseCandidateAttribute.AddTo(ref writer);
            Assert.That(StunMessage.TryParse(writer.Written, out _), Is.False);
        }

        [Test]
        public void ListsUnknownRequiredAttributesOnceAndLeavesOptionalOnesAlone()
        {
            var writer = new StunWriter(new byte[200], StunClass.Request, StunMethod.Binding, default);
            foreach (int type in new[] { 0x7001, 0xC001, 0x0024, 0x7002, 0x7001 }) writer.Add((StunAttributeType)type, 1);
            Assert.That(StunMessage.TryParse(writer.Written, out StunMessage message), Is.True);
            var unknown = new StunAttributeType[8];
            Assert.That(message.FindUnknownRequired(new[] { StunAttributeType.Priority }, unknown), Is.EqualTo(2));
            Assert.That((int)unknown[0], Is.EqualTo(0x7001));
            Assert.That((int)unknown[1], Is.EqualTo(0x7002));
            Assert.That(message.FindUnknownRequired(default, unknown.AsSpan(0, 1)), Is.EqualTo(1), "No more than fit.");
        }

        [Test]
        public void OfSeveralAttributesOfOneTypeTheFirstCounts()
        {
            var writer = new StunWriter(new byte[200], StunClass.Request, StunMethod.Binding, default);
            PriorityAttribute.AddTo(ref writer, 1);
            PriorityAttribute.AddTo(ref writer, 2);
            Assert.That(StunMessage.TryParse(writer.Written, out StunMessage message), Is.True);
            Assert.That(PriorityAttribute.TryRead(message, out uint priority) && priority == 1, Is.True);
        }

        [Test]
        public void AWriterWithoutRoomFailsWithoutAnException()
        {
            byte[] whole = WriteAll("2001:db8::7");
            for (int room = 0; room < whole.Length; room++)
            {
                var writer = new StunWriter(new byte[room], StunClass.ErrorResponse, StunMethod.Allocate, default);
                AddAll(ref writer, "2001:db8::7");
                Assert.That(writer.Failed, Is.True, room.ToString());
                Assert.That(writer.Length, Is.LessThanOrEqualTo(room));
            }
        }

        [Test]
        public void SurvivesTruncationAtEveryByte()
        {
            foreach (byte[] valid in Valid())
            {
                for (int length = 0; length < valid.Length; length++)
                    Assert.That(StunMessage.TryParse(valid.AsSpan(0, length), out _), Is.False, length.ToString());
            }
        }

        [Test]
        public void SurvivesEveryBitFlip()
        {
            foreach (byte[] valid in Valid())
            {
                for (int bit = 0; bit < valid.Length * 8; bit++)
                {
                    byte[] flipped = (byte[])valid.Clone();
                    flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                    if (StunMessage.TryParse(flipped, out StunMessage message) && message.FingerprintOffset >= 0)
                        Assert.That(Fingerprint.Matches(message), Is.False, "bit " + bit);
                    ReadEverything(flipped);
                }
            }
        }

        [Test]
        public void SurvivesRandomBytes()
        {
            var random = new SeededRandom(71);
            byte[] template = WriteAll("192.0.2.7");
            for (int i = 0; i < 20_000; i++)
            {
                byte[] bytes = (byte[])template.Clone();
                if (i % 2 == 0) random.Fill(bytes);
                // A header that is right takes the reader further in.
                template.AsSpan(0, 20).CopyTo(bytes);
                for (int hit = 0; hit < 6; hit++) bytes[20 + random.Next(bytes.Length - 20)] = (byte)random.Next(256);
                ReadEverything(bytes);
            }
        }

        private static void ReadEverything(byte[] bytes)
        {
            if (!StunMessage.TryParse(bytes, out StunMessage message)) return;
            ICryptoProvider crypto = NativeCrypto.Create();
            var types = new StunAttributeType[4];
            for (int position = message.ReadNext(0, out StunAttributeType type, out _); position >= 0; position = message.ReadNext(position, out type, out _))
            {
                XorAddressAttribute.TryRead(message, type, out _);
                AddressAttribute.TryRead(message, type, out _);
                TextAttribute.TryRead(message, type, out _);
            }

            ErrorCodeAttribute.TryRead(message, out _);
            UnknownAttributes.TryRead(message, types, out _);
            PriorityAttribute.TryRead(message, out _);
            IceRoleAttribute.TryRead(message, out _);
            ChangeRequestAttribute.TryRead(message, out _);
            message.FindUnknownRequired(default, types);
            MessageIntegrity.Matches(message, crypto, Key);
            MessageIntegritySha256.Matches(message, crypto, Key);
            Fingerprint.Matches(message);
        }

        private List<byte[]> Valid() => new List<byte[]>
        {
            Rfc5769Vectors.Request, Rfc5769Vectors.ResponseIPv4, Rfc5769Vectors.ResponseIPv6, Rfc5769Vectors.LongTermRequest, WriteAll("2001:db8::7"),
        };

        private byte[] WriteAll(string ip)
        {
            var writer = new StunWriter(new byte[600], StunClass.ErrorResponse, StunMethod.Allocate, TransactionId.Create(new SeededRandom(70)));
            AddAll(ref writer, ip);
            Assert.That(writer.Failed, Is.False);
            return writer.Written.ToArray();
        }

        private void AddAll(ref StunWriter writer, string ip)
        {
            Assert.That(TransportAddress.TryParse(ip, 4711, out TransportAddress address), Is.True);
            XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorMappedAddress, address);
            XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorPeerAddress, address);
            XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorRelayedAddress, address);
            AddressAttribute.AddTo(ref writer, StunAttributeType.MappedAddress, address);
            AddressAttribute.AddTo(ref writer, StunAttributeType.AlternateServer, address);
            AddressAttribute.AddTo(ref writer, StunAttributeType.OtherAddress, address);
            AddressAttribute.AddTo(ref writer, StunAttributeType.ResponseOrigin, address);
            new ErrorCodeAttribute(StunErrorCode.StaleNonce, Encoding.ASCII.GetBytes("Stale Nonce")).AddTo(ref writer);
            UnknownAttributes.AddTo(ref writer, new[] { (StunAttributeType)1, (StunAttributeType)2, (StunAttributeType)3 });
            PriorityAttribute.AddTo(ref writer, 0x6E7F00FF);
            new IceRoleAttribute(true, ulong.MaxValue - 1).AddTo(ref writer);
            new ChangeRequestAttribute(false, true).AddTo(ref writer);
            UseCandidateAttribute.AddTo(ref writer);
            TextAttribute.Software(Encoding.ASCII.GetBytes("P2PNet")).AddTo(ref writer);
            MessageIntegrity.AddTo(ref writer, _crypto, Key);
            MessageIntegritySha256.AddTo(ref writer, _crypto, Key);
            Fingerprint.AddTo(ref writer);
        }
    }
}
