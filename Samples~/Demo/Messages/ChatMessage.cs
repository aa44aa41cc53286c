using P2PNet.Messages;

namespace P2PNet.Demo;

/// <summary>A line that somebody typed.</summary>
[Message(Id = 20)]
public struct ChatMessage
{
    [Key(0)] public string Text;
}
