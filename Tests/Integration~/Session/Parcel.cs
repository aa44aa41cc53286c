using P2PNet.Messages;

namespace P2PNet.IntegrationTests.Sessions;

/// <summary>A message of any size.</summary>
[Message(Id = 97)]
public struct Parcel
{
    [Key(0)] public byte[] Bytes;
}
