using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Sdp;

namespace P2PNet.Tests.Rtc.Sdp
{
    public sealed class SdpWriterTests
    {
        [Test]
        public void WritesWhatBrowsersTake()
        {
            Assert.That(CertificateFingerprint.TryParse(SampleDescriptions.Fingerprint, out CertificateFingerprint? fingerprint), Is.True);
            Assert.That(TransportAddress.TryParse("192.0.2.1", 5000, out TransportAddress host), Is.True);
            Assert.That(TransportAddress.TryParse("2001:db8::1", 5001, out TransportAddress outside), Is.True);
            string sdp = SdpWriter.Write(new DataChannelDescription
            {
                SessionId = 77,
                Version = 1,
                IceUfrag = "abcd",
                IcePassword = "1234567890123456789012",
                Fingerprint = fingerprint,
                MaxMessageSize = 262144,
                SctpInit = new byte[] { 1, 0, 0, 30 },
                EndOfCandidates = true,
                Candidates = new[]
                {
                    new Candidate(CandidateType.Host, host, 2130706431, "1"),
                    new Candidate(CandidateType.ServerReflexive, outside, 1694498815, "2"),
                },
            });
            Assert.That(sdp.Split("\r\n"), Is.EqualTo(new[]
            {
                "v=0",
                "o=- 77 1 IN IP4 0.0.0.0",
                "s=-",
                "t=0 0",
                "a=group:BUNDLE 0",
                "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
                "c=IN IP4 0.0.0.0",
                "a=mid:0",
                "a=ice-ufrag:abcd",
                "a=ice-pwd:1234567890123456789012",
                "a=ice-options:ice2 trickle",
                "a=fingerprint:sha-256 " + SampleDescriptions.Fingerprint,
                "a=setup:actpass",
                "a=sctp-port:5000",
                "a=max-message-size:262144",
                "a=sctp-init:AQAAHg==",
                "a=candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host",
                "a=candidate:2 1 udp 1694498815 2001:db8::1 5001 typ srflx raddr :: rport 9",
                "a=end-of-candidates",
                string.Empty,
            }));
        }

        [Test]
        public void RefusesOtherMediaInTheirPlaces()
        {
            Assert.That(SdpParser.TryParse(SessionDescriptionType.Offer, SampleDescriptions.WithMedia, out DataChannelDescription? offer, out _), Is.True);
            string[] media = SdpWriter.Write(Answer(offer!)).Split("\r\n").Where(line => line.StartsWith("m=")).ToArray();
            Assert.That(media, Is.EqualTo(new[]
            {
                "m=audio 0 UDP/TLS/RTP/SAVPF 111 63",
                "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
                "m=video 0 UDP/TLS/RTP/SAVPF 96",
            }));
        }

        [Test]
        public void AnswersTheOldSctpMapInKind()
        {
            Assert.That(SdpParser.TryParse(SessionDescriptionType.Offer, SampleDescriptions.SctpMap, out DataChannelDescription? offer, out _), Is.True);
            string answer = SdpWriter.Write(Answer(offer!));
            Assert.That(answer, Does.Contain("m=application 9 DTLS/SCTP 5000\r\n").And.Contain("a=sctpmap:5000 webrtc-datachannel 1024\r\n").And.Not.Contain("a=sctp-port"));
        }

        [Test]
        public void WhatItWritesReadsTheSame([Range(0, 5)] int sample)
        {
            Assert.That(SdpParser.TryParse(SessionDescriptionType.Offer, SampleDescriptions.All[sample], out DataChannelDescription? first, out string? error), Is.True, error);
            string text = SdpWriter.Write(first!);
            Assert.That(SdpParser.TryParse(SessionDescriptionType.Offer, text, out DataChannelDescription? second, out error), Is.True, error);
            Assert.That(SdpWriter.Write(second!), Is.EqualTo(text));
            Assert.That(second!.IcePassword, Is.EqualTo(first!.IcePassword));
            Assert.That(second.Candidates.Select(c => c.ToString()), Is.EqualTo(first.Candidates.Select(c => c.ToString())));
        }

        private static DataChannelDescription Answer(DataChannelDescription offer) => new DataChannelDescription
        {
            Mid = offer.Mid,
            IceUfrag = "abcd",
            IcePassword = "1234567890123456789012",
            Fingerprint = offer.Fingerprint,
            Setup = SdpSetup.Active,
            Protocol = offer.Protocol,
            UsesSctpMap = offer.UsesSctpMap,
            OtherMedia = offer.OtherMedia,
            MediaIndex = offer.MediaIndex,
        };
    }
}
