namespace P2PNet.Messages
{
    /// <summary>The kinds of value that MessagePack knows.</summary>
    public enum MessagePackType : byte
    {
        /// <summary>The byte 0xc1, which is never valid, or no byte at all.</summary>
        Invalid = 0,

        /// <summary>Nil: no value.</summary>
        Nil,

        /// <summary>True or false.</summary>
        Boolean,

        /// <summary>A whole number from -2^63 to 2^64-1.</summary>
        Integer,

        /// <summary>An IEEE 754 number of 32 or 64 bits.</summary>
        Float,

        /// <summary>UTF-8 text.</summary>
        String,

        /// <summary>Bytes.</summary>
        Binary,

        /// <summary>A list of values.</summary>
        Array,

        /// <summary>Pairs of key and value.</summary>
        Map,

        /// <summary>Bytes with a type number of the application's, or the timestamp (-1).</summary>
        Extension,
    }
}
