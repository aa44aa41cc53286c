using P2PNet.Messages;

namespace P2PNet.Tests.Sessions
{
    /// <summary>The answer to a <see cref="Question"/>.</summary>
    [Message(Id = 46)]
    internal struct Reply
    {
        [Key(0)]
        public int Number;

        [Key(1)]
        public byte[]? Padding;
    }
}
