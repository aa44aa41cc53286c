namespace P2PNet
{
    /// <summary>Where a session stands, as the polling thread has seen it.</summary>
    public enum SessionState
    {
        /// <summary>In the lobby, and the server answers.</summary>
        Connected,

        /// <summary>
        /// The lobby server is out of reach. Links to peers go on undisturbed; players that come, leave or change are not heard of until
        /// it is back, which is <see cref="Connected"/> again. The client goes on trying; <see cref="Session.StateReason"/> says what is wrong.
        /// </summary>
        ServerLost,

        /// <summary>
        /// The lobby server knows this player's place no more: it was out of reach for longer than it keeps places (30 s by default), or was
        /// started anew. Links to peers go on undisturbed and the match with them, but nobody can join any more, and a link that is
        /// lost is not made again. It stays so until the session is left; a new lobby is another session.
        /// </summary>
        LobbyLost,

        /// <summary>Over: left, or removed by the server. No messages go either way.</summary>
        Ended,
    }
}
