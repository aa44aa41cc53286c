namespace P2PNet.Rtc.Turn
{
    /// <summary>What a server grants for a while, and has to be asked for again.</summary>
    internal interface IRenewable
    {
        /// <summary>When the server is to be asked, the first time or again; Never while there is no reason to.</summary>
        Timestamp DueAt { get; set; }
    }
}
