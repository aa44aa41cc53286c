namespace P2PNet.Messages
{
    /// <summary>How a message travels between two peers. Each kind has a data channel of its own, so none waits for another.</summary>
    public enum Delivery : byte
    {
        /// <summary>Every message arrives once, in the order in which it was sent. The default: chat, trades, game rules.</summary>
        ReliableOrdered = 0,

        /// <summary>Every message arrives once, each as soon as it can: events that do not build on each other.</summary>
        ReliableUnordered = 1,

        /// <summary>Sent once; what arrives later than a newer message is dropped: positions and other state.</summary>
        UnreliableSequenced = 2,

        /// <summary>Sent once; may be lost or overtaken: effects, voice.</summary>
        Unreliable = 3,
    }
}
