using System;
using System.Globalization;
using System.Text;

namespace P2PNet.Rtc.Sdp
{
    /// <summary>Writes a <see cref="DataChannelDescription"/> as RFC 8829 §5.2 and §5.3 have it, so that browsers take it.</summary>
    internal static class SdpWriter
    {
        public static string Write(DataChannelDescription description)
        {
            var text = new StringBuilder(768);
            Line(text, "v=0");
            // RFC 8829 §5.2.1: the address in o= must say nothing about the player.
            Line(text, "o=- " + Number(description.SessionId) + " " + Number(description.Version) + " IN IP4 0.0.0.0");
            Line(text, "s=-");
            Line(text, "t=0 0");
            if (description.Mid != null) Line(text, "a=group:BUNDLE " + description.Mid);
            for (int i = 0; i < description.MediaIndex; i++) AppendRefused(text, description.OtherMedia[i]);
            AppendDataChannels(text, description);
            for (int i = description.MediaIndex; i < description.OtherMedia.Count; i++) AppendRefused(text, description.OtherMedia[i]);
            return text.ToString();
        }

        private static void AppendDataChannels(StringBuilder text, DataChannelDescription description)
        {
            // Port 9 and 0.0.0.0: the candidates say where, and they trickle (RFC 8840 §4.1.1).
            string port = Number(description.SctpPort);
            Line(text, "m=application 9 " + description.Protocol + " " + (description.UsesSctpMap ? port : "webrtc-datachannel"));
            Line(text, "c=IN IP4 0.0.0.0");
            if (description.Mid != null) Line(text, "a=mid:" + description.Mid);
            Line(text, "a=ice-ufrag:" + description.IceUfrag);
            Line(text, "a=ice-pwd:" + description.IcePassword);
            // RFC 8839 §5.6: ice2 says that RFC 8445's rules are followed.
            if (description.SupportsTrickle) Line(text, "a=ice-options:ice2 trickle" + (description.SupportsRenomination ? " renomination" : string.Empty));
            if (description.Fingerprint != null) Line(text, "a=fingerprint:sha-256 " + description.Fingerprint);
            Line(text, "a=setup:" + NameOf(description.Setup));
            Line(text, description.UsesSctpMap ? "a=sctpmap:" + port + " webrtc-datachannel 1024" : "a=sctp-port:" + port);
            Line(text, "a=max-message-size:" + Number((ulong)description.MaxMessageSize));
            if (description.SctpInit != null) Line(text, "a=sctp-init:" + Convert.ToBase64String(description.SctpInit));
            foreach (Candidate candidate in description.Candidates) Line(text, "a=" + CandidateLine.Format(candidate, candidate.Ufrag));
            if (description.EndOfCandidates) Line(text, "a=end-of-candidates");
        }

        private static void AppendRefused(StringBuilder text, in SdpMedia media)
        {
            Line(text, "m=" + media.Media + " 0 " + media.Protocol + " " + media.Formats);
            Line(text, "c=IN IP4 0.0.0.0");
        }

        private static string NameOf(SdpSetup setup) => setup == SdpSetup.ActPass ? "actpass" : setup == SdpSetup.Active ? "active" : "passive";

        private static void Line(StringBuilder text, string line) => text.Append(line).Append("\r\n");

        private static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);
    }
}
