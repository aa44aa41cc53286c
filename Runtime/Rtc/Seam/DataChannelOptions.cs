namespace P2PNet.Rtc
{
    /// <summary>How a data channel behaves (W3C RTCDataChannelInit, RFC 8832 §5.1). Immutable.</summary>
    public sealed class DataChannelOptions
    {
        /// <summary>Name that the other side sees; up to 65535 bytes of UTF-8. Default empty.</summary>
        public string Label { get; init; } = string.Empty;

        /// <summary>Subprotocol; up to 65535 bytes of UTF-8. Default empty.</summary>
        public string Protocol { get; init; } = string.Empty;

        /// <summary>Whether messages arrive in the order in which they were sent. Default true.</summary>
        public bool Ordered { get; init; } = true;

        /// <summary>Retransmissions before a message is given up, 0 to 65534; null (default): no limit. Not together with <see cref="MaxPacketLifeTime"/>.</summary>
        public int? MaxRetransmits { get; init; }

        /// <summary>Milliseconds before a message is given up, 1 to 65535; null (default): no limit.</summary>
        public int? MaxPacketLifeTime { get; init; }

        /// <summary>Id agreed on by both sides beforehand, 0 to 65534: nothing is sent to open the channel. Null (default): the channel is announced by DCEP and gets an id.</summary>
        public int? NegotiatedId { get; init; }
    }
}
