using System;
using System.Collections.Generic;

namespace P2PNet.Rtc.Sdp
{
    /// <summary>What a session description says about data channels, an offer or an answer, ours or the peer's. Immutable.</summary>
    internal sealed class DataChannelDescription
    {
        /// <summary>What a description without <c>a=max-message-size</c> means (RFC 8841 §6.1).</summary>
        public const int DefaultMaxMessageSize = 65536;

        /// <summary>The m-line's protocol today (RFC 8841 §4).</summary>
        public const string UdpDtlsSctp = "UDP/DTLS/SCTP";

        /// <summary>Names the session in <c>o=</c>, the same in all descriptions of one side of a link.</summary>
        public ulong SessionId { get; init; }

        /// <summary>Counts the descriptions of one side of a link, in <c>o=</c>.</summary>
        public ulong Version { get; init; }

        /// <summary>Names the section for BUNDLE (RFC 9143); an answer repeats the offer's. Null where a peer names none.</summary>
        public string? Mid { get; init; } = "0";

        public string IceUfrag { get; init; } = string.Empty;

        public string IcePassword { get; init; } = string.Empty;

        /// <summary>Whether candidates may follow one by one (RFC 8840 §4.1.1).</summary>
        public bool SupportsTrickle { get; init; } = true;

        /// <summary>Whether the sender takes part in renomination: as the controlled side it follows the highest number (libwebrtc's ICE option).</summary>
        public bool SupportsRenomination { get; init; }

        /// <summary>Whether the sender only answers checks (RFC 8445 §2.5): then the other side controls.</summary>
        public bool IsIceLite { get; init; }

        /// <summary>The first SHA-256 fingerprint. Null only in a description that is being made.</summary>
        public CertificateFingerprint? Fingerprint { get; init; }

        public SdpSetup Setup { get; init; }

        public ushort SctpPort { get; init; } = 5000;

        /// <summary>Largest message that the sender takes, in bytes; 0: no limit.</summary>
        public long MaxMessageSize { get; init; } = DefaultMaxMessageSize;

        /// <summary>
        /// The sender's SCTP INIT chunk (<c>a=sctp-init</c>, draft-hancke-tsvwg-snap-01); null where there is none. Whoever knows SCTP says
        /// whether it can be used.
        /// </summary>
        public byte[]? SctpInit { get; init; }

        public IReadOnlyList<Candidate> Candidates { get; init; } = Array.Empty<Candidate>();

        /// <summary>Whether no more candidates will follow (RFC 8840 §4.1.3).</summary>
        public bool EndOfCandidates { get; init; }

        /// <summary>The m-line's protocol; an answer repeats the offer's.</summary>
        public string Protocol { get; init; } = UdpDtlsSctp;

        /// <summary>
        /// Whether the sender writes <c>a=sctpmap</c> and the port as the m-line's format, as before RFC 8841; an answer does likewise.
        /// </summary>
        public bool UsesSctpMap { get; init; }

        /// <summary>The sections that are not for data channels, which an answer refuses.</summary>
        public IReadOnlyList<SdpMedia> OtherMedia { get; init; } = Array.Empty<SdpMedia>();

        /// <summary>How many of <see cref="OtherMedia"/> come before the data-channel section.</summary>
        public int MediaIndex { get; init; }
    }
}
