namespace P2PNet
{
    /// <summary>Life of a <see cref="ContentWriter"/>.</summary>
    internal enum ContentWriterState : byte
    {
        /// <summary>The sink is not open.</summary>
        Opening,

        /// <summary>It takes chunks.</summary>
        Open,

        /// <summary>All of it is in its place.</summary>
        Complete,
    }
}
