namespace P2PNet
{
    /// <summary>How players behind one type of NAT are reached. Immutable.</summary>
    public sealed class PartnerOutlook
    {
        internal PartnerOutlook(NatType partner, PartnerPath path)
        {
            Partner = partner;
            Path = path;
        }

        /// <summary>What the partner is behind.</summary>
        public NatType Partner { get; }

        /// <summary>How this player and such a partner meet.</summary>
        public PartnerPath Path { get; }

        /// <summary>Such as "Symmetric: Relayed".</summary>
        public override string ToString() => Partner + ": " + Path;
    }
}
