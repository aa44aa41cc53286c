namespace P2PNet.Tests.Rtc.Sdp
{
    /// <summary>Descriptions in the manner of the stacks that we meet, written by hand; addresses are those of RFC 5737 and RFC 3849.</summary>
    internal static class SampleDescriptions
    {
        public const string Fingerprint =
            "6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08";

        /// <summary>Data channel only; the section is named 0 and the host candidate hides behind an mDNS name.</summary>
        public static readonly string Chromium = Lines(
            "v=0",
            "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE 0",
            "a=extmap-allow-mixed",
            "a=msid-semantic: WMS",
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
            "c=IN IP4 0.0.0.0",
            "a=candidate:1467250027 1 udp 2122260223 5a1bc2d3-9f64-4a4f-8d70-8be8cf8ac7ff.local 46243 typ host generation 0 network-id 1 network-cost 10",
            "a=candidate:3174839923 1 tcp 1518280447 192.0.2.17 9 typ host tcptype active generation 0 network-id 1",
            "a=candidate:842163049 1 udp 1677729535 198.51.100.9 46243 typ srflx raddr 0.0.0.0 rport 0 generation 0 network-cost 999",
            "a=ice-ufrag:kEXz",
            "a=ice-pwd:0123456789abcdefABCDEF+/",
            "a=ice-options:trickle",
            "a=fingerprint:sha-256 " + Fingerprint,
            "a=setup:actpass",
            "a=mid:0",
            "a=sctp-port:5000",
            "a=max-message-size:262144");

        /// <summary>Fingerprint and trickle on the session level, a larger limit, attributes of its own.</summary>
        public static readonly string Firefox = Lines(
            "v=0",
            "o=mozilla...THIS_IS_SDPARTA-99.0 4294967296001 0 IN IP4 0.0.0.0",
            "s=-",
            "t=0 0",
            "a=sendrecv",
            "a=fingerprint:sha-256 " + Fingerprint,
            "a=group:BUNDLE 0",
            "a=ice-options:trickle",
            "a=msid-semantic:WMS *",
            "m=application 53781 UDP/DTLS/SCTP webrtc-datachannel",
            "c=IN IP4 198.51.100.9",
            "a=candidate:0 1 UDP 2122252543 192.0.2.17 53781 typ host",
            "a=candidate:2 1 UDP 2122187007 2001:db8::17 50812 typ host",
            "a=candidate:1 1 UDP 1685987327 198.51.100.9 53781 typ srflx raddr 192.0.2.17 rport 53781",
            "a=sendrecv",
            "a=end-of-candidates",
            "a=ice-pwd:00112233445566778899aabbccddeeff",
            "a=ice-ufrag:1a2b3c4d",
            "a=mid:0",
            "a=setup:active",
            "a=sctp-port:5000",
            "a=max-message-size:1073741823");

        /// <summary>Lower-case hexadecimal, no message size, candidates of a second component.</summary>
        public static readonly string Pion = Lines(
            "v=0",
            "o=- 7193473105932153123 1700000000 IN IP4 0.0.0.0",
            "s=-",
            "t=0 0",
            "a=msid-semantic:WMS*",
            "a=fingerprint:sha-256 " + Fingerprint.ToLowerInvariant(),
            "a=extmap-allow-mixed",
            "a=group:BUNDLE 0",
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
            "c=IN IP4 0.0.0.0",
            "a=setup:passive",
            "a=mid:0",
            "a=sendrecv",
            "a=sctp-port:5000",
            "a=ice-ufrag:abcdefghABCDEFGH",
            "a=ice-pwd:abcdefghijklmnopqrstuvwxyzABCDEF",
            "a=candidate:233762139 1 udp 2130706431 192.0.2.30 41212 typ host ufrag abcdefghABCDEFGH",
            "a=candidate:233762139 2 udp 2130706431 192.0.2.30 41212 typ host ufrag abcdefghABCDEFGH",
            "a=end-of-candidates");

        /// <summary>Names the section "data", ice2, LF alone at the end of lines.</summary>
        public static readonly string LibDataChannel = Lines(
            "v=0",
            "o=rtc 3885321470 0 IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE data",
            "a=group:LS data",
            "a=msid-semantic:WMS *",
            "a=ice-options:ice2,trickle",
            "a=fingerprint:sha-256 " + Fingerprint,
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
            "c=IN IP4 0.0.0.0",
            "a=mid:data",
            "a=sendrecv",
            "a=sctp-port:5000",
            "a=max-message-size:262144",
            "a=setup:actpass",
            "a=ice-ufrag:hI2s",
            "a=ice-pwd:1234567890123456789012",
            "a=candidate:1 1 UDP 2122317823 192.0.2.40 58000 typ host").Replace("\r\n", "\n");

        /// <summary>From before RFC 8841: the port is the format, a=sctpmap explains it.</summary>
        public static readonly string SctpMap = Lines(
            "v=0",
            "o=- 1 1 IN IP4 0.0.0.0",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE data",
            "m=application 9 DTLS/SCTP 5000",
            "c=IN IP4 0.0.0.0",
            "b=AS:30",
            "a=ice-ufrag:abcd",
            "a=ice-pwd:1234567890123456789012",
            "a=fingerprint:sha-1 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33",
            "a=fingerprint:sha-256 " + Fingerprint,
            "a=setup:actpass",
            "a=mid:data",
            "a=sctpmap:5000 webrtc-datachannel 1024");

        /// <summary>Sound before, picture after the data channels.</summary>
        public static readonly string WithMedia = Lines(
            "v=0",
            "o=- 5 2 IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE 0 1 2",
            "m=audio 9 UDP/TLS/RTP/SAVPF 111 63",
            "c=IN IP4 0.0.0.0",
            "a=mid:0",
            "a=ice-ufrag:wrong",
            "a=ice-pwd:too short, and nobody reads it",
            "a=setup:nonsense",
            "m=application 0 UDP/DTLS/SCTP webrtc-datachannel",
            "c=IN IP4 0.0.0.0",
            "a=bundle-only",
            "a=mid:1",
            "a=ice-ufrag:right",
            "a=ice-pwd:1234567890123456789012",
            "a=fingerprint:sha-256 " + Fingerprint,
            "a=setup:actpass",
            "a=sctp-port:5000",
            "a=max-message-size:0",
            "m=video 9 UDP/TLS/RTP/SAVPF 96",
            "c=IN IP4 0.0.0.0",
            "a=mid:2");

        public static readonly string[] All = { Chromium, Firefox, Pion, LibDataChannel, SctpMap, WithMedia };

        private static string Lines(params string[] lines) => string.Join("\r\n", lines) + "\r\n";
    }
}
