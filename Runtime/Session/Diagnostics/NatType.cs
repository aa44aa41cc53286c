namespace P2PNet
{
    /// <summary>
    /// The old words for what stands between a player and the Internet (RFC 3489 §5), which consoles and forums still use. They say less
    /// than mapping and filtering apart, and RFC 4787 retired them.
    /// </summary>
    public enum NatType
    {
        /// <summary>It could not be found out.</summary>
        Unknown,

        /// <summary>A public address, and nothing filters.</summary>
        Open,

        /// <summary>A public address behind a firewall that lets in answers alone.</summary>
        SymmetricFirewall,

        /// <summary>A public address; whether a firewall stands before it could not be found out.</summary>
        Untranslated,

        /// <summary>One mapping for all partners, open to everybody.</summary>
        FullCone,

        /// <summary>One mapping for all partners, open to the addresses that were sent to.</summary>
        RestrictedCone,

        /// <summary>One mapping for all partners, open to the addresses and ports that were sent to. The usual home router.</summary>
        PortRestrictedCone,

        /// <summary>One mapping for all partners; whom it lets in could not be found out.</summary>
        Cone,

        /// <summary>Another mapping for each partner, so that nobody can know beforehand where to send.</summary>
        Symmetric,

        /// <summary>No UDP gets through.</summary>
        UdpBlocked,
    }
}
