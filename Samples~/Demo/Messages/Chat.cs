using P2PNet.Messages;

namespace P2PNet.Demo;

/// <summary>What a player says; numbered, so that the receiver can tell whether one is missing or out of order.</summary>
[Message(Id = 2, Delivery = Delivery.ReliableOrdered)]
public struct Chat
{
    [Key(0)] public int Number;
    [Key(1)] public string Text;
}
