namespace P2PNet.Native
{
    /// <summary>What the UDP sockets of one network thread have seen. Written by that thread; readable from any, a moment old.</summary>
    internal sealed class UdpCounters
    {
        public long DatagramsReceived;
        public long BytesReceived;
        public long DatagramsSent;
        public long BytesSent;

        /// <summary>Wake-ups of our own that came in by a socket.</summary>
        public long WakeUpsReceived;

        /// <summary>Wake-ups that could not be sent; the loop polls from then on.</summary>
        public long WakeUpsFailed;

        /// <summary>Datagrams from an address that cannot be read.</summary>
        public long UnreadableAddresses;

        /// <summary>Sends dropped because the kernel's buffer was full: the same as a loss in the network.</summary>
        public long SendsDroppedWouldBlock;

        /// <summary>Sends refused because the datagram is larger than the path takes.</summary>
        public long SendsTooLarge;

        /// <summary>Sends without a route or with a route that is down or forbidden.</summary>
        public long SendsUnreachable;

        /// <summary>Sends to an address family whose socket this machine lacks.</summary>
        public long SendsWithoutSocket;

        /// <summary>Sends that failed otherwise.</summary>
        public long SendsFailed;

        /// <summary>ICMP errors (port, host or network unreachable, reset) that a socket reported instead of a datagram.</summary>
        public long IcmpErrors;

        /// <summary>Sockets that said readable and had nothing, for example after a wrong checksum.</summary>
        public long EmptyReads;

        /// <summary>Sockets that the system had closed and that were opened anew.</summary>
        public long SocketsReopened;

        /// <summary>Reads that failed otherwise.</summary>
        public long ReadsFailed;
    }
}
