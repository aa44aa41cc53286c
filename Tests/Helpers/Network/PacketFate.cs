namespace P2PNet.Tests.Network
{
    internal enum PacketFate : byte
    {
        Delivered,

        /// <summary>By chance.</summary>
        Lost,

        /// <summary>By the test's own filter.</summary>
        Filtered,

        /// <summary>The queue before the bandwidth limit was full.</summary>
        QueueFull,

        /// <summary>A NAT had no mapping for it, or its filter forbade it.</summary>
        RefusedByNat,

        /// <summary>Nobody has this address where it was sent.</summary>
        Unreachable,
    }
}
