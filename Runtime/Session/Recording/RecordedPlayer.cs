namespace P2PNet
{
    /// <summary>A player of a recording. Immutable.</summary>
    public sealed class RecordedPlayer
    {
        internal RecordedPlayer(int number, string id, string name, PeerState state, bool isJoining, bool isHost)
        {
            Number = number;
            Id = id;
            Name = name;
            State = state;
            IsJoining = isJoining;
            IsHost = isHost;
        }

        /// <summary>What entries name it by; 0 is the player who recorded. One who leaves and comes back is another number.</summary>
        public int Number { get; }

        /// <summary>The id that the lobby server gave.</summary>
        public string Id { get; }

        /// <summary>The name that the player chose.</summary>
        public string Name { get; }

        /// <summary>Where the link stood at this entry; for number 0 <see cref="PeerState.Connected"/>.</summary>
        public PeerState State { get; }

        /// <summary>Whether it joined at this entry; else it was there when the recording began.</summary>
        public bool IsJoining { get; }

        /// <summary>Whether it hosted at this entry.</summary>
        public bool IsHost { get; }

        /// <inheritdoc/>
        public override string ToString() => Name + " (" + Number + ")";
    }
}
