namespace P2PNet.Tests.Rtc.Link
{
    /// <summary>The network that a player of a <see cref="ChangeScenario"/> is in.</summary>
    internal enum SiteKind : byte
    {
        Public,
        FullCone,
        Restricted,
        PortRestricted,
        Symmetric,

        /// <summary>Port-restricted twice.</summary>
        Carrier,
    }
}
