namespace P2PNet
{
    /// <summary>Life of an outgoing transfer, in the loop.</summary>
    internal enum OutgoingState : byte
    {
        /// <summary>Its source is being opened.</summary>
        Opening,

        /// <summary>It waits for a link and its turn.</summary>
        Ready,

        /// <summary>The receiver knows of it and has not answered.</summary>
        Offered,

        /// <summary>The receiver takes it.</summary>
        Sending,

        /// <summary>Ended, one way or the other.</summary>
        Over,
    }
}
