namespace P2PNet.Rtc.Discovery
{
    /// <summary>A <see cref="NatDiscovery"/> came to another state.</summary>
    internal readonly struct DiscoveryEvent
    {
        public readonly DiscoveryState State;

        public DiscoveryEvent(DiscoveryState state) => State = state;
    }
}
