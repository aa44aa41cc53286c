using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Sdp;

namespace P2PNet.Tests.Rtc.Sdp
{
    public sealed class SdpParserTests
    {
        [Test]
        public void ReadsAnOfferOfChromium()
        {
            DataChannelDescription offer = Parse(SessionDescriptionType.Offer, SampleDescriptions.Chromium);
            Assert.That(offer.IceUfrag, Is.EqualTo("kEXz"));
            Assert.That(offer.IcePassword, Is.EqualTo("0123456789abcdefABCDEF+/"));
            Assert.That(offer.Mid, Is.EqualTo("0"));
            Assert.That(offer.Setup, Is.EqualTo(SdpSetup.ActPass));
            Assert.That(offer.SupportsTrickle, Is.True);
            Assert.That(offer.SctpPort, Is.EqualTo(5000));
            Assert.That(offer.MaxMessageSize, Is.EqualTo(262144));
            Assert.That(offer.Fingerprint!.ToString(), Is.EqualTo(SampleDescriptions.Fingerprint));
            Assert.That(offer.EndOfCandidates, Is.False);
            Assert.That(offer.Candidates.Select(c => c.ToString()), Is.EqualTo(new[] { "Host 5a1bc2d3-9f64-4a4f-8d70-8be8cf8ac7ff.local", "ServerReflexive 198.51.100.9:46243" }));
            Assert.That(offer.Candidates[0].Address.Port, Is.EqualTo(46243));
        }

        [Test]
        public void FallsBackToTheSessionLevelAsFirefoxWritesIt()
        {
            DataChannelDescription answer = Parse(SessionDescriptionType.Answer, SampleDescriptions.Firefox);
            Assert.That(answer.Fingerprint!.ToString(), Is.EqualTo(SampleDescriptions.Fingerprint));
            Assert.That(answer.SupportsTrickle, Is.True);
            Assert.That(answer.Setup, Is.EqualTo(SdpSetup.Active));
            Assert.That(answer.MaxMessageSize, Is.EqualTo(1073741823));
            Assert.That(answer.EndOfCandidates, Is.True);
            Assert.That(answer.Candidates.Count, Is.EqualTo(3));
            Assert.That(answer.Candidates[2].RelatedAddress.ToString(), Is.EqualTo("192.0.2.17:53781"));
        }

        [Test]
        public void ReadsAnAnswerOfPion()
        {
            DataChannelDescription answer = Parse(SessionDescriptionType.Answer, SampleDescriptions.Pion);
            Assert.That(answer.Fingerprint!.ToString(), Is.EqualTo(SampleDescriptions.Fingerprint));
            Assert.That(answer.Setup, Is.EqualTo(SdpSetup.Passive));
            Assert.That(answer.MaxMessageSize, Is.EqualTo(65536), "what RFC 8841 §6.1 says where the attribute is absent");
            Assert.That(answer.Candidates.Count, Is.EqualTo(1), "the second component is none of ours");
            Assert.That(answer.Candidates[0].Ufrag, Is.EqualTo("abcdefghABCDEFGH"));
        }

        [Test]
        public void ReadsLinesThatEndWithLineFeedAlone()
        {
            DataChannelDescription offer = Parse(SessionDescriptionType.Offer, SampleDescriptions.LibDataChannel);
            Assert.That(offer.Mid, Is.EqualTo("data"));
            Assert.That(offer.SupportsTrickle, Is.True, "ice2,trickle");
            Assert.That(offer.Candidates.Count, Is.EqualTo(1));
        }

        [Test]
        public void ReadsTheOldSctpMap()
        {
            DataChannelDescription offer = Parse(SessionDescriptionType.Offer, SampleDescriptions.SctpMap);
            Assert.That(offer.UsesSctpMap, Is.True);
            Assert.That(offer.SctpPort, Is.EqualTo(5000));
            Assert.That(offer.Protocol, Is.EqualTo("DTLS/SCTP"));
            Assert.That(offer.Fingerprint!.ToString(), Is.EqualTo(SampleDescriptions.Fingerprint));
        }

