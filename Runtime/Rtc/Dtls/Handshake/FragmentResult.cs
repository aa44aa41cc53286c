namespace P2PNet.Rtc.Dtls
{
    /// <summary>What the <see cref="HandshakeReassembler"/> did with a fragment.</summary>
    internal enum FragmentResult
    {
        /// <summary>Taken, or nothing new in it.</summary>
        Stored,

        /// <summary>Of a message that was handled before: the peer repeats itself.</summary>
        Old,

        /// <summary>Of a message too far ahead, or too much waits already.</summary>
        TooFarAhead,

        /// <summary>Larger than any message may be.</summary>
        TooLarge,
    }
}
