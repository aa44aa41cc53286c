namespace P2PNet.Rtc.Turn
{
    /// <summary>What the bytes of a stream begin with.</summary>
    internal enum StreamFrame : byte
    {
        /// <summary>A part of a message.</summary>
        Incomplete,

        /// <summary>A whole message with its padding.</summary>
        Complete,

        /// <summary>Something else than STUN or ChannelData.</summary>
        Broken,
    }
}