        [Test]
        public void PassesOverOtherMediaAndNotesThem()
        {
            DataChannelDescription offer = Parse(SessionDescriptionType.Offer, SampleDescriptions.WithMedia);
            Assert.That(offer.IceUfrag, Is.EqualTo("right"));
            Assert.That(offer.MaxMessageSize, Is.EqualTo(0));
            Assert.That(offer.MediaIndex, Is.EqualTo(1));
            Assert.That(offer.OtherMedia.Select(m => m.Media), Is.EqualTo(new[] { "audio", "video" }));
        }

        [TestCase("a=ice-pwd:0123456789abcdefABCDEF+/\r\n", "", "line 8 (m=application): a=ice-pwd is missing")]
        [TestCase("a=ice-ufrag:kEXz\r\n", "", "line 8 (m=application): a=ice-ufrag is missing")]
        [TestCase("a=ice-ufrag:kEXz", "a=ice-ufrag:kEX", "line 13 (a=ice-ufrag): the fragment is not 4 to 256 ICE characters")]
        [TestCase("a=ice-pwd:0123456789abcdefABCDEF+/", "a=ice-pwd:secret", "line 14 (a=ice-pwd): the password is not 22 to 256 ICE characters")]
        [TestCase("a=setup:actpass", "a=setup:holdconn", "line 17 (a=setup): \"holdconn\" is none of actpass, active and passive")]
        [TestCase("a=sctp-port:5000", "a=sctp-port:99999", "line 19 (a=sctp-port): \"99999\" is not a port")]
        [TestCase("a=sctp-port:5000", "a=sctp-port:0", "line 19 (a=sctp-port): port 0 means that the peer ends the association")]
        [TestCase("a=max-message-size:262144", "a=max-message-size:-1", "line 20 (a=max-message-size): \"-1\" is not a number of bytes")]
        [TestCase("fingerprint:sha-256 6B", "fingerprint:sha-256 6X", "line 16 (a=fingerprint): the value is not 32 pairs of hexadecimal digits with colons between")]
        [TestCase("fingerprint:sha-256 ", "fingerprint:sha-512 ", "line 8 (m=application): a=fingerprint is there, but not with sha-256")]
        [TestCase("m=application 9", "m=application 0", "line 8 (m=application): the peer refuses data channels (port 0)")]
        [TestCase("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "m=application 9", "line 8 (m=): fewer than four fields")]
        [TestCase("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "m=audio 9 UDP/DTLS/SCTP webrtc-datachannel", "no section is for data channels (m=application … UDP/DTLS/SCTP webrtc-datachannel)")]
        [TestCase("842163049 1 udp 1677729535 198.51.100.9 46243", "842163049 1 udp 1677729535 198.51.100.9 99999", "line 12 (a=candidate): the candidate has a port that is not 0 to 65535")]
        [TestCase("s=-", "nonsense", "line 3: \"nonsense\" is not of the form \"letter=value\"")]
        [TestCase("v=0", "v=1", "line 1: a description begins with \"v=0\"")]
        public void NamesTheLineAndTheReason(string part, string instead, string expected)
        {
            string broken = SampleDescriptions.Chromium.Replace(part, instead, StringComparison.Ordinal);
            Assert.That(SdpParser.TryParse(SessionDescriptionType.Offer, broken, out DataChannelDescription? description, out string? error), Is.False);
            Assert.That(description, Is.Null);
            Assert.That(error, Is.EqualTo(expected));
        }

        [TestCase("AQAAHols3R0AUAAA/////+B5ZR3AAAAEgAgABoLA", 30)]
        [TestCase("AQAAHg==", 4)]
        [TestCase("", 0)]
        [TestCase("not base64", 0)]
        [TestCase("AQAAH", 0)]
        public void TakesASctpInitOrPassesItOver(string value, int length)
        {
            string sdp = SampleDescriptions.Chromium + "a=sctp-init:" + value + "\r\n";
            Assert.That(SdpParser.TryParse(SessionDescriptionType.Offer, sdp, out DataChannelDescription? description, out string? error), Is.True, error);
            Assert.That(description!.SctpInit?.Length ?? 0, Is.EqualTo(length));
        }

        [Test]
        public void PassesOverASctpInitThatIsNone()
        {
            string sdp = SampleDescriptions.Chromium + "a=sctp-init:" + new string('A', 4000) + "\r\n";
            Assert.That(SdpParser.TryParse(SessionDescriptionType.Offer, sdp, out DataChannelDescription? description, out _), Is.True);
            Assert.That(description!.SctpInit, Is.Null);
        }

        [Test]
        public void RefusesAnAnswerThatChoosesNoRole()
        {
            Assert.That(SdpParser.TryParse(SessionDescriptionType.Answer, SampleDescriptions.Chromium, out _, out string? error), Is.False);
            Assert.That(error, Is.EqualTo("line 8 (m=application): a=setup:actpass is no answer"));
        }

        [Test]
        public void NeverRepeatsAPassword()
        {
            string broken = SampleDescriptions.Chromium.Replace("a=ice-pwd:0123456789abcdefABCDEF+/", "a=ice-pwd:0123456789abcdef!", StringComparison.Ordinal);
            SdpParser.TryParse(SessionDescriptionType.Offer, broken, out _, out string? error);
            Assert.That(error, Does.Not.Contain("0123456789abcdef"));
        }

        [Test]
        public void KeepsNoMoreCandidatesAndSectionsThanIceCanUse()
        {
            string many = SampleDescriptions.Pion + string.Concat(Enumerable.Repeat("a=candidate:1 1 udp 1 192.0.2.1 5000 typ host\r\n", 1000));
            Assert.That(Parse(SessionDescriptionType.Answer, many).Candidates.Count, Is.EqualTo(128));
            many = SampleDescriptions.Pion + string.Concat(Enumerable.Repeat("m=audio 9 RTP 0\r\n", 65));
            Assert.That(SdpParser.TryParse(SessionDescriptionType.Answer, many, out _, out string? error), Is.False);
            Assert.That(error, Does.Contain("more than 64 sections"));
            Assert.That(SdpParser.TryParse(SessionDescriptionType.Answer, new string('a', SdpParser.MaxLength + 1), out _, out error), Is.False);
            Assert.That(error, Does.Contain("longer than"));
        }

        [Test]
        public void TakesEveryTruncationWithoutAnException()
        {
            foreach (string sample in SampleDescriptions.All)
            {
                for (int length = 0; length < sample.Length; length++)
                {
                    bool good = SdpParser.TryParse(SessionDescriptionType.Offer, sample.AsSpan(0, length), out DataChannelDescription? description, out string? error);
                    Assert.That(good, Is.EqualTo(description != null));
                    Assert.That(good, Is.EqualTo(error == null));
                }
            }
        }

        [Test]
        public void TakesJunkWithoutAnException([Values(1, 2, 3)] int seed)
        {
            var random = new SeededRandom((ulong)seed);
            for (int i = 0; i < 3000; i++)
            {
                char[] text = SampleDescriptions.All[random.Next(SampleDescriptions.All.Length)].ToCharArray();
                int changes = 1 + random.Next(8);
                for (int n = 0; n < changes; n++)
                {
                    int at = random.Next(text.Length);
                    switch (random.Next(3))
                    {
                        case 0:
                            text[at] = (char)random.Next(0x300);
                            break;
                        case 1:
                            text[at] = text[random.Next(text.Length)];
                            break;
                        default:
                            int length = Math.Min(random.Next(80), text.Length - at);
                            text.AsSpan(random.Next(text.Length - length), length).CopyTo(text.AsSpan(at));
                            break;
                    }
                }

                bool good = SdpParser.TryParse((SessionDescriptionType)random.Next(2), text, out _, out string? error);
                Assert.That(good, Is.EqualTo(error == null));
            }
        }

        private static DataChannelDescription Parse(SessionDescriptionType type, string sdp)
        {
            Assert.That(SdpParser.TryParse(type, sdp, out DataChannelDescription? description, out string? error), Is.True, error);
            return description!;
        }
    }
}
