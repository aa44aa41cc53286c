using P2PNet.Messages;

namespace P2PNet.Demo;

/// <summary>The answer to a <see cref="Ping"/>, with its time.</summary>
[Message(Id = 4, Delivery = Delivery.Unreliable)]
public struct Pong
{
    [Key(0)] public long SentAt;
}
