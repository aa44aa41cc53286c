namespace P2PNet
{
    /// <summary>What to do with a peer whose game means something else by a message that both know.</summary>
    public enum SchemaMismatch
    {
        /// <summary>The link ends on both sides, with a failure that names the message.</summary>
        Disconnect = 0,

        /// <summary>The link stays: <see cref="Session.SchemaMismatched"/> and <see cref="Peer.Mismatch"/> tell. Such messages are rejected or, worse, misread.</summary>
        Report,
    }
}
