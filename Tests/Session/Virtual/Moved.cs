using P2PNet.Messages;

namespace P2PNet.Tests.Sessions
{
    /// <summary>Like a player's position: sequenced by default.</summary>
    [Message(Id = 42, Delivery = Delivery.UnreliableSequenced)]
    internal struct Moved
    {
        [Key(0)]
        public int Tick;

        [Key(1)]
        public float X;
    }
}
