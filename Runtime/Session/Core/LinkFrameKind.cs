namespace P2PNet
{
    /// <summary>
    /// What the library itself says on a game channel: the first integer, where a message of the game has its id. Ids are never negative, and of
    /// the negative numbers only those of one byte are kinds, -1 to -32.
    /// </summary>
    internal enum LinkFrameKind : sbyte
    {
        /// <summary>The game asks: number, message id, body.</summary>
        Request = -1,

        /// <summary>The answer: number of the request, message id, body.</summary>
        Response = -2,

        /// <summary>There is no answer: number of the request, why, and perhaps words.</summary>
        Refusal = -3,

        /// <summary>Which messages a side knows, when the link stands.</summary>
        Schema = -4,
    }
}
