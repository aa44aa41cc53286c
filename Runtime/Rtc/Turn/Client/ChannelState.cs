namespace P2PNet.Rtc.Turn
{
    /// <summary>What is known about a channel.</summary>
    internal enum ChannelState : byte
    {
        /// <summary>Asked for; until the answer is there, data goes in indications: what overtook it on a channel would be lost.</summary>
        Binding,

        Bound,

        /// <summary>The server does not bind it: indications have to do.</summary>
        Refused,
    }
}
