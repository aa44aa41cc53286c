namespace P2PNet
{
    /// <summary>A member of a lobby. Changes only within <see cref="Session.Poll"/>.</summary>
    public sealed class Player
    {
        internal Player(string id, string name, bool isCurrent)
        {
            Id = id;
            Name = name;
            IsCurrentPlayer = isCurrent;
        }

        /// <summary>Id that the server gave; unique in the lobby.</summary>
        public string Id { get; }

        /// <summary>Name that the player chose; need not be unique.</summary>
        public string Name { get; }

        /// <summary>Whether it is the player of this client.</summary>
        public bool IsCurrentPlayer { get; }

        /// <summary>Whether it is the lobby's host.</summary>
        public bool IsHost { get; internal set; }

        /// <summary>The link to the player; null for the player of this client.</summary>
        public Peer? Peer { get; internal set; }

        /// <inheritdoc/>
        public override string ToString() => Name;
    }
}
