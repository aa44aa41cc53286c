namespace P2PNet
{
    /// <summary>Where the link to a peer stands, as the polling thread has seen it.</summary>
    public enum PeerState
    {
        /// <summary>The link is being set up.</summary>
        Connecting,

        /// <summary>Messages go both ways.</summary>
        Connected,

        /// <summary>The link stands, and nothing was heard for a while; what is sent is kept or lost as its delivery says. It may come back by itself.</summary>
        Suspect,

        /// <summary>
        /// There is no link: the peer left, or <see cref="Peer.Failure"/> says why. It comes back only where a transfer waits for it (<see cref="P2PClientOptions.TransferResumeTimeout"/>).
        /// </summary>
        Disconnected,
    }
}
