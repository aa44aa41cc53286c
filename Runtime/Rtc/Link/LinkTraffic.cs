using P2PNet.Rtc.Ice;

namespace P2PNet.Rtc.Link
{
    /// <summary>Counts a link's datagrams and puts its <see cref="PathStatistics"/> together.</summary>
    internal sealed class LinkTraffic
    {
        private long _bytesSent;
        private long _bytesReceived;
        private long _datagramsSent;
        private long _datagramsReceived;
        private TransportAddress _described;
        private string? _description;

        public void OnSent(int length)
        {
            _datagramsSent++;
            _bytesSent += length;
        }

        public void OnReceived(int length)
        {
            _datagramsReceived++;
            _bytesReceived += length;
        }

        public PathStatistics Describe(ProtocolStack stack, Relays relays)
        {
            IcePath path = default;
            bool hasPath = stack.Ice != null && stack.Ice.TryGetSelectedPath(out path);
            return new PathStatistics
            {
                HasPath = hasPath,
                LocalType = path.LocalType,
                RemoteType = path.RemoteType,
                RelayProtocol = hasPath && path.Socket.IsRelay ? relays.ProtocolOf(path.Socket) : null,
                RemoteAddress = hasPath ? Describe(path.Remote) : null,
                RoundTripTime = hasPath ? stack.Ice!.RoundTripTime : default,
                BytesSent = _bytesSent,
                BytesReceived = _bytesReceived,
                DatagramsSent = _datagramsSent,
                DatagramsReceived = _datagramsReceived,
                Retransmissions = stack.Retransmissions,
            };
        }

        /// <summary>A game may ask every frame; the text is made when the address changes.</summary>
        private string Describe(in TransportAddress remote)
        {
            if (_description != null && _described == remote) return _description;
            _described = remote;
            return _description = remote.ToString();
        }
    }
}
