namespace P2PNet.Messages
{
    /// <summary>How much a pool of messages keeps.</summary>
    internal static class MessageStoreLimits
    {
        /// <summary>A second of a game at 60 Hz, where the game holds on to what comes in.</summary>
        public const int MaxMessages = 64;

        /// <summary>
        /// Bytes on the wire of all messages of one type that are kept. In memory an empty object is some 32 times as large as on the wire, so the worst that
        /// a peer can have a game keep is 8 MiB a type.
        /// </summary>
        public const int MaxBytes = 256 * 1024;
    }
}
