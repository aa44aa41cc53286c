namespace P2PNet
{
    /// <summary>How a lobby is joined. Immutable.</summary>
    public sealed class JoinLobbyOptions
    {
        /// <summary>
        /// What happens when some of the lobby's members cannot be reached. False (default): the join fails with a
        /// <see cref="P2PException"/> that names the peer and the step, and the lobby is left, since a match in which two players do not hear
        /// each other is broken for all. True: the join succeeds as long as one member is reached, or there is none; whoever is not reached when
        /// all others are decided or the time is over is <see cref="PeerState.Disconnected"/> with the failure.
        /// </summary>
        public bool AllowUnreachablePeers { get; init; }
    }
}
