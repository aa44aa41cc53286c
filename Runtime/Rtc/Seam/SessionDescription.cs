using System;

namespace P2PNet.Rtc
{
    /// <summary>Whether a description offers or answers (RFC 8829).</summary>
    public enum SessionDescriptionType
    {
        /// <summary>Proposes a link.</summary>
        Offer,

        /// <summary>Accepts one.</summary>
        Answer,
    }

    /// <summary>Plain SDP with its type, as any WebRTC endpoint understands it. Immutable.</summary>
    public sealed class SessionDescription
    {
        /// <summary>Makes a description; the SDP is checked where it is used.</summary>
        public SessionDescription(SessionDescriptionType type, string sdp)
        {
            Type = type;
            Sdp = sdp ?? throw new ArgumentNullException(nameof(sdp));
        }

        /// <summary>Offer or answer.</summary>
        public SessionDescriptionType Type { get; }

        /// <summary>The text (RFC 8866), with CRLF line ends.</summary>
        public string Sdp { get; }
    }
}
