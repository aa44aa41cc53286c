namespace P2PNet.Server;

/// <summary>What came over the WebSocket.</summary>
internal enum ReceivedKind
{
    Text,
    Binary,
    TooLarge,
    Close,
}
