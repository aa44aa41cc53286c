using P2PNet.Rtc.DataChannels;

namespace P2PNet.Rtc.Link
{
    internal enum LinkEventKind : byte
    {
        /// <summary><see cref="LinkEvent.Description"/> is to be passed to the peer.</summary>
        LocalDescription,

        /// <summary><see cref="LinkEvent.Candidate"/> is to be passed to the peer; empty: no more will come.</summary>
        LocalCandidate,

        /// <summary><see cref="LinkEvent.State"/> is new; <see cref="LinkEvent.Failure"/> is set exactly for Failed.</summary>
        StateChanged,

        /// <summary>The peer opened <see cref="LinkEvent.Channel"/>.</summary>
        ChannelOpenedByPeer,

        /// <summary><see cref="LinkEvent.ChannelState"/> of <see cref="LinkEvent.Channel"/> is new.</summary>
        ChannelStateChanged,

        /// <summary>A whole message on <see cref="LinkEvent.Channel"/>; whoever polled it owns <see cref="LinkEvent.Payload"/>.</summary>
        Message,

        /// <summary><see cref="LinkEvent.Channel"/> has room again.</summary>
        BufferedAmountLow,
    }

    /// <summary>What happened on one link of an <see cref="RtcEndpoint"/>.</summary>
    internal readonly struct LinkEvent
    {
        public LinkEvent(LinkEventKind kind, PeerLink link)
            : this()
        {
            Kind = kind;
            Link = link;
        }

        public LinkEventKind Kind { get; }

        public PeerLink Link { get; }

        public SessionDescription? Description { get; init; }

        public string? Candidate { get; init; }

        public PeerConnectionState State { get; init; }

        public LinkFailure? Failure { get; init; }

        public DataChannel? Channel { get; init; }

        public DataChannelState ChannelState { get; init; }

        public bool IsString { get; init; }

        public PooledBuffer? Payload { get; init; }

        public static LinkEvent Of(PeerLink link, in DataChannelEvent e) => new LinkEvent(KindOf(e.Kind), link)
        {
            Channel = e.Channel,
            ChannelState = e.State,
            IsString = e.IsString,
            Payload = e.Payload,
        };

        private static LinkEventKind KindOf(DataChannelEventKind kind)
        {
            switch (kind)
            {
                case DataChannelEventKind.OpenedByPeer: return LinkEventKind.ChannelOpenedByPeer;
                case DataChannelEventKind.StateChanged: return LinkEventKind.ChannelStateChanged;
                case DataChannelEventKind.Message: return LinkEventKind.Message;
                default: return LinkEventKind.BufferedAmountLow;
            }
        }
    }
}
