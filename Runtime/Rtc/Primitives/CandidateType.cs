namespace P2PNet.Rtc
{
    /// <summary>Where a candidate's address was learnt (RFC 8445 §5.1.1).</summary>
    public enum CandidateType
    {
        /// <summary>An address of one of the machine's own interfaces.</summary>
        Host,

        /// <summary>The address that a STUN server saw: the outside of a NAT.</summary>
        ServerReflexive,

        /// <summary>The address that the peer saw during a connectivity check.</summary>
        PeerReflexive,

        /// <summary>An address on a TURN server.</summary>
        Relayed,
    }
}
