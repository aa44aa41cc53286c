namespace P2PNet
{
    /// <summary>What writer and reader of recordings agree on; Documentation~/recording.md is the specification.</summary>
    internal static class RecordingFormat
    {
        /// <summary>The first value of the header.</summary>
        public const string Magic = "P2PNet recording";

        public const int Version = 1;

        /// <summary>Bytes of the largest entry: a message of 256 KiB and what stands around it, or a schema.</summary>
        public const int MaxEntrySize = 1 << 20;

        /// <summary>Longest text that is recorded; a schema that is longer is left out, another text is cut.</summary>
        public const int MaxTextLength = 64 * 1024;

        /// <summary>The player who recorded.</summary>
        public const int Self = 0;

        // How many values an entry of each kind has, with its kind and time.
        public const int HeaderLength = 10;
        public const int MessageTypeLength = 6;
        public const int PlayerLength = 8;
        public const int PlayerLeftLength = 3;
        public const int HostChangedLength = 3;
        public const int LinkChangedLength = 6;
        public const int StateChangedLength = 4;
        public const int MessageRejectedLength = 4;
        public const int MessageLength = 6;
        public const int GapLength = 4;
        public const int EndLength = 2;
        public const int RequestLength = 6;
    }
}
