using System;
using System.Globalization;
using System.Text;

namespace P2PNet.Rtc.Sdp
{
    /// <summary>What a candidate line turned out to be.</summary>
    internal enum CandidateLineKind : byte
    {
        /// <summary>A candidate to try.</summary>
        Usable,

        /// <summary>
        /// Well formed, but of a kind that is not used: TCP, a second component, an unknown type, a name that is not <c>.local</c>.
        /// </summary>
        Ignored,

        /// <summary>It cannot be read; the reason says why.</summary>
        Malformed,
    }

    /// <summary>The text form of a candidate (RFC 8839 §5.1): <c>candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host</c>.</summary>
    internal static class CandidateLine
    {
        private const int MaxLength = 1024;
        private const string Prefix = "candidate:";

        /// <summary>Reads one line, with or without <c>a=</c> in front.</summary>
        public static CandidateLineKind Parse(ReadOnlySpan<char> line, out Candidate? candidate, out string? reason)
        {
            candidate = null;
            reason = null;
            line = line.Trim();
            if (line.Length > MaxLength) return Malformed("is longer than 1024 characters", out reason);
            if (line.StartsWith("a=", StringComparison.Ordinal)) line = line.Slice(2);
            if (!line.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return Malformed("does not begin with \"candidate:\"", out reason);
            line = line.Slice(Prefix.Length);

            ReadOnlySpan<char> foundation = SdpText.NextWord(line, out line);
            ReadOnlySpan<char> component = SdpText.NextWord(line, out line);
            ReadOnlySpan<char> transport = SdpText.NextWord(line, out line);
            ReadOnlySpan<char> priorityText = SdpText.NextWord(line, out line);
            ReadOnlySpan<char> host = SdpText.NextWord(line, out line);
            ReadOnlySpan<char> portText = SdpText.NextWord(line, out line);
            ReadOnlySpan<char> typ = SdpText.NextWord(line, out line);
            ReadOnlySpan<char> type = SdpText.NextWord(line, out line);

            if (type.IsEmpty) return Malformed("has fewer than the eight fields of RFC 8839", out reason);
            if (foundation.Length > 32 || !SdpText.IsIceChars(foundation))
                return Malformed("has a foundation that is not 1 to 32 ICE characters", out reason);
            if (!SdpText.TryParse(component, out uint componentId) || componentId == 0 || componentId > 256)
                return Malformed("has a component that is not 1 to 256", out reason);
            if (!SdpText.TryParse(priorityText, out uint priority)) return Malformed("has a priority that is no number of 32 bits", out reason);
            if (!SdpText.TryParse(portText, out uint port) || port > ushort.MaxValue)
                return Malformed("has a port that is not 0 to 65535", out reason);
            if (!typ.SequenceEqual("typ")) return Malformed("has no \"typ\" before its type", out reason);

            if (!transport.Equals("udp", StringComparison.OrdinalIgnoreCase) || componentId != 1) return CandidateLineKind.Ignored;
            if (!TryParseType(type, out CandidateType candidateType)) return CandidateLineKind.Ignored;
            if (!TryParseHost(host, (ushort)port, out TransportAddress address, out string? hostName)) return CandidateLineKind.Ignored;
            if (!TryParseExtensions(line, out TransportAddress related, out string? ufrag, out reason)) return CandidateLineKind.Malformed;

            candidate = new Candidate(candidateType, address, priority, foundation.ToString())
            {
                HostName = hostName,
                RelatedAddress = related,
                Ufrag = ufrag,
            };
            return CandidateLineKind.Usable;
        }

        /// <summary>Writes <c>candidate:…</c> without <c>a=</c>.</summary>
        /// <param name="candidate">One of ours.</param>
        /// <param name="ufrag">The generation that it belongs to, so that a line which comes late is told from one of before a restart.</param>
        public static string Format(Candidate candidate, string? ufrag)
        {
            var text = new StringBuilder(96);
            text.Append(Prefix).Append(candidate.Foundation).Append(" 1 udp ")
                .Append(candidate.Priority.ToString(CultureInfo.InvariantCulture)).Append(' ')
                .Append(candidate.HostName ?? candidate.Address.AddressToString()).Append(' ')
                .Append(candidate.Address.Port.ToString(CultureInfo.InvariantCulture)).Append(" typ ").Append(NameOf(candidate.Type));
            if (candidate.Type != CandidateType.Host) AppendRelated(text, candidate);
            if (!string.IsNullOrEmpty(ufrag)) text.Append(" ufrag ").Append(ufrag);
            return text.ToString();
        }

        private static void AppendRelated(StringBuilder text, Candidate candidate)
        {
            // RFC 8839 §5.1: mandatory for all but host candidates; where it is unknown, an address that says nothing.
            if (candidate.RelatedAddress.IsValid)
            {
                text.Append(" raddr ").Append(candidate.RelatedAddress.AddressToString())
                    .Append(" rport ").Append(candidate.RelatedAddress.Port.ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append(candidate.Address.IsIPv6 ? " raddr :: rport 9" : " raddr 0.0.0.0 rport 9");
            }
        }

        private static string NameOf(CandidateType type)
        {
            switch (type)
            {
                case CandidateType.Host: return "host";
                case CandidateType.ServerReflexive: return "srflx";
                case CandidateType.PeerReflexive: return "prflx";
                default: return "relay";
            }
        }

        private static bool TryParseType(ReadOnlySpan<char> text, out CandidateType type)
        {
            type = default;
            if (text.SequenceEqual("host")) type = CandidateType.Host;
            else if (text.SequenceEqual("srflx")) type = CandidateType.ServerReflexive;
            else if (text.SequenceEqual("prflx")) type = CandidateType.PeerReflexive;
            else if (text.SequenceEqual("relay")) type = CandidateType.Relayed;
            else return false;
            return true;
        }

        private static bool TryParseHost(ReadOnlySpan<char> host, ushort port, out TransportAddress address, out string? hostName)
        {
            hostName = null;
            // The zone of a link-local address means something on the peer's machine only.
            int zone = host.IndexOf('%');
            if (TransportAddress.TryParse(zone < 0 ? host : host.Slice(0, zone), port, out address)) return true;
            if (host.Length > 255 || !host.EndsWith(".local", StringComparison.OrdinalIgnoreCase) || !SdpText.IsHostName(host)) return false;
            address = default(TransportAddress).WithPort(port);
            hostName = host.ToString();
            return true;
        }

        private static bool TryParseExtensions(ReadOnlySpan<char> rest, out TransportAddress related, out string? ufrag, out string? reason)
        {
            related = default;
            ufrag = null;
            reason = null;
            ReadOnlySpan<char> relatedHost = default;
            uint relatedPort = 0;
            while (true)
            {
                ReadOnlySpan<char> name = SdpText.NextWord(rest, out rest);
                if (name.IsEmpty) break;
                ReadOnlySpan<char> value = SdpText.NextWord(rest, out rest);
                // Extensions come in pairs; a name without a value at the end has been seen and does no harm.
                if (value.IsEmpty) break;
                if (name.SequenceEqual("raddr"))
                {
                    relatedHost = value;
                }
                else if (name.SequenceEqual("rport"))
                {
                    if (!SdpText.TryParse(value, out relatedPort) || relatedPort > ushort.MaxValue)
                        return Fail("has an rport that is not 0 to 65535", out reason);
                }
                else if (name.SequenceEqual("ufrag"))
                {
                    if (value.Length > 256 || !SdpText.IsIceChars(value)) return Fail("has a ufrag that is not made of ICE characters", out reason);
                    ufrag = value.ToString();
                }
            }

            // Diagnostic only, so one that cannot be read is as good as none.
            if (!relatedHost.IsEmpty) TransportAddress.TryParse(relatedHost, (ushort)relatedPort, out related);
            return true;
        }

        private static CandidateLineKind Malformed(string text, out string? reason)
        {
            reason = text;
            return CandidateLineKind.Malformed;
        }

        private static bool Fail(string text, out string? reason)
        {
            reason = text;
            return false;
        }
    }
}
