using NUnit.Framework;
using P2PNet.Rtc.Turn;

namespace P2PNet.Tests.Rtc.Turn
{
    public sealed class TurnUrlTests
    {
        [TestCase("turn:turn.example.org", "turn.example.org", 3478, 0)]
        [TestCase("turn:192.0.2.1:80", "192.0.2.1", 80, 0)]
        [TestCase("TURN:[2001:db8::1]:3479?transport=udp", "2001:db8::1", 3479, 0)]
        [TestCase("turn:host?transport=TCP", "host", 3478, 1)]
        [TestCase("turns:host", "host", 5349, 2)]
        [TestCase("turns:host:443?transport=tcp", "host", 443, 2)]
        public void ReadsRfc7065(string url, string host, int port, int transport)
        {
            Assert.That(TurnUrl.TryParse(url, out TurnUrl parsed), Is.True);
            Assert.That(parsed.Host, Is.EqualTo(host));
            Assert.That(parsed.Port, Is.EqualTo(port));
            Assert.That(parsed.Transport, Is.EqualTo((TurnTransport)transport));
        }

        [TestCase("")]
        [TestCase("turn")]
        [TestCase("turn:")]
        [TestCase("turn::3478")]
        [TestCase("turn:host:0")]
        [TestCase("turn:host:99999")]
        [TestCase("turn:host?transport=sctp")]
        [TestCase("turn:host?")]
        [TestCase("turn:[::1")]
        [TestCase("turn:[::1]x")]
        [TestCase("turns:host?transport=udp")]
        [TestCase("stun:host")]
        public void PassesOverOthers(string url) => Assert.That(TurnUrl.TryParse(url, out _), Is.False);
    }
}
