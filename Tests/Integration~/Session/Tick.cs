using P2PNet.Messages;

namespace P2PNet.IntegrationTests.Sessions;

/// <summary>A numbered message.</summary>
[Message(Id = 61)]
public struct Tick
{
    [Key(0)] public int Number;
    [Key(1)] public float X;
    [Key(2)] public float Y;
}
