namespace P2PNet.Rtc.Discovery
{
    /// <summary>What a <see cref="DiscoveryTest"/> is to find out.</summary>
    internal enum DiscoveryPurpose : byte
    {
        /// <summary>Whether a server answers, and how it sees the mapping socket: test I of RFC 5780 §4.3.</summary>
        Reach,

        /// <summary>The same from the filtering socket, which opens its hole: test I of §4.4.</summary>
        FilteringBase,

        /// <summary>The same from the hairpin socket.</summary>
        HairpinBase,

        /// <summary>Whether an answer from another address and port is let in: test II of §4.4.</summary>
        ChangeAddressAndPort,

        /// <summary>Whether an answer from another port is let in: test III of §4.4.</summary>
        ChangePort,

        /// <summary>Whether our request to our own public address comes back to us (§3.4).</summary>
        Hairpin,

        /// <summary>How the other address at the primary port sees the mapping socket: test II of §4.3.</summary>
        MapOtherAddress,

        /// <summary>How the other address at the other port does: test III of §4.3.</summary>
        MapOtherAddressAndPort,

        /// <summary>How the primary address at the other port does. Not in the RFC: it also tells whether that port is alive, which the silence in a filtering test leaves open.</summary>
        MapOtherPort,
    }
}
