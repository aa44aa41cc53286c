namespace P2PNet
{
    /// <summary>What happened to a link. The numbers are those in a recording.</summary>
    public enum RecordedLinkChange
    {
        /// <summary>It stands: <see cref="IMessageReceiver.PeerConnected"/>.</summary>
        Connected = 0,

        /// <summary>Nothing was heard for a while: <see cref="PeerState.Suspect"/>.</summary>
        Suspect = 1,

        /// <summary>Heard of again.</summary>
        Recovered = 2,

        /// <summary>It ended, or did not come about: <see cref="IMessageReceiver.PeerDisconnected"/>.</summary>
        Disconnected = 3,
    }
}
