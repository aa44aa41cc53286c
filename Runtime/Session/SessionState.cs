namespace P2PNet
{
    /// <summary>Where a session stands, as the polling thread has seen it.</summary>
    public enum SessionState
    {
        /// <summary>In the lobby, and the server answers.</summary>
        Connected,

        /// <summary>
        /// The lobby server is out of reach. Links to peers go on undisturbed; players that come, leave or change are not heard of until
        /// it is back, which is <see cref="Connected"/> again. It keeps the player's place for a while (30 s by default); when that is
        /// over, or the server was started anew, the session stays here.
        /// </summary>
        ServerLost,

        /// <summary>Over: left, or removed by the server. No messages go either way.</summary>
        Ended,
    }
}
