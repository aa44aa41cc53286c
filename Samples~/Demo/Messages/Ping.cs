using P2PNet.Messages;

namespace P2PNet.Demo;

/// <summary>Comes back as <see cref="Pong"/>.</summary>
[Message(Id = 3, Delivery = Delivery.Unreliable)]
public struct Ping
{
    [Key(0)] public long SentAt;
}
