namespace P2PNet.Rtc.DataChannels
{
    internal enum DataChannelEventKind : byte
    {
        /// <summary>The peer opened the channel; it is open.</summary>
        OpenedByPeer,

        /// <summary><see cref="DataChannelEvent.State"/> is new.</summary>
        StateChanged,

        /// <summary>A whole message; whoever polled it owns the payload.</summary>
        Message,

        /// <summary>The transport has room again for this channel.</summary>
        BufferedAmountLow,
    }

    /// <summary>What happened in a <see cref="DataChannelTable"/>.</summary>
    internal readonly struct DataChannelEvent
    {
        public DataChannelEvent(
            DataChannelEventKind kind, DataChannel channel, DataChannelState state = default, PooledBuffer? payload = null, bool isString = false)
        {
            Kind = kind;
            Channel = channel;
            State = state;
            Payload = payload;
            IsString = isString;
        }

        public DataChannelEventKind Kind { get; }

        public DataChannel Channel { get; }

        public DataChannelState State { get; }

        /// <summary>Set exactly for <see cref="DataChannelEventKind.Message"/>.</summary>
        public PooledBuffer? Payload { get; }

        public bool IsString { get; }
    }
}
