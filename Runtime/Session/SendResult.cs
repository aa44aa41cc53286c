namespace P2PNet
{
    /// <summary>What became of a send call.</summary>
    public enum SendResult
    {
        /// <summary>On its way. A reliable message arrives unless the link ends; an unreliable one may be lost.</summary>
        Sent,

        /// <summary>
        /// Too many reliable messages wait for the network, and nothing was sent: send less, or try again in a later frame. Unreliable
        /// messages never get this answer.
        /// </summary>
        WouldBlock,

        /// <summary>No link to the peer stands at the moment, and nothing was sent. For a broadcast: no link to any peer.</summary>
        NotConnected,

        /// <summary>No link to the peer stands, and the message is kept until one does: see <see cref="WhenNotConnected.Wait"/>. For a broadcast: no link to any peer.</summary>
        Waiting,
    }
}
