namespace P2PNet.Rtc.Link
{
    /// <summary>What an <see cref="RtcEndpoint"/> lends to each of its links.</summary>
    internal sealed class LinkResources
    {
        public LinkResources(RtcEndpointOptions options, ICryptoProvider crypto, IRandom random, BufferPool buffers, ILocalCertificate certificate)
        {
            Crypto = crypto;
            Random = random;
            Buffers = buffers;
            Certificate = certificate;
            Resolver = options.Resolver;
            Streams = options.Streams;
            SendBufferLimit = options.SendBufferLimit;
            MaxChannels = options.MaxChannelsPerLink;
        }

        public ICryptoProvider Crypto { get; }

        public IRandom Random { get; }

        public BufferPool Buffers { get; }

        public ILocalCertificate Certificate { get; }

        public IHostResolver? Resolver { get; }

        public IStreamConnector? Streams { get; }

        public long SendBufferLimit { get; }

        public int MaxChannels { get; }
    }
}
