using P2PNet.Messages;

namespace P2PNet.Demo;

/// <summary>The first message on each link: its arrival ends the measurement of the connect time.</summary>
[Message(Id = 5)]
public struct Hello
{
    [Key(0)] public string Name;
}
