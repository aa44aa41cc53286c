namespace P2PNet.Messages
{
    /// <summary>What stands before a message's body on the wire.</summary>
    public readonly struct MessageHeader
    {
        internal MessageHeader(ushort id, ushort sequence, int length)
        {
            Id = id;
            Sequence = sequence;
            Length = length;
        }

        /// <summary>The message's id.</summary>
        public ushort Id { get; }

        /// <summary>The sender's number for it on the sequenced channel; 0 elsewhere.</summary>
        public ushort Sequence { get; }

        /// <summary>Bytes that the header takes; the body follows.</summary>
        public int Length { get; }
    }
}
