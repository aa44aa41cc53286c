namespace P2PNet.Rtc.Turn
{
    /// <summary>A number that stands for one peer (RFC 8656 §12): 4 bytes around its data instead of 36 or 48.</summary>
    internal sealed class TurnChannel : IRenewable
    {
        public TurnChannel(in TransportAddress peer, ushort number)
        {
            Peer = peer;
            Number = number;
        }

        public TransportAddress Peer { get; }

        public ushort Number { get; }

        public ChannelState State { get; set; }

        /// <inheritdoc/>
        public Timestamp DueAt { get; set; }

        /// <summary>When the binding has to be used no more.</summary>
        public Timestamp ExpiresAt { get; set; }

        public Timestamp LastUsed { get; set; }
    }
}
