namespace P2PNet.Native
{
    /// <summary>What the connections to TURN servers of one network thread have seen. Written by that thread; readable from any, a moment old.</summary>
    internal sealed class StreamCounters
    {
        public long Opened;

        /// <summary>Could not be opened, or ended by the other side or a fault.</summary>
        public long Ended;

        public long MessagesReceived;
        public long MessagesSent;

        /// <summary>Messages dropped whole because the connection takes no more: the same as a loss in the network.</summary>
        public long SendsDropped;

        /// <summary>Messages for a connection that is not there, or no more.</summary>
        public long SendsWithoutStream;
    }
}
