namespace P2PNet.Rtc.Sdp
{
    /// <summary>An m-section that is not ours, as far as an answer must repeat it in order to refuse it (RFC 8829 §5.3.1).</summary>
    internal readonly struct SdpMedia
    {
        public SdpMedia(string media, string protocol, string formats)
        {
            Media = media;
            Protocol = protocol;
            Formats = formats;
        }

        /// <summary>For example <c>audio</c>.</summary>
        public string Media { get; }

        /// <summary>For example <c>UDP/TLS/RTP/SAVPF</c>.</summary>
        public string Protocol { get; }

        /// <summary>The rest of the m-line.</summary>
        public string Formats { get; }
    }
}
