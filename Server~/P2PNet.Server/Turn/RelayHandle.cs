namespace P2PNet.Server.Turn;

/// <summary>
/// A relay's socket, by the number that the transport gave it: small and dense, because the server keeps an array by it. After
/// <see cref="ITurnTransport.CloseRelay"/> the number may be given again.
/// </summary>
internal readonly record struct RelayHandle(int Index);
