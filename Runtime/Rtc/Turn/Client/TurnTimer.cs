namespace P2PNet.Rtc.Turn
{
    internal enum TurnTimer
    {
        /// <summary>The allocation is to be refreshed before it runs out.</summary>
        Refresh,

        /// <summary>The allocation has run out.</summary>
        Expiry,

        /// <summary>A server that could not serve us (500) is asked again.</summary>
        Retry,
    }
}
