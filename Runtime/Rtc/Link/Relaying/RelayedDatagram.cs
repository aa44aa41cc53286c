namespace P2PNet.Rtc.Link
{
    /// <summary>What a datagram is to the relays.</summary>
    internal enum RelayedDatagram : byte
    {
        /// <summary>None of theirs.</summary>
        NotOurs,

        /// <summary>Between a relay and us.</summary>
        Taken,

        /// <summary>It carries one of a peer's.</summary>
        FromPeer,
    }
}
