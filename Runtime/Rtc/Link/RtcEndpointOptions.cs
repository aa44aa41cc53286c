namespace P2PNet.Rtc.Link
{
    /// <summary>What an <see cref="RtcEndpoint"/> is made with. Immutable.</summary>
    internal sealed class RtcEndpointOptions
    {
        /// <summary>The certificate of every link; null (default): a fresh one. The endpoint disposes it either way.</summary>
        public ILocalCertificate? Certificate { get; init; }

        /// <summary>Looks up names; null (default): servers with a name and <c>.local</c> candidates are passed over and counted.</summary>
        public IHostResolver? Resolver { get; init; }

        /// <summary>Opens TCP and TLS connections to TURN servers; null (default): those ways to a relay are passed over and counted.</summary>
        public IStreamConnector? Streams { get; init; }

        /// <summary>Links at one time. Default 256: each one costs memory and timers, and a full mesh is far smaller.</summary>
        public int MaxLinks { get; init; } = 256;

        /// <summary>Data channels of one link, opened by either side. Default 256.</summary>
        public int MaxChannelsPerLink { get; init; } = 256;

        /// <summary>
        /// Bytes of messages that may wait on one link before <see cref="SendStatus.WouldBlock"/>. Default 4 MiB: 16 of the largest messages.
        /// </summary>
        public long SendBufferLimit { get; init; } = 4 * 1024 * 1024;
    }
}
