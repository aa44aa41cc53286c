namespace P2PNet.Messages
{
    /// <summary>What became of a message that was handed to a <see cref="MessageDispatcher{TSender}"/>.</summary>
    public enum DispatchStatus : byte
    {
        /// <summary>It was read and the handlers ran.</summary>
        Delivered = 0,

        /// <summary>Nobody has asked for messages with this id; its body was not read.</summary>
        Unhandled,

        /// <summary>The body is not the message that its id says, or has bytes left over; no handler ran.</summary>
        Malformed,
    }
}
