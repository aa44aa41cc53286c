using P2PNet.Messages;

namespace P2PNet.IntegrationTests.Sessions;

/// <summary>What an <see cref="Ask"/> is answered with.</summary>
[Message(Id = 64)]
public struct Answer
{
    [Key(0)] public int Number;
    [Key(1)] public float X;
}
