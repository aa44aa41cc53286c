namespace P2PNet
{
    /// <summary>What a frame of the bulk channel is: the first element of its array. Other numbers are ignored.</summary>
    internal enum BulkFrameKind : byte
    {
        None = 0,

        // By the sender of a transfer.

        /// <summary>number, type, length or nil, name: would you like it? Again on each new link, until it is over.</summary>
        Offer = 1,

        /// <summary>number, offset, bytes.</summary>
        Chunk = 2,

        /// <summary>number, length, SHA-256 or nil: that was all.</summary>
        End = 3,

        /// <summary>number, code, text: it will not be completed.</summary>
        Withdraw = 4,

        // By its receiver.

        /// <summary>number, offset, limit: send from there to there.</summary>
        Accept = 5,

        /// <summary>number, offset, limit: everything before the offset is here, and as much as this may be sent.</summary>
        Credit = 6,

        /// <summary>number: it is complete.</summary>
        Done = 7,

        /// <summary>number, code, text: it is not, or no longer, wanted.</summary>
        Refuse = 8,
    }
}
