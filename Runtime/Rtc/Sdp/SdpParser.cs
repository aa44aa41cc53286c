using System;
using System.Collections.Generic;
using System.Globalization;

namespace P2PNet.Rtc.Sdp
{
    /// <summary>
    /// Finds the data channels in any session description (RFC 8866, 8839, 8841, 8842). Other media are noted, so that an answer can refuse them.
    /// Total: any text gives a description or a reason that names the line. What it keeps is bounded.
    /// </summary>
    internal ref struct SdpParser
    {
        /// <summary>Longest text that is looked at, in characters; a browser's description with audio and video has some 8000.</summary>
        public const int MaxLength = 256 * 1024;

        private const int MaxCandidates = 128;
        private const int MaxMedia = 64;
        private const int MaxSctpInit = 1024; // an INIT has 30 bytes, or some tens more with parameters

        private readonly SessionDescriptionType _type;
        private readonly SdpAttributes _session;
        private readonly SdpAttributes _section;
        private readonly List<Candidate> _candidates;
        private readonly List<SdpMedia> _others;

        private ReadOnlySpan<char> _rest;
        private int _lineNumber;
        private bool _inMedia;
        private bool _inDataChannels;
        private bool _found;
        private int _mediaIndex;
        private string? _mid;
        private string _protocol;
        private bool _portIsZero;
        private bool _bundleOnly;
        private int _mediaLineNumber;
        private uint _sctpPort;
        private uint? _mapPort;
        private bool _usesSctpMap;
        private long _maxMessageSize;
        private byte[]? _sctpInit;
        private bool _endOfCandidates;
        private string? _error;

        private SdpParser(SessionDescriptionType type, ReadOnlySpan<char> sdp)
            : this()
        {
            _type = type;
            _rest = sdp;
            _session = new SdpAttributes();
            _section = new SdpAttributes();
            _candidates = new List<Candidate>();
            _others = new List<SdpMedia>();
            _protocol = DataChannelDescription.UdpDtlsSctp;
            _sctpPort = 5000;
            _maxMessageSize = DataChannelDescription.DefaultMaxMessageSize;
        }

        /// <summary>
        /// Reads a description. False with a reason that begins with the line, as in "line 7 (a=setup): …", where it cannot be used.
        /// </summary>
        public static bool TryParse(SessionDescriptionType type, ReadOnlySpan<char> sdp, out DataChannelDescription? description, out string? error)
        {
            var parser = new SdpParser(type, sdp);
            description = parser.Parse();
            error = parser._error;
            return description != null;
        }

        private DataChannelDescription? Parse()
        {
            if (_rest.Length > MaxLength)
                return Refuse("the text is longer than " + MaxLength.ToString(CultureInfo.InvariantCulture) + " characters");
            bool any = false;
            while (_error == null && TryReadLine(out ReadOnlySpan<char> line))
            {
                if (line.IsEmpty) continue;
                if (!any && !line.SequenceEqual("v=0")) return Refuse(At() + ": a description begins with \"v=0\"");
                any = true;
                if (line.Length < 2 || line[1] != '=') return Refuse(At() + ": " + SdpText.Quote(line) + " is not of the form \"letter=value\"");
                if (line[0] == 'm') TakeMedia(line.Slice(2));
                else if (line[0] == 'a') TakeAttribute(line.Slice(2));
            }

            if (_error != null) return null;
            if (!any) return Refuse("the description is empty");
            return Conclude();
        }

        /// <summary>Lines end with CRLF; LF alone is taken too (RFC 8866 §5).</summary>
        private bool TryReadLine(out ReadOnlySpan<char> line)
        {
            line = default;
            if (_rest.IsEmpty) return false;
            _lineNumber++;
            int end = _rest.IndexOf('\n');
            line = (end < 0 ? _rest : _rest.Slice(0, end)).TrimEnd("\r ");
            _rest = end < 0 ? default : _rest.Slice(end + 1);
            return true;
        }

        private void TakeMedia(ReadOnlySpan<char> rest)
        {
            _inMedia = true;
            _inDataChannels = false;
            ReadOnlySpan<char> media = SdpText.NextWord(rest, out rest);
            ReadOnlySpan<char> port = SdpText.NextWord(rest, out rest);
            ReadOnlySpan<char> protocol = SdpText.NextWord(rest, out rest);
            ReadOnlySpan<char> formats = rest.Trim();
            if (formats.IsEmpty)
            {
                _error = At() + " (m=): fewer than four fields";
                return;
            }

            if (!_found && media.SequenceEqual("application") && IsDataChannels(protocol, formats))
            {
                _found = true;
                _inDataChannels = true;
                _mediaIndex = _others.Count;
                _mediaLineNumber = _lineNumber;
                _protocol = protocol.ToString();
                _portIsZero = port.SequenceEqual("0");
                return;
            }

            if (_others.Count >= MaxMedia) _error = At() + " (m=): more than 64 sections";
            else _others.Add(new SdpMedia(media.ToString(), protocol.ToString(), formats.ToString()));
        }

        private bool IsDataChannels(ReadOnlySpan<char> protocol, ReadOnlySpan<char> formats)
        {
            bool isSctp = protocol.SequenceEqual(DataChannelDescription.UdpDtlsSctp)
                || protocol.SequenceEqual("TCP/DTLS/SCTP")
                || protocol.SequenceEqual("DTLS/SCTP");
            if (!isSctp) return false;
            if (formats.SequenceEqual("webrtc-datachannel")) return true;
            // Before RFC 8841 the format was the SCTP port, which a=sctpmap explains.
            if (!SdpText.TryParse(formats, out uint port) || port == 0 || port > ushort.MaxValue) return false;
            _usesSctpMap = true;
            _sctpPort = port;
            return true;
        }

        private void TakeAttribute(ReadOnlySpan<char> attribute)
        {
            if (_inMedia && !_inDataChannels) return;
            int colon = attribute.IndexOf(':');
            ReadOnlySpan<char> name = colon < 0 ? attribute : attribute.Slice(0, colon);
            ReadOnlySpan<char> value = colon < 0 ? default : attribute.Slice(colon + 1).Trim();
            bool good = (_inDataChannels ? _section : _session).TryTake(name, value, out string? reason);
            if (good && _inDataChannels) good = TakeOwn(name, value, attribute, out reason);
            if (!good) _error = At() + " (a=" + name.ToString() + "): " + reason;
        }

        /// <summary>The attributes that stand in the data-channel section only.</summary>
        private bool TakeOwn(ReadOnlySpan<char> name, ReadOnlySpan<char> value, ReadOnlySpan<char> attribute, out string? reason)
        {
            reason = null;
            if (name.SequenceEqual("mid")) return TakeMid(value, out reason);
            if (name.SequenceEqual("sctp-port")) return TakeSctpPort(value, out reason);
            if (name.SequenceEqual("sctpmap")) TakeSctpMap(value);
            else if (name.SequenceEqual("max-message-size")) return TakeMaxMessageSize(value, out reason);
            else if (name.SequenceEqual("sctp-init")) TakeSctpInit(value);
            else if (name.SequenceEqual("candidate")) TakeCandidate(attribute, out reason);
            else if (name.SequenceEqual("end-of-candidates")) _endOfCandidates = true;
            else if (name.SequenceEqual("bundle-only")) _bundleOnly = true;
            return reason == null;
        }

        private bool TakeMid(ReadOnlySpan<char> value, out string? reason)
        {
            reason = value.Length > 64 || !SdpText.IsToken(value) ? "the name is not a token of 1 to 64 characters" : null;
            _mid = value.ToString();
            return reason == null;
        }

        private bool TakeSctpPort(ReadOnlySpan<char> value, out string? reason)
        {
            reason = null;
            if (!SdpText.TryParse(value, out _sctpPort) || _sctpPort > ushort.MaxValue) reason = SdpText.Quote(value) + " is not a port";
            else if (_sctpPort == 0) reason = "port 0 means that the peer ends the association";
            return reason == null;
        }

        private void TakeSctpMap(ReadOnlySpan<char> value)
        {
            ReadOnlySpan<char> port = SdpText.NextWord(value, out ReadOnlySpan<char> rest);
            if (!SdpText.NextWord(rest, out _).SequenceEqual("webrtc-datachannel")) return;
            if (SdpText.TryParse(port, out uint number) && number != 0 && number <= ushort.MaxValue) _mapPort = number;
        }

        private bool TakeMaxMessageSize(ReadOnlySpan<char> value, out string? reason)
        {
            reason = null;
            if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _maxMessageSize))
                reason = SdpText.Quote(value) + " is not a number of bytes";
            return reason == null;
        }

        /// <summary>What is no base64 is as good as nothing (draft-hancke-tsvwg-snap-01 §4.3): SCTP then asks for itself.</summary>
        private void TakeSctpInit(ReadOnlySpan<char> value)
        {
            if (value.Length > MaxSctpInit) return;
            Span<byte> bytes = stackalloc byte[MaxSctpInit];
            if (Convert.TryFromBase64Chars(value, bytes, out int length) && length > 0) _sctpInit = bytes.Slice(0, length).ToArray();
        }

        private void TakeCandidate(ReadOnlySpan<char> attribute, out string? reason)
        {
            CandidateLineKind kind = CandidateLine.Parse(attribute, out Candidate? candidate, out reason);
            if (kind == CandidateLineKind.Malformed) reason = "the candidate " + reason;
            // Candidates that exceed the limit are of no use: ICE keeps fewer.
            else if (kind == CandidateLineKind.Usable && _candidates.Count < MaxCandidates) _candidates.Add(candidate!);
        }

        private DataChannelDescription? Conclude()
        {
            if (!_found) return Refuse("no section is for data channels (m=application … UDP/DTLS/SCTP webrtc-datachannel)");
            string place = "line " + _mediaLineNumber.ToString(CultureInfo.InvariantCulture) + " (m=application): ";
            if (_portIsZero && !(_bundleOnly && _type == SessionDescriptionType.Offer))
                return Refuse(place + "the peer refuses data channels (port 0)");
            string? ufrag = _section.IceUfrag ?? _session.IceUfrag;
            string? password = _section.IcePassword ?? _session.IcePassword;
            if (ufrag == null) return Refuse(place + "a=ice-ufrag is missing");
            if (password == null) return Refuse(place + "a=ice-pwd is missing");
            CertificateFingerprint? fingerprint = _section.Fingerprint ?? _session.Fingerprint;
            if (fingerprint == null)
            {
                bool foreign = _section.HasForeignFingerprint || _session.HasForeignFingerprint;
                return Refuse(place + (foreign ? "a=fingerprint is there, but not with sha-256" : "a=fingerprint is missing"));
            }

            // RFC 5763 §5 for those who leave it out: an offer is open to both, an answer takes the active part.
            bool isOffer = _type == SessionDescriptionType.Offer;
            SdpSetup setup = _section.Setup ?? _session.Setup ?? (isOffer ? SdpSetup.ActPass : SdpSetup.Active);
            if (!isOffer && setup == SdpSetup.ActPass) return Refuse(place + "a=setup:actpass is no answer");
            return new DataChannelDescription
            {
                Mid = _mid,
                IceUfrag = ufrag,
                IcePassword = password,
                SupportsTrickle = _section.SupportsTrickle ?? _session.SupportsTrickle ?? false,
                SupportsRenomination = _section.SupportsRenomination || _session.SupportsRenomination,
                IsIceLite = _session.IsIceLite || _section.IsIceLite,
                Fingerprint = fingerprint,
                Setup = setup,
                SctpPort = (ushort)(_mapPort ?? _sctpPort),
                MaxMessageSize = _maxMessageSize,
                SctpInit = _sctpInit,
                Candidates = _candidates,
                EndOfCandidates = _endOfCandidates,
                Protocol = _protocol,
                UsesSctpMap = _usesSctpMap,
                OtherMedia = _others,
                MediaIndex = _mediaIndex,
            };
        }

        private DataChannelDescription? Refuse(string reason)
        {
            _error = reason;
            return null;
        }

        private string At() => "line " + _lineNumber.ToString(CultureInfo.InvariantCulture);
    }
}
