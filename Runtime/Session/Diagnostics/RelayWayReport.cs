using System;
using System.Net;

namespace P2PNet
{
    /// <summary>One way to one relay (TURN server), as it was found. Immutable.</summary>
    public sealed class RelayWayReport
    {
        internal RelayWayReport(string url, RelayTransport transport)
        {
            Url = url;
            Transport = transport;
        }

        /// <summary>Such as <c>turn:relay.example.org:3478?transport=udp</c>.</summary>
        public string Url { get; }

        /// <summary>What carries the packets to the relay.</summary>
        public RelayTransport Transport { get; }

        /// <summary>Whether anything came back.</summary>
        public bool Answered { get; internal init; }

        /// <summary>Median of several exchanges with the relay, once connected. Null where it did not answer.</summary>
        public TimeSpan? RoundTripTime { get; internal init; }

        /// <summary>Time of the TCP handshake, with TLS of both handshakes; null for UDP and where there was no connection.</summary>
        public TimeSpan? ConnectTime { get; internal init; }

        /// <summary>Whether it relays for this player.</summary>
        public RelayAllocation Allocation { get; internal init; }

        /// <summary>The relayed address that it gave; null where it gave none.</summary>
        public IPEndPoint? RelayedAddress { get; internal init; }

        /// <summary>What went wrong, in a sentence; null where nothing did.</summary>
        public string? Problem { get; internal init; }

        /// <summary>Whether a game can go this way as far as is known: it gave an address, or it answered and there were no credentials to try with.</summary>
        public bool IsUsable => Allocation == RelayAllocation.Works || Allocation == RelayAllocation.NeedsCredentials;

        /// <summary>The URL and what came of it.</summary>
        public override string ToString() => Url + ": " + (Problem ?? Allocation.ToString());
    }
}
