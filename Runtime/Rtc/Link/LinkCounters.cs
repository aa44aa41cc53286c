namespace P2PNet.Rtc.Link
{
    /// <summary>What an <see cref="RtcEndpoint"/> did with datagrams that came in; one field for each reason to drop one.</summary>
    internal sealed class LinkCounters
    {
        public long DatagramsReceived;
        public long DatagramsSent;

        /// <summary>Nothing in it.</summary>
        public long DroppedEmpty;

        /// <summary>The first byte belongs to none of our protocols (RFC 7983 §7), for example media.</summary>
        public long DroppedUnknownProtocol;

        /// <summary>Looks like STUN and is none.</summary>
        public long DroppedMalformedStun;

        /// <summary>A request whose USERNAME names none of our links.</summary>
        public long DroppedUnknownUfrag;

        /// <summary>A response to nothing that we asked.</summary>
        public long DroppedUnknownTransaction;

        /// <summary>A STUN indication or a method of TURN.</summary>
        public long DroppedUnexpectedStun;

        /// <summary>DTLS from an address from which no link has heard its peer's ICE yet.</summary>
        public long DroppedUnknownRemote;

        /// <summary>A peer proved that it is at an address where another link's peer is too; both are kept, if there is room.</summary>
        public long ContestedRemotes;

        /// <summary>Not sent: the path leads over a relay that has no allocation now or does not let the datagram through.</summary>
        public long DroppedWithoutRelay;

        /// <summary>Addresses of peers that relays were not asked to let in, because the link's share of permissions was used up.</summary>
        public long PeersOverShare;

        /// <summary>Attempts at a relay that failed on every way.</summary>
        public long RelaysFailed;

        /// <summary>
        /// Ways to a server that were passed over: an unknown scheme, a stream that nobody can open, a name without a resolver or an answer.
        /// </summary>
        public long ServersPassedOver;

        /// <summary>Remote candidates whose name could not be resolved.</summary>
        public long CandidatesUnresolved;
    }
}
