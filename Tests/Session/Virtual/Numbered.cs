using P2PNet.Messages;

namespace P2PNet.Tests.Sessions
{
    /// <summary>A message whose delivery the tests choose: a number, and as many bytes as wanted.</summary>
    [Message(Id = 41)]
    internal struct Numbered
    {
        [Key(0)]
        public int Number;

        [Key(1)]
        public byte[]? Padding;
    }
}
