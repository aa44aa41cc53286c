namespace P2PNet.Protocol
{
    /// <summary>The words of <see cref="LeaveReason"/>.</summary>
    internal static class LeaveReasons
    {
        public static string ToText(this LeaveReason reason) => reason == LeaveReason.Lost ? "lost" : "left";

        /// <summary>A word of a newer server counts as left: the player is gone all the same.</summary>
        public static LeaveReason Parse(string text) => text == "lost" ? LeaveReason.Lost : LeaveReason.Left;
    }
}
