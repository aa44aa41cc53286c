namespace P2PNet
{
    /// <summary>What a transfer carries.</summary>
    internal enum BulkContentType : byte
    {
        /// <summary>A message for the game's handlers: its id and body as on the other channels.</summary>
        Message = 0,

        /// <summary>A file or a stream, with a name.</summary>
        File = 1,
    }
}
