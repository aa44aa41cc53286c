using P2PNet.Messages;

namespace P2PNet.IntegrationTests.Sessions;

/// <summary>A request.</summary>
[Message(Id = 63)]
public struct Ask
{
    [Key(0)] public int Number;
}
