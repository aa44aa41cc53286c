namespace P2PNet.IntegrationTests.Turn.Io;

/// <summary>Which sockets' side a test runs with.</summary>
internal enum IoKind
{
    Linux,
    Portable,
}
