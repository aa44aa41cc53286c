namespace P2PNet
{
    /// <summary>Life of a <see cref="SessionCore"/>.</summary>
    internal enum SessionPhase : byte
    {
        /// <summary>Not started.</summary>
        New,

        /// <summary>Asked the server; it has not let us in.</summary>
        Entering,

        /// <summary>In the lobby; links to those who were there are being set up.</summary>
        Linking,

        /// <summary>The caller has its session.</summary>
        Open,

        /// <summary>What was sent still goes out.</summary>
        Flushing,

        /// <summary>The server was told; its answer is awaited.</summary>
        Leaving,

        /// <summary>Over.</summary>
        Ended,
    }
}
