namespace P2PNet.Rtc.Turn
{
    /// <summary>What a failure means for the next attempt.</summary>
    internal enum TurnFailureKind : byte
    {
        /// <summary>Nothing came back: another way to the server, or a later moment, may do.</summary>
        NoAnswer,

        /// <summary>The server is full or in trouble: in a while it may not be.</summary>
        Busy,

        /// <summary>The server does not want us, or does not have what we need: only other credentials would change that.</summary>
        Refused,

        /// <summary>The server names another one (300).</summary>
        Redirected,
    }
}
