namespace P2PNet
{
    /// <summary>Where a session stands, as the polling thread has seen it.</summary>
    public enum SessionState
    {
        /// <summary>In the lobby, and the server answers.</summary>
        Connected,

        /// <summary>
        /// The connection to the lobby server is gone. Links to peers go on undisturbed; players that come, leave or change are not
        /// heard of.
        /// </summary>
        ServerLost,

        /// <summary>Over: left, or removed by the server. No messages go either way.</summary>
        Ended,
    }
}
