namespace P2PNet.Rtc.Discovery
{
    /// <summary>What came of a <see cref="DiscoveryTest"/>.</summary>
    internal enum DiscoveryOutcome : byte
    {
        /// <summary>Nothing yet.</summary>
        Pending,

        /// <summary>The answer came, from where it was to come.</summary>
        Answered,

        /// <summary>No answer came to any transmission.</summary>
        Silent,

        /// <summary>The server answered with an error.</summary>
        Refused,

        /// <summary>The server answered from the address that was asked, not from the one that it was asked to answer from.</summary>
        Ignored,

        /// <summary>Another test has made the answer unnecessary.</summary>
        Dropped,
    }
}
