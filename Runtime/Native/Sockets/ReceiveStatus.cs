namespace P2PNet.Native
{
    /// <summary>What one attempt to receive brought.</summary>
    internal enum ReceiveStatus
    {
        /// <summary>A datagram.</summary>
        Datagram,

        /// <summary>Something that was counted and is nobody's: an ICMP error, a wake-up, an unreadable sender. There may be more.</summary>
        Skipped,

        /// <summary>Nothing is waiting.</summary>
        Empty,
    }
}
