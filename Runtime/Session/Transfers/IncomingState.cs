namespace P2PNet
{
    /// <summary>Life of an incoming transfer, in the loop.</summary>
    internal enum IncomingState : byte
    {
        /// <summary>The game has not decided, or there is no room for the message yet.</summary>
        Offered,

        /// <summary>Its place is being opened.</summary>
        Opening,

        /// <summary>Content is taken.</summary>
        Receiving,

        /// <summary>All of it is here and is being checked and put to its place.</summary>
        Ending,

        /// <summary>Ended, one way or the other.</summary>
        Over,
    }
}
