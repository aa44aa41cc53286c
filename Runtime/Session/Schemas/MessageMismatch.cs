namespace P2PNet
{
    /// <summary>The first message, by name, that two players' games do not read alike. Immutable.</summary>
    public sealed class MessageMismatch
    {
        internal MessageMismatch(string message, string reason, string reasonForPeer)
        {
            Message = message;
            Reason = reason;
            ReasonForPeer = reasonForPeer;
        }

        /// <summary>The message's name, like <c>Game.Combat.Hit</c>.</summary>
        public string Message { get; }

        /// <summary>What differs, in a sentence that names the message and the peer and can be shown to a player.</summary>
        public string Reason { get; }

        /// <summary>The same, for the player at the other end.</summary>
        internal string ReasonForPeer { get; }

        /// <inheritdoc/>
        public override string ToString() => Reason;
    }
}
