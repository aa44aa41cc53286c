using System.Net;
using NUnit.Framework;
using P2PNet.Rtc;

namespace P2PNet.Tests.Rtc.Primitives
{
    public sealed class TransportAddressTests
    {
        [TestCase("192.0.2.1", "192.0.2.1:5000")]
        [TestCase("2001:db8::1", "[2001:db8::1]:5000")]
        [TestCase("::ffff:192.0.2.1", "192.0.2.1:5000")]
        public void ParsesAndPrints(string text, string expected)
        {
            Assert.That(TransportAddress.TryParse(text, 5000, out TransportAddress address), Is.True);
            Assert.That(address.ToString(), Is.EqualTo(expected));
            Assert.That(TransportAddress.FromEndPoint(address.ToEndPoint()), Is.EqualTo(address));
        }

        [TestCase("1")]
        [TestCase("0x7f.1")]
        [TestCase("example.org")]
        [TestCase("")]
        [TestCase("1.2.3.256")]
        public void RefusesWhatIsNoWholeAddress(string text) => Assert.That(TransportAddress.TryParse(text, 1, out _), Is.False);

        [TestCase("127.0.0.1", true, false, false)]
        [TestCase("::1", true, false, false)]
        [TestCase("10.1.2.3", false, true, false)]
        [TestCase("172.31.0.1", false, true, false)]
        [TestCase("172.32.0.1", false, false, false)]
        [TestCase("192.168.7.1", false, true, false)]
        [TestCase("100.64.0.1", false, true, false)]
        [TestCase("fd00::1", false, true, false)]
        [TestCase("169.254.1.1", false, false, true)]
        [TestCase("fe80::1", false, false, true)]
        [TestCase("8.8.8.8", false, false, false)]
        public void KnowsItsKind(string text, bool loopback, bool isPrivate, bool linkLocal)
        {
            var address = TransportAddress.FromAddress(IPAddress.Parse(text), 1);
            Assert.That(address.IsLoopback, Is.EqualTo(loopback));
            Assert.That(address.IsPrivate, Is.EqualTo(isPrivate));
            Assert.That(address.IsLinkLocal, Is.EqualTo(linkLocal));
        }

        [Test]
        public void KeepsTheScopeOfLinkLocalAddresses()
        {
            var address = TransportAddress.FromEndPoint(new IPEndPoint(IPAddress.Parse("fe80::1%3"), 9));
            Assert.That(address.ScopeId, Is.EqualTo(3));
            Assert.That(address.ToEndPoint().Address.ScopeId, Is.EqualTo(3));
            Assert.That(address.AddressToString(), Is.EqualTo("fe80::1"));
        }
    }
}
