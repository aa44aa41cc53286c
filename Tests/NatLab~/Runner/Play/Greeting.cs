using P2PNet.Messages;

namespace P2PNet.NatLab;

/// <summary>The first message to each peer, sent as soon as its link stands.</summary>
[Message(Id = 1)]
public partial struct Greeting
{
    [Key(0)] public string From;
}
