namespace P2PNet.Rtc.Discovery
{
    /// <summary>How far a <see cref="NatDiscovery"/> is.</summary>
    internal enum DiscoveryState : byte
    {
        /// <summary>Finding a server that answers, best one with two addresses (RFC 5780 §4.2).</summary>
        Connecting,

        /// <summary>Asking it to answer from elsewhere, while nothing has been sent there yet (§4.4), and ourselves by our public address (§3.4).</summary>
        Filtering,

        /// <summary>Asking its other addresses how they see us (§4.3).</summary>
        Mapping,

        /// <summary>Nothing more is sent.</summary>
        Completed,
    }
}
