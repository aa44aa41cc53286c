namespace P2PNet.Rtc.Dtls
{
    /// <summary>What happened at a <see cref="DtlsEndpoint"/> since it was made; each reason to drop something has its own.</summary>
    internal sealed class DtlsCounters
    {
        /// <summary>Datagrams that came in.</summary>
        public long DatagramsReceived;

        /// <summary>Records whose header could be read.</summary>
        public long RecordsReceived;

        /// <summary>Records sent, sealed application data included.</summary>
        public long RecordsSent;

        /// <summary>Application data records that were opened and came up.</summary>
        public long ApplicationDataReceived;

        /// <summary>Flights sent again because the timer ran out.</summary>
        public long FlightsRetransmittedByTimer;

        /// <summary>Flights sent again because the peer repeated its own.</summary>
        public long FlightsRetransmittedByPeer;

        /// <summary>HelloVerifyRequests that were answered with a new ClientHello.</summary>
        public long HelloVerifyRequestsAnswered;

        /// <summary>Dropped: datagrams, or what is left of one, in a state that takes none.</summary>
        public long DroppedInState;

        /// <summary>Dropped: rests of datagrams that are no record (header cut short, unknown type or version, length past the end).</summary>
        public long DroppedMalformedRecord;

        /// <summary>Dropped: records of an epoch that is over, or of one that cannot come.</summary>
        public long DroppedUnknownEpoch;

        /// <summary>Dropped: protected records that came before their time and found no room to wait.</summary>
        public long DroppedEarlyRecord;

        /// <summary>Dropped: records seen before, or older than the replay window.</summary>
        public long DroppedReplay;

        /// <summary>Dropped: protected records that did not authenticate.</summary>
        public long DroppedBadRecord;

        /// <summary>Of the drops: what this connection has no keys for, or has seen already. It may be another connection's.</summary>
        public long DroppedUnopened => DroppedInState + DroppedUnknownEpoch + DroppedEarlyRecord + DroppedReplay + DroppedBadRecord;

        /// <summary>Dropped: application data without protection, before the peer has proved who it is, or more than one datagram may bring.</summary>
        public long DroppedApplicationData;

        /// <summary>Dropped: handshake fragments that contradict themselves or others, exceed a limit or come in the wrong epoch.</summary>
        public long DroppedMalformedFragment;

        /// <summary>Dropped: handshake messages that cannot be parsed or have no place in this step.</summary>
        public long DroppedMalformedMessage;

        /// <summary>Dropped: handshake fragments of messages that were handled before.</summary>
        public long DroppedOldMessage;

        /// <summary>Dropped: handshake fragments from beyond the messages that may wait.</summary>
        public long DroppedFutureMessage;

        /// <summary>Alerts that could not be believed, because anybody can forge one without protection, or not be read.</summary>
        public long DroppedAlert;
    }
}
