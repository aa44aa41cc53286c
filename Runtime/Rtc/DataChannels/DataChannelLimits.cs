namespace P2PNet.Rtc.DataChannels
{
    /// <summary>What a <see cref="DataChannelTable"/> lets either side do. Immutable.</summary>
    internal sealed class DataChannelLimits
    {
        /// <summary>Largest value of <see cref="DataChannelOptions.MaxRetransmits"/>, which <see cref="Reliability"/> can hold.</summary>
        public const int MaxRetransmits = 65534;

        /// <summary>Largest value of <see cref="DataChannelOptions.MaxPacketLifeTime"/> (W3C: unsigned short), in ms.</summary>
        public const int MaxPacketLifeTime = 65535;

        /// <summary>Largest id; 65535 is reserved (RFC 8832 §5).</summary>
        public const int MaxId = 65534;

        /// <summary>Channels at one time, whoever opened them. Default 256.</summary>
        public int MaxChannels { get; init; } = 256;

        /// <summary>
        /// Largest message that is put together out of deprecated partial ones, in bytes. Default 262144, as the association's own limit.
        /// </summary>
        public int MaxMessageSize { get; init; } = 262144;
    }
}
