using P2PNet.Messages;

namespace P2PNet.Tests.Sessions
{
    /// <summary>A request of the tests.</summary>
    [Message(Id = 45)]
    internal struct Question
    {
        [Key(0)]
        public int Number;
    }
}
