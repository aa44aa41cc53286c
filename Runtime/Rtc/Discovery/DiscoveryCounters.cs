namespace P2PNet.Rtc.Discovery
{
    /// <summary>What a <see cref="NatDiscovery"/> counted since it was made.</summary>
    internal sealed class DiscoveryCounters
    {
        public long RequestsSent;
        public long Retransmissions;
        public long ResponsesReceived;
        public long ErrorResponses;

        /// <summary>Own requests that a NAT turned back to us.</summary>
        public long HairpinsReceived;

        /// <summary>OTHER-ADDRESSes that no honest server would name, and servers beyond the limit.</summary>
        public long AddressesPassedOver;

        /// <summary>No STUN message, or one whose FINGERPRINT is wrong.</summary>
        public long DroppedMalformed;

        /// <summary>A response to nothing that was asked from this socket, or not any longer; a request that is not ours.</summary>
        public long DroppedUnknownTransaction;

        /// <summary>A response from where none was expected.</summary>
        public long DroppedMisdirected;

        /// <summary>A response without a usable address.</summary>
        public long DroppedUnusable;
    }
}
