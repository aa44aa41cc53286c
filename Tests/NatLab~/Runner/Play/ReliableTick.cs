using P2PNet.Messages;

namespace P2PNet.NatLab;

/// <summary>Steady traffic none of which may be lost or doubled.</summary>
[Message(Id = 2)]
public partial struct ReliableTick
{
    [Key(0)] public int Number;
}
