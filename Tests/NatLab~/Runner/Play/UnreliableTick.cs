using P2PNet.Messages;

namespace P2PNet.NatLab;

/// <summary>Steady traffic that may stay lost.</summary>
[Message(Id = 3, Delivery = Delivery.Unreliable)]
public partial struct UnreliableTick
{
    [Key(0)] public int Number;
}
