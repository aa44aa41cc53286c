using P2PNet.Messages;

namespace P2PNet.Demo;

/// <summary>The last message on each link, reliable: what the receiver should have by now.</summary>
[Message(Id = 6)]
public struct Farewell
{
    [Key(0)] public int Moves;
    [Key(1)] public int Chats;
    [Key(2)] public int Pings;
}
