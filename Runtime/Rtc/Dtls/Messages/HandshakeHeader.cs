namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// The header of a handshake message or of a fragment of one (RFC 6347 §4.2.2).
    /// <code>
    ///   msg_type(1) | length(3) | message_seq(2) | fragment_offset(3) | fragment_length(3)
    /// </code>
    /// </summary>
    internal readonly struct HandshakeHeader
    {
        public const int Size = 12;

        public readonly HandshakeType Type;

        /// <summary>The whole message's length, without any header.</summary>
        public readonly int Length;

        public readonly ushort MessageSequence;
        public readonly int FragmentOffset;
        public readonly int FragmentLength;

        public HandshakeHeader(HandshakeType type, int length, ushort messageSequence, int fragmentOffset, int fragmentLength)
        {
            Type = type;
            Length = length;
            MessageSequence = messageSequence;
            FragmentOffset = fragmentOffset;
            FragmentLength = fragmentLength;
        }

        /// <summary>Whether the fragment is the whole message.</summary>
        public bool IsWhole => FragmentOffset == 0 && FragmentLength == Length;

        /// <summary>Reads a header whose whole fragment follows in the reader, and lies inside its message.</summary>
        public static bool TryParse(ref SpanReader reader, out HandshakeHeader header)
        {
            var type = (HandshakeType)reader.ReadByte();
            int length = reader.ReadUInt24();
            ushort sequence = reader.ReadUInt16();
            int offset = reader.ReadUInt24();
            int fragmentLength = reader.ReadUInt24();
            header = new HandshakeHeader(type, length, sequence, offset, fragmentLength);
            return !reader.Failed && fragmentLength <= reader.Remaining && offset + fragmentLength <= length;
        }

        public void Write(ref SpanWriter writer)
        {
            writer.WriteByte((byte)Type);
            writer.WriteUInt24(Length);
            writer.WriteUInt16(MessageSequence);
            writer.WriteUInt24(FragmentOffset);
            writer.WriteUInt24(FragmentLength);
        }
    }
}
