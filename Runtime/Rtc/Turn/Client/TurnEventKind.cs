namespace P2PNet.Rtc.Turn
{
    /// <summary>What a <see cref="TurnEvent"/> is about.</summary>
    internal enum TurnEventKind : byte
    {
        /// <summary>There are relayed addresses, or others than before.</summary>
        Allocated,

        /// <summary>There are none, or none any more.</summary>
        Failed,

        /// <summary>A peer's datagram: <see cref="TurnEvent.Offset"/> and <see cref="TurnEvent.Length"/> say where in the one that was handled.</summary>
        Data,
    }
}
