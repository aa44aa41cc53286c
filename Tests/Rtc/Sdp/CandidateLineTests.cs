using System;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Sdp;

namespace P2PNet.Tests.Rtc.Sdp
{
    public sealed class CandidateLineTests
    {
        [TestCase("candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host", "Host 192.0.2.1:5000")]
        [TestCase("a=candidate:1 1 UDP 2130706431 192.0.2.1 5000 typ host\r\n", "Host 192.0.2.1:5000")]
        [TestCase("candidate:1 1 udp 1 2001:db8::5 5000 typ relay raddr 192.0.2.9 rport 9", "Relayed [2001:db8::5]:5000")]
        [TestCase("candidate:1 1 udp 1 fe80::1%eth0 5000 typ host", "Host [fe80::1]:5000")]
        [TestCase("candidate:1 1 udp 1 192.0.2.1 5000 typ prflx raddr nonsense rport 7 generation 0 network-cost", "PeerReflexive 192.0.2.1:5000")]
        [TestCase("candidate:+/aZ09 1 udp 4294967295 a-b.local 65535 typ host", "Host a-b.local")]
        public void ReadsCandidates(string line, string expected)
        {
            Assert.That(CandidateLine.Parse(line, out Candidate? candidate, out string? reason), Is.EqualTo(CandidateLineKind.Usable), reason);
            Assert.That(candidate!.ToString(), Is.EqualTo(expected));
        }

        [TestCase("candidate:1 1 tcp 1518280447 192.0.2.17 9 typ host tcptype active")]
        [TestCase("candidate:1 1 ssltcp 1 192.0.2.17 443 typ host")]
        [TestCase("candidate:1 2 udp 1 192.0.2.17 9000 typ host")]
        [TestCase("candidate:1 1 udp 1 192.0.2.17 9000 typ carrier-pigeon")]
        [TestCase("candidate:1 1 udp 1 example.org 9000 typ host")]
        [TestCase("candidate:1 1 udp 1 ../../etc.local 9000 typ host")]
        public void IgnoresKindsThatAreNotUsed(string line)
        {
            Assert.That(CandidateLine.Parse(line, out Candidate? candidate, out string? reason), Is.EqualTo(CandidateLineKind.Ignored), reason);
            Assert.That(candidate, Is.Null);
        }

        [TestCase("", "does not begin with \"candidate:\"")]
        [TestCase("candidate", "does not begin with \"candidate:\"")]
        [TestCase("candidate:1 1 udp 1 192.0.2.1 5000 typ", "has fewer than the eight fields of RFC 8839")]
        [TestCase("candidate:1_ 1 udp 1 192.0.2.1 5000 typ host", "has a foundation that is not 1 to 32 ICE characters")]
        [TestCase("candidate:1 0 udp 1 192.0.2.1 5000 typ host", "has a component that is not 1 to 256")]
        [TestCase("candidate:1 1 udp 4294967296 192.0.2.1 5000 typ host", "has a priority that is no number of 32 bits")]
        [TestCase("candidate:1 1 udp 1 192.0.2.1 65536 typ host", "has a port that is not 0 to 65535")]
        [TestCase("candidate:1 1 udp 1 192.0.2.1 +1 typ host", "has a port that is not 0 to 65535")]
        [TestCase("candidate:1 1 udp 1 192.0.2.1 5000 type host", "has no \"typ\" before its type")]
        [TestCase("candidate:1 1 udp 1 192.0.2.1 5000 typ host rport -1", "has an rport that is not 0 to 65535")]
        [TestCase("candidate:1 1 udp 1 192.0.2.1 5000 typ host ufrag a:b", "has a ufrag that is not made of ICE characters")]
        public void SaysWhatIsWrong(string line, string expected)
        {
            Assert.That(CandidateLine.Parse(line, out _, out string? reason), Is.EqualTo(CandidateLineKind.Malformed));
            Assert.That(reason, Is.EqualTo(expected));
        }

        [TestCase("candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host ufrag abcd")]
        [TestCase("candidate:x+/ 1 udp 7 2001:db8::1 5000 typ srflx raddr 2001:db8::2 rport 3 ufrag abcd")]
        [TestCase("candidate:1 1 udp 1 name.local 5000 typ host ufrag abcd")]
        public void WritesWhatItReads(string line)
        {
            Assert.That(CandidateLine.Parse(line, out Candidate? candidate, out _), Is.EqualTo(CandidateLineKind.Usable));
            Assert.That(CandidateLine.Format(candidate!, candidate!.Ufrag), Is.EqualTo(line));
        }

        [Test]
        public void TakesTruncationsAndChangesWithoutAnException()
        {
            const string Line = "candidate:842163049 1 udp 1677729535 198.51.100.9 46243 typ srflx raddr 0.0.0.0 rport 0 generation 0 ufrag kEXz network-cost 999";
            for (int length = 0; length <= Line.Length; length++) CandidateLine.Parse(Line.AsSpan(0, length), out _, out _);
            var random = new SeededRandom(11);
            for (int i = 0; i < 20000; i++)
            {
                char[] text = Line.ToCharArray();
                for (int n = random.Next(4); n >= 0; n--) text[random.Next(text.Length)] = random.Next(4) == 0 ? ' ' : (char)random.Next(0x100);
                CandidateLineKind kind = CandidateLine.Parse(text, out Candidate? candidate, out string? reason);
                Assert.That(candidate != null, Is.EqualTo(kind == CandidateLineKind.Usable));
                Assert.That(reason != null, Is.EqualTo(kind == CandidateLineKind.Malformed));
            }
        }
    }
}
