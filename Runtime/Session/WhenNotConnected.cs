namespace P2PNet
{
    /// <summary>What a send call does for a peer to which no link stands.</summary>
    public enum WhenNotConnected
    {
        /// <summary>Nothing is sent: <see cref="SendResult.NotConnected"/>.</summary>
        Fail = 0,

        /// <summary>
        /// A reliable message waits until the link stands, and goes before everything that is sent later: <see cref="SendResult.Waiting"/>. What waits counts to
        /// <see cref="P2PClientOptions.MaxQueuedReliable"/> and <see cref="P2PClientOptions.MaxQueuedReliableBytes"/>, and is dropped, and counted
        /// (<see cref="SessionStatistics.DroppedWaiting"/>), when the player or this client leaves before. So is a broadcast for a player for whom no more may wait: it
        /// goes to the others. Unreliable messages are not kept: they would tell what was. They fail.
        /// </summary>
        Wait,
    }
}
