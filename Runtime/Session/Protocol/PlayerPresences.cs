namespace P2PNet.Protocol
{
    /// <summary>The words of <see cref="PlayerPresence"/>.</summary>
    internal static class PlayerPresences
    {
        public static string ToText(this PlayerPresence presence) => presence == PlayerPresence.Suspect ? "suspect" : "connected";

        /// <summary>A word of a newer server counts as connected: nothing but the server's own later word removes a player.</summary>
        public static PlayerPresence Parse(string text) => text == "suspect" ? PlayerPresence.Suspect : PlayerPresence.Connected;
    }
}
