namespace P2PNet.Protocol
{
    /// <summary>Whether the server is in touch with a member. Its links to the others do not depend on that.</summary>
    internal enum PlayerPresence
    {
        Connected,

        /// <summary>Its connection ended without a goodbye, or is silent; it keeps its place for the grace time.</summary>
        Suspect,
    }
}
