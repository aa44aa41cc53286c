namespace P2PNet.Tests.Rtc.Link
{
    /// <summary>When it happens in a <see cref="ChangeScenario"/>.</summary>
    internal enum ChangeMoment : byte
    {
        Connecting,
        Playing,
        Restarting,
    }
}
