namespace P2PNet.Rtc.Turn
{
    /// <summary>What is known about a permission.</summary>
    internal enum PermissionState : byte
    {
        /// <summary>To be asked for. What is sent to the peer before the answer may get there and may not.</summary>
        Wanted,

        /// <summary>Asked for; sending may follow at once, since the server works in order.</summary>
        Requested,

        Granted,

        /// <summary>The server forbids this peer.</summary>
        Refused,
    }
}
