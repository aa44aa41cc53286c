namespace P2PNet.Rtc.Ice
{
    /// <summary>Where an <see cref="IceAgent"/> stands. New → Checking → Connected ⇄ Suspect; Retired leads to Closed alone; Failed and Closed are final.</summary>
    internal enum IceState : byte
    {
        /// <summary>Waits for the peer's credentials.</summary>
        New,

        /// <summary>Looks for a path; there may be none to check yet.</summary>
        Checking,

        /// <summary>A path works.</summary>
        Connected,

        /// <summary>A path worked and nothing authenticated came for a while. It may come back by itself.</summary>
        Suspect,

        /// <summary>A restart has put another generation in its place; this one only answers the peer's checks until the peer has moved too.</summary>
        Retired,

        /// <summary>No path was found, or it is lost; the event carries the reason.</summary>
        Failed,

        /// <summary>Closed by us.</summary>
        Closed,
    }
}
