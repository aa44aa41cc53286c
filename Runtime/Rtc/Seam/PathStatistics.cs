using System;

namespace P2PNet.Rtc
{
    /// <summary>A link's path and traffic at one moment.</summary>
    public readonly struct PathStatistics
    {
        /// <summary>Kind of our own end of the path.</summary>
        public CandidateType LocalType { get; init; }

        /// <summary>Kind of the peer's end of the path.</summary>
        public CandidateType RemoteType { get; init; }

        /// <summary>
        /// How our own end reaches its relay, in the words of W3C's <c>relayProtocol</c>: <c>udp</c>, <c>tcp</c> or <c>tls</c>. Null where our end is not relayed, or the
        /// engine cannot tell.
        /// </summary>
        public string? RelayProtocol { get; init; }

        /// <summary>Whether a path is selected; without one the other fields mean nothing.</summary>
        public bool HasPath { get; init; }

        /// <summary>The peer's address and port as seen from here.</summary>
        public string? RemoteAddress { get; init; }

        /// <summary>Smoothed round-trip time of the path.</summary>
        public TimeSpan RoundTripTime { get; init; }

        /// <summary>UDP payload bytes sent to the peer.</summary>
        public long BytesSent { get; init; }

        /// <summary>UDP payload bytes received from the peer.</summary>
        public long BytesReceived { get; init; }

        /// <summary>Datagrams sent to the peer.</summary>
        public long DatagramsSent { get; init; }

        /// <summary>Datagrams received from the peer.</summary>
        public long DatagramsReceived { get; init; }

        /// <summary>SCTP chunks sent again.</summary>
        public long Retransmissions { get; init; }
    }
}
