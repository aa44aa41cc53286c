namespace P2PNet
{
    /// <summary>What an entry of a recording tells. The numbers are those in the file; Documentation~/recording.md has their members.</summary>
    public enum RecordedKind
    {
        /// <summary>What the session looked like when the recording began: the first thing in the file.</summary>
        Header = 0,

        /// <summary>A type of message that later entries name by its id.</summary>
        MessageType = 1,

        /// <summary>A player who was there when the recording began, or joins.</summary>
        Player = 2,

        /// <summary>A player left.</summary>
        PlayerLeft = 3,

        /// <summary>Another player hosts, or nobody.</summary>
        HostChanged = 4,

        /// <summary>The link to a player stands, is silent, is heard of again, or ended.</summary>
        LinkChanged = 5,

        /// <summary>Where the session stands changed.</summary>
        StateChanged = 6,

        /// <summary>A player sent what cannot be read.</summary>
        MessageRejected = 7,

        /// <summary>A message came in; recorded when it was polled, before its handlers ran.</summary>
        Received = 8,

        /// <summary>A message went out; recorded when the send call accepted it.</summary>
        Sent = 9,

        /// <summary>Messages are missing here: the disk was slower than the game, or they were larger than 256 KiB.</summary>
        Gap = 10,

        /// <summary>The recording was ended in order; the last thing in the file.</summary>
        End = 11,

        /// <summary>A request, its response or its refusal came in or went out. <see cref="SessionPlayer"/> does not play them: there is nobody to answer to.</summary>
        Request = 12,
    }
}
