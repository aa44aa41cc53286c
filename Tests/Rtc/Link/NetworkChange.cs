namespace P2PNet.Tests.Rtc.Link
{
    /// <summary>What happens in a <see cref="ChangeScenario"/>.</summary>
    internal enum NetworkChange : byte
    {
        Nothing,
        NatForgets,
        NewPublicAddress,
        NewLocalAddress,
        Roams,
        RelayRestarts,

        /// <summary>And put back.</summary>
        CableOut,
    }
}
