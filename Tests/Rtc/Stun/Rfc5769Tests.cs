using System.Net;
using System.Text;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;

namespace P2PNet.Tests.Rtc.Stun
{
    public sealed class Rfc5769Tests
    {
        private readonly ICryptoProvider _crypto = NativeCrypto.Create();
        private readonly byte[] _key = Encoding.UTF8.GetBytes(Rfc5769Vectors.Password);

        [Test]
        public void ReadsTheSampleRequest()
        {
            Assert.That(StunMessage.TryParse(Rfc5769Vectors.Request, out StunMessage message), Is.True);
            Assert.That(message.Class, Is.EqualTo(StunClass.Request));
            Assert.That(message.Method, Is.EqualTo(StunMethod.Binding));
            Assert.That(Text(message, StunAttributeType.Software), Is.EqualTo("STUN test client"));
            Assert.That(Text(message, StunAttributeType.Username), Is.EqualTo("evtj:h6vY"));
            Assert.That(PriorityAttribute.TryRead(message, out uint priority), Is.True);
            Assert.That(priority, Is.EqualTo(0x6e0001ff));
            Assert.That(IceRoleAttribute.TryRead(message, out IceRoleAttribute role), Is.True);
            Assert.That(role.IsControlling, Is.False);
            Assert.That(role.TieBreaker, Is.EqualTo(0x932ff9b151263b36));
            Assert.That(UseCandidateAttribute.IsIn(message), Is.False);
            AssertAuthentic(message);
        }

        [Test]
        public void ReadsTheIPv4Response() => AssertResponse(Rfc5769Vectors.ResponseIPv4, "192.0.2.1");

        [Test]
        public void ReadsTheIPv6Response() => AssertResponse(Rfc5769Vectors.ResponseIPv6, "2001:db8:1234:5678:11:2233:4455:6677");

        [Test]
        public void WritesTheLongTermRequestByteForByte()
        {
            const string Username = "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9";
            var key = new byte[LongTermKey.Length];
            LongTermKey.Derive(_crypto, Username, "example.org", "TheMatrIX", key);

            Assert.That(StunMessage.TryParse(Rfc5769Vectors.LongTermRequest, out StunMessage message), Is.True);
            Assert.That(MessageIntegrity.Matches(message, _crypto, key), Is.True);
            Assert.That(Text(message, StunAttributeType.Username), Is.EqualTo(Username));
            Assert.That(Text(message, StunAttributeType.Realm), Is.EqualTo("example.org"));
            Assert.That(Text(message, StunAttributeType.Nonce), Is.EqualTo("f//499k954d6OL34oL9FSTvy64sA"));

            var writer = new StunWriter(new byte[200], StunClass.Request, StunMethod.Binding, message.TransactionId);
            TextAttribute.Username(Encoding.UTF8.GetBytes(Username)).AddTo(ref writer);
            TextAttribute.Nonce(Encoding.UTF8.GetBytes("f//499k954d6OL34oL9FSTvy64sA")).AddTo(ref writer);
            TextAttribute.Realm(Encoding.UTF8.GetBytes("example.org")).AddTo(ref writer);
            MessageIntegrity.AddTo(ref writer, _crypto, key);
            Assert.That(writer.Failed, Is.False);
            Assert.That(writer.Written.ToArray(), Is.EqualTo(Rfc5769Vectors.LongTermRequest));
        }

        private void AssertResponse(byte[] bytes, string mapped)
        {
            Assert.That(StunMessage.TryParse(bytes, out StunMessage message), Is.True);
            Assert.That(message.Class, Is.EqualTo(StunClass.SuccessResponse));
            Assert.That(Text(message, StunAttributeType.Software), Is.EqualTo("test vector"));
            Assert.That(XorAddressAttribute.TryRead(message, StunAttributeType.XorMappedAddress, out TransportAddress address), Is.True);
            Assert.That(address, Is.EqualTo(TransportAddress.FromAddress(IPAddress.Parse(mapped), 32853)));
            AssertAuthentic(message);
        }

        private void AssertAuthentic(in StunMessage message)
        {
            Assert.That(MessageIntegrity.Matches(message, _crypto, _key), Is.True);
            Assert.That(MessageIntegrity.Matches(message, _crypto, Encoding.UTF8.GetBytes("wrong")), Is.False);
            Assert.That(Fingerprint.Matches(message), Is.True);
        }

        private static string Text(in StunMessage message, StunAttributeType type)
        {
            Assert.That(TextAttribute.TryRead(message, type, out TextAttribute text), Is.True);
            return Encoding.UTF8.GetString(text.Utf8);
        }
    }
}
