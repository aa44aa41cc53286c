namespace P2PNet
{
    /// <summary>Whether a relay gave this player a relayed address.</summary>
    public enum RelayAllocation
    {
        /// <summary>It was not asked: it did not answer at all.</summary>
        NotTried,

        /// <summary>It gave an address, which was given back at once.</summary>
        Works,

        /// <summary>It asks for credentials, and there were none to show: it answers, and whether it would relay is open.</summary>
        NeedsCredentials,

        /// <summary>It refused; <see cref="RelayWayReport.Problem"/> says why.</summary>
        Refused,

        /// <summary>It answered other requests, but not this one in time.</summary>
        NoAnswer,
    }
}
