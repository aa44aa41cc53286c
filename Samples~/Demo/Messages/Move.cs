using P2PNet.Messages;

namespace P2PNet.Demo;

/// <summary>Where a player is; only the newest counts.</summary>
[Message(Id = 1, Delivery = Delivery.UnreliableSequenced)]
public struct Move
{
    [Key(0)] public int Tick;
    [Key(1)] public float X;
    [Key(2)] public float Y;
    [Key(3)] public float Heading;
}
