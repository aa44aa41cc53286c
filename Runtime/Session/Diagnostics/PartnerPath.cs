namespace P2PNet
{
    /// <summary>How a player gets connected to a partner.</summary>
    public enum PartnerPath
    {
        /// <summary>Too little is known of the player's side.</summary>
        Unknown,

        /// <summary>Directly.</summary>
        Direct,

        /// <summary>Through a relay, which adds its way to the round trip.</summary>
        Relayed,

        /// <summary>Not at all: no direct way, and no relay that this player reaches.</summary>
        None,
    }
}
